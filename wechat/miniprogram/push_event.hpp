// What WeChat tells us by message push, as typed events. Kinds that are not listed stay `UnknownEvent`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/secret.hpp"
#include "wechat/miniprogram/types.hpp"

namespace fenrun::wechat {

// The user took back what we were allowed to know; numbers are WeChat's (8 is the phone number).
struct AuthorizationRevoked {
  SecretText openid;
  std::vector<int> revoked;
};

// The user's WeChat account with us is gone: erase what the law lets us erase.
struct AuthorizationCancelled {
  SecretText openid;
};

struct UserInfoModified {
  SecretText openid;
};

// The verdict on an image or sound handed in for checking.
struct MediaChecked {
  std::string trace_id;
  ContentVerdict verdict = ContentVerdict::review;
};

enum class SubscriptionChange { popup, change, sent };

struct SubscriptionOutcome {
  std::string template_id;
  bool is_accepted = false;  // popup and change: the user accepted; sent: the message was delivered
  std::string message_id;    // sent only
};

struct SubscriptionEvent {
  SubscriptionChange change = SubscriptionChange::popup;
  SecretText openid;
  std::vector<SubscriptionOutcome> outcomes;
};

enum class Punishment {
  warning = 1,
  function_ban = 2,
  take_down = 3,
  account_ban = 4,
  page_ban = 10,
  other = 0
};

// The platform acts against the mini program: somebody must look at once.
struct Punished {
  Punishment punishment = Punishment::other;
  std::string punish_id;
  std::string illegal_reason;
};

enum class TradeNotice { remind_access_api, remind_shipping, order_settlement };

struct TradeEvent {
  TradeNotice notice = TradeNotice::remind_access_api;
  std::string transaction_id;
  std::string merchant_id;
  std::string merchant_trade_no;
  std::optional<std::int64_t> confirm_receive_time;  // Unix seconds; only when the buyer has it
  std::optional<std::int64_t> settlement_time;       // Unix seconds; only when the order is settled
};

struct UnknownEvent {};

using PushEvent = std::variant<UnknownEvent, AuthorizationRevoked, AuthorizationCancelled, UserInfoModified,
                               MediaChecked, SubscriptionEvent, Punished, TradeEvent>;

}  // namespace fenrun::wechat
