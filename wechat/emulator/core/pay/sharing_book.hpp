// Profit sharing as a state machine over virtual time. The money of a payment that is to be shared is locked
// in BASIC under its transaction_id until it is shared, unfrozen, refunded, or 30 days old.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "wechat/emulator/core/moment.hpp"
#include "wechat/emulator/core/pay/fund_book.hpp"
#include "wechat/emulator/core/pay/problem.hpp"
#include "wechat/emulator/core/pay/sharing.hpp"

namespace fenrun::emulator::pay {

struct SharingSettings {
  std::int64_t percent_max = 30;  // of what a payment brought in
  std::chrono::seconds earliest = std::chrono::minutes(1);
  std::chrono::seconds latest = std::chrono::days(30);
  std::chrono::seconds work_delay{1};  // until a request or a return is finished
  Fen person_month_max = 20'000'000;
  std::chrono::seconds return_latest = std::chrono::days(180);
  std::string notify_url = {};  // where the merchant hears of what it receives; empty: nowhere
};

// A payment whose money is kept for sharing.
struct SharedPayment {
  std::string transaction_id;
  std::string out_trade_no;
  Fen amount = 0;
  Fen fee = 0;
  Fen refunded = 0;
  Instant paid;
  Fen shared = 0;  // and what is about to be
  Fen pending = 0;
  std::int64_t requests = 0;
  bool is_finished = false;
};

class SharingBook {
 public:
  static constexpr std::size_t kReceiversMax = 20'000;
  static constexpr std::size_t kReceiversPerRequestMax = 50;
  static constexpr std::int64_t kRequestsMax = 50;
  static constexpr std::int64_t kReturnsMax = 50;

  template <class T>
  using Outcome = std::variant<T, Problem>;

  SharingSettings settings;
  std::string own_mchid;  // what is shared with the merchant itself stays in its account

  // A payment made with settle_info.profit_sharing brought in amount - fee, which BASIC must hold.
  void open_payment(SharedPayment payment, FundBook& funds, Instant now);
  // Before a refund takes its money out of BASIC: gives back what is locked of the payment, up to `amount`
  // less the fee that came back with it.
  void release_for_refund(std::string_view transaction_id, Fen amount, Fen fee, FundBook& funds, Instant now);
  // What is locked of a payment and not about to be paid to a receiver; 0 for any other payment.
  [[nodiscard]] Fen frozen_of(std::string_view transaction_id, const FundBook& funds) const;

  // INVALID_REQUEST when there are too many.
  Outcome<const Receiver*> add_receiver(Receiver receiver);
  void delete_receiver(ReceiverType type, const std::string& account);

  // PARAM_ERROR, INVALID_REQUEST, RULE_LIMIT (over the ratio), NOT_ENOUGH.
  Outcome<const SharingOrder*> share(SharingRequest request, FundBook& funds, Moment moment);
  Outcome<const SharingOrder*> unfreeze(const std::string& transaction_id, const std::string& out_order_no,
                                        const std::string& description, const std::string& mchid,
                                        FundBook& funds, Moment moment);
  Outcome<const SharingOrder*> query(std::string_view out_order_no, std::string_view transaction_id,
                                     FundBook& funds, Instant now);
  Outcome<const SharingReturn*> give_back(SharingReturnRequest request, FundBook& funds, Moment moment);
  Outcome<const SharingReturn*> query_return(std::string_view out_return_no, std::string_view out_order_no,
                                             FundBook& funds, Instant now);
  Outcome<Fen> unsplit_amount(std::string_view transaction_id, FundBook& funds, Instant now);

  // The next shares for this account, or the next return from it, fail for this reason.
  void plan_failure(const std::string& account, std::string reason);

  void advance(FundBook& funds, Instant now);
  // What merchants have received and given back since the last call, in order.
  std::vector<SharingMovement> take_movements();
  [[nodiscard]] const std::map<std::string, SharingOrder, std::less<>>& orders() const { return orders_; }
  [[nodiscard]] const std::map<std::string, SharingReturn, std::less<>>& returns() const { return returns_; }
  // Null when it is not to be shared.
  [[nodiscard]] const SharedPayment* find_payment(std::string_view transaction_id) const;

 private:
  using Key = std::pair<ReceiverType, std::string>;

  [[nodiscard]] std::optional<Problem> check(const SharingRequest& request, const FundBook& funds,
                                             Instant now) const;
  [[nodiscard]] std::optional<Problem> check_return(const SharingReturnRequest& request,
                                                    const SharingOrder& order, Instant now) const;
  [[nodiscard]] std::string reason_against(const Share& share, Instant now);
  SharingOrder& open_order(SharingRequest request, Moment moment);
  void finish(SharingOrder& order, FundBook& funds, Instant at);
  void finish(SharingReturn& entry, FundBook& funds, Instant at);
  void pay_share(const SharingOrder& order, const Share& share, FundBook& funds, Instant at);
  void release_all(SharedPayment& payment, FundBook& funds, Instant at);
  [[nodiscard]] std::string take_planned_failure(const std::string& account);
  [[nodiscard]] const SharingOrder* find_order(const SharingReturnRequest& request) const;

  std::map<Key, Receiver> receivers_;
  std::map<std::string, SharedPayment, std::less<>> payments_;
  std::map<std::string, SharingOrder, std::less<>> orders_;    // by out_order_no
  std::map<std::string, SharingReturn, std::less<>> returns_;  // by out_return_no
  std::map<std::string, std::string, std::less<>> by_order_id_;
  std::map<std::string, std::deque<std::string>, std::less<>> planned_failures_;
  std::map<std::pair<Day, std::string>, Fen> received_in_month_;
  std::vector<SharingMovement> movements_;
  enum class Due { order, give_back, payment };
  std::set<std::tuple<Instant, Due, std::string>> agenda_;
};

}  // namespace fenrun::emulator::pay
