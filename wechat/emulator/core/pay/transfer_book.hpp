// The transfers of one merchant as a state machine over virtual time. Money is locked while a transfer waits,
// and leaves the operation account at most once for each number.
//
//   create -> ACCEPTED -> PROCESSING -> WAIT_USER_CONFIRM -> TRANSFERING -> SUCCESS | FAIL
//   ACCEPTED | PROCESSING | WAIT_USER_CONFIRM --24 h--> FAIL (OVERDUE_CLOSE)
//   ACCEPTED | PROCESSING | WAIT_USER_CONFIRM --cancel--> CANCELING -> CANCELLED
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "wechat/emulator/core/moment.hpp"
#include "wechat/emulator/core/pay/fund_book.hpp"
#include "wechat/emulator/core/pay/transfer_rules.hpp"

namespace fenrun::emulator::pay {

// How the next new transfer begins, by order of the test.
struct TransferStart {
  TransferState state = TransferState::wait_user_confirm;  // ACCEPTED, PROCESSING, WAIT_USER_CONFIRM or FAIL
  std::string fail_reason;                                 // with FAIL
};

struct Confirmation {
  std::string fail_reason;        // empty: the transfer succeeds, as far as names and limits let it
  bool is_before_cancel = false;  // it was under way when the merchant cancelled: it beats CANCELING
};

// A transfer came to its end; its callback is due.
struct TransferEnd {
  Instant at;
  std::string out_bill_no;
};

class TransferBook {
 public:
  using Outcome = std::variant<const Transfer*, Problem>;
  // Of what a user or a test does: the text says why it cannot be.
  using Deed = std::variant<const Transfer*, std::string>;

  TransferSettings settings;

  // The merchant's calls. Create is refused with PARAM_ERROR, INVALID_REQUEST, NO_AUTH and NOT_ENOUGH, the
  // others with NO_AUTH and NOT_FOUND, cancel also with INVALID_REQUEST.
  Outcome create(TransferOrder order, const Payee& payee, FundBook& funds, Moment moment);
  Outcome query(std::string_view out_bill_no, FundBook& funds, Instant now);
  Outcome query_by_bill_no(std::string_view transfer_bill_no, FundBook& funds, Instant now);
  Outcome cancel(std::string_view out_bill_no, FundBook& funds, Instant now);
  // What a query at `now` shows; it lags behind the user's confirmation by query_lag.
  [[nodiscard]] TransferState shown_state(const Transfer& transfer, Instant now) const;

  // The user's deeds. The page opens for the payee only, while the transfer waits or is under way.
  Deed open_page(std::string_view package_info, std::string_view openid, FundBook& funds, Instant now);
  Deed confirm(std::string_view out_bill_no, const Confirmation& confirmation, const Payee& payee,
               FundBook& funds, Instant now);

  // A test's deeds.
  void plan_start(TransferStart start) { planned_starts_.push_back(std::move(start)); }
  Deed fail(std::string_view out_bill_no, std::string reason, FundBook& funds, Instant now);
  // A held transfer waits for calls and for the user, and makes no step by itself.
  Deed set_held(std::string_view out_bill_no, bool is_held, FundBook& funds, Instant now);

  // Makes the steps that are due by `now`, each at its own time. Every call above does so first.
  void advance(FundBook& funds, Instant now);
  // The ends since the last time this was asked, in order of time.
  std::vector<TransferEnd> take_ends();

  [[nodiscard]] const Transfer* find(std::string_view out_bill_no) const;
  [[nodiscard]] const Transfer* find_by_bill_no(std::string_view transfer_bill_no) const;
  [[nodiscard]] const std::map<std::string, Transfer, std::less<>>& all() const { return transfers_; }
  // Numbers in the order of creation.
  [[nodiscard]] const std::vector<std::string>& numbers() const { return numbers_; }

 private:
  Outcome reenter(Transfer& transfer, const TransferOrder& order, FundBook& funds, Instant now);
  Outcome start(TransferOrder order, const Payee& payee, FundBook& funds, Moment moment);
  [[nodiscard]] Outcome show(std::string_view out_bill_no, Instant now) const;
  Transfer* find_to_change(std::string_view out_bill_no);
  void try_to_fund(Transfer& transfer, FundBook& funds, Instant at);
  void take_step(Transfer& transfer, FundBook& funds, Instant at);
  void end_by_failing(Transfer& transfer, std::string reason, FundBook& funds, Instant at, std::string cause);
  void move(Transfer& transfer, TransferState to, Instant at, std::string cause);
  [[nodiscard]] std::optional<Instant> next_step_of(const Transfer& transfer, Instant at) const;
  void schedule(Transfer& transfer, std::optional<Instant> due);

  std::map<std::string, Transfer, std::less<>> transfers_;
  std::map<std::string, std::string, std::less<>> by_bill_no_;
  std::map<std::string, std::string, std::less<>> by_package_;
  std::vector<std::string> numbers_;
  std::set<std::pair<Instant, std::string>> agenda_;
  std::deque<TransferStart> planned_starts_;
  std::vector<TransferEnd> ends_;
  TransferTotals totals_;
};

}  // namespace fenrun::emulator::pay
