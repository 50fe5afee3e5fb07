// What WeChat checks of a transfer before it opens one. All figures are the merchant's settings.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "wechat/emulator/core/pay/beijing_time.hpp"
#include "wechat/emulator/core/pay/problem.hpp"
#include "wechat/emulator/core/pay/transfer.hpp"

namespace fenrun::emulator::pay {

struct TransferSettings {
  bool is_product_open = true;
  std::string appid;                                     // the one that is bound to the merchant
  std::set<std::string, std::less<>> scenes = {"1005"};  // that the merchant owns
  // What user_recv_perception may say instead of what the scene's table allows.
  std::optional<std::set<std::string, std::less<>>> perceptions;

  Fen amount_min = 10;
  Fen amount_max = 20'000;
  Fen merchant_day_max = 5'000'000;
  Fen merchant_month_max = 3'000'000'000;
  Fen user_day_max = 200'000;
  std::int64_t user_day_count_max = 10;
  Fen name_forbidden_below = 30;
  Fen name_required_from = 200'000;

  std::int64_t retry_days = 3;  // Beijing days in which one number may be sent again
  std::chrono::seconds query_horizon = std::chrono::days(30);
  std::chrono::seconds confirm_life = std::chrono::hours(24);
  std::chrono::seconds close_lag = std::chrono::minutes(10);
  std::chrono::seconds funding_delay{1};   // from ACCEPTED or PROCESSING to the next try
  std::chrono::seconds transfer_delay{1};  // from TRANSFERING to its end
  std::chrono::seconds cancel_delay{1};    // from CANCELING to its end
  std::chrono::seconds query_lag{0};       // how long queries do not see the user's confirmation
  bool is_short_accepted = false;          // too little money: ACCEPTED instead of NOT_ENOUGH
  bool is_cancel_ended_by_fail = false;    // FAIL with MCH_CANCEL instead of CANCELLED
};

// The user at the other end, as the emulator knows them.
struct Payee {
  bool is_known = false;  // the openid is one of the mini program's
  std::string real_name;  // empty: the user has no real-name identity
};

// Money booked by days of Beijing, for the daily and monthly limits.
class TransferTotals {
 public:
  void book(Fen amount, Instant created);
  void release(Fen amount, Instant created);  // of a transfer that came to nothing
  void receive(const std::string& openid, Fen amount, Instant now);

  // Nothing, or why the merchant may not book `amount` more.
  [[nodiscard]] std::optional<Problem> check_merchant(Fen amount, const TransferSettings& settings,
                                                      Instant now) const;
  // Empty, or the fail_reason with which the user's limit ends the transfer.
  [[nodiscard]] std::string check_user(const std::string& openid, Fen amount,
                                       const TransferSettings& settings, Instant now) const;

 private:
  struct Received {
    Fen amount = 0;
    std::int64_t count = 0;
  };
  std::map<Day, Fen> booked_in_day_;
  std::map<Day, Fen> booked_in_month_;
  std::map<std::pair<Day, std::string>, Received> received_;
};

// PARAM_ERROR: the order is malformed, whatever the merchant's settings are. (Types, lengths
// and addresses are checked where JSON is read.)
std::optional<Problem> check_form(const TransferOrder& order);
// INVALID_REQUEST: the merchant may not make this transfer.
std::optional<Problem> check_rules(const TransferOrder& order, const Payee& payee,
                                   const TransferSettings& settings);
// Empty, or the fail_reason: the name of the order against the user's.
std::string check_name(const TransferOrder& order, const Payee& payee);

}  // namespace fenrun::emulator::pay
