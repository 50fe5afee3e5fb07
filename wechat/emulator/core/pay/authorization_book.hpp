// Confirm-free authorisations: a user lets the merchant transfer in one scene without asking each time.
//
//   apply -> WAIT_USER_CONFIRM -> TAKING_EFFECT -> CLOSED
//   WAIT_USER_CONFIRM --24 h--> CLOSED (USER_OVERDUE_UNCONFIRMED)
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "wechat/emulator/core/moment.hpp"
#include "wechat/emulator/core/pay/problem.hpp"

namespace fenrun::emulator::pay {

enum class AuthorizationState { wait_user_confirm, taking_effect, closed };
std::string_view name_of(AuthorizationState state);

// The parameters of the call; two calls with one number are the same call when these are equal.
struct AuthorizationOrder {
  std::string out_authorization_no;
  std::string appid;
  std::string openid;
  std::string scene_id;
  std::string user_display_name;
  std::optional<std::string> perception;
  std::string notify_url;
  std::string scene_info;  // as it was sent; only compared
  bool operator==(const AuthorizationOrder&) const = default;
};

struct Authorization {
  AuthorizationOrder order;
  AuthorizationState state = AuthorizationState::wait_user_confirm;
  std::string authorization_id;  // from the user's consent on
  std::string package_info;
  bool is_of_transfer = false;  // asked for on a transfer's page: WeChat says nothing unless the user agrees
  Instant created;
  Instant updated;
  std::optional<Instant> authorized;
  std::optional<Instant> closed;
  std::string close_reason;
};

struct AuthorizationSettings {
  bool is_product_open = false;  // in grey release: most merchants get NO_AUTH
  std::string appid;
  std::set<std::string, std::less<>> scenes = {"1005"};
  std::chrono::seconds confirm_life = std::chrono::hours(24);
  std::chrono::seconds overdue_kept = std::chrono::days(30);
};

// An authorisation took effect or was closed; its callback is due.
struct AuthorizationChange {
  Instant at;
  std::string out_authorization_no;
  AuthorizationState to = AuthorizationState::closed;
};

class AuthorizationBook {
 public:
  using Outcome = std::variant<const Authorization*, Problem>;
  using Deed = std::variant<const Authorization*, std::string>;

  AuthorizationSettings settings;

  // NO_AUTH, INVALID_REQUEST (other parameters, another app or scene, unknown user, one too many).
  Outcome apply(AuthorizationOrder order, bool is_user_known, Moment moment);
  // The same as part of a transfer; `check_for_transfer` says what `apply_with_transfer` would refuse with.
  std::optional<Problem> check_for_transfer(const AuthorizationOrder& order, bool is_user_known, Instant now);
  void apply_with_transfer(AuthorizationOrder order, Moment moment);
  // NO_AUTH, NOT_FOUND (never asked for, or overdue for more than 30 days).
  Outcome query(std::string_view out_authorization_no, Instant now);
  Outcome close(std::string_view out_authorization_no, Instant now);
  // The authorisation that a transfer names by either number; INVALID_REQUEST unless it is in effect.
  Outcome find_in_effect(std::string_view authorization_id, std::string_view out_authorization_no,
                         Instant now);

  // What users and tests do.
  Deed consent(std::string_view out_authorization_no, Moment moment);
  Deed close_for(std::string_view out_authorization_no, std::string reason, Instant now);

  void advance(Instant now);
  std::vector<AuthorizationChange> take_changes();
  [[nodiscard]] const Authorization* find(std::string_view out_authorization_no) const;
  [[nodiscard]] const std::map<std::string, Authorization, std::less<>>& all() const { return entries_; }

 private:
  [[nodiscard]] std::optional<Problem> check(const AuthorizationOrder& order, bool is_user_known) const;
  [[nodiscard]] bool is_one_open(const AuthorizationOrder& order) const;
  Authorization& open(AuthorizationOrder order, Moment moment);
  void shut(Authorization& entry, std::string reason, Instant at);

  std::map<std::string, Authorization, std::less<>> entries_;
  std::map<std::string, std::string, std::less<>> by_id_;
  std::map<std::pair<std::string, std::string>, std::string> open_by_user_;  // (openid, scene) -> number
  std::set<std::pair<Instant, std::string>> agenda_;                         // ends of waiting
  std::vector<AuthorizationChange> changes_;
};

bool is_close_reason(std::string_view reason);

}  // namespace fenrun::emulator::pay
