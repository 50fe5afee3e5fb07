#include "wechat/miniprogram/read_event.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace fenrun::wechat {
namespace {

constexpr std::size_t kListMax = 100;

// The user an event is about: named by OpenID, or else the sender.
SecretText user_of(const Json& document) {
  auto openid = text_or_number(document, "OpenID");
  if (openid.empty()) openid = text_or_number(document, "FromUserName");
  return SecretText(std::move(openid));
}

std::vector<int> numbers_in(const std::string& text) {
  std::vector<int> numbers;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  while (at != end && numbers.size() < kListMax) {
    int number = 0;
    const auto [next, error] = std::from_chars(at, end, number);
    if (error == std::errc()) numbers.push_back(number);
    at = next == at ? at + 1 : next;
  }
  return numbers;
}

PushEvent read_revoked(const Json& document) {
  return AuthorizationRevoked{user_of(document), numbers_in(text_or_number(document, "RevokeInfo"))};
}
PushEvent read_cancelled(const Json& document) { return AuthorizationCancelled{user_of(document)}; }
PushEvent read_modified(const Json& document) { return UserInfoModified{user_of(document)}; }

PushEvent read_media_checked(const Json& document) {
  MediaChecked checked{text_or_number(document, "trace_id"), ContentVerdict::review};
  if (checked.trace_id.empty()) return UnknownEvent{};
  if (const auto* result = object_member(document, "result")) {
    const auto suggest = text_or_number(*result, "suggest");
    if (suggest == "pass") checked.verdict = ContentVerdict::pass;
    if (suggest == "risky") checked.verdict = ContentVerdict::risky;
  }
  return checked;
}

SubscriptionOutcome read_outcome(const Json& entry, SubscriptionChange change) {
  SubscriptionOutcome outcome;
  outcome.template_id = text_or_number(entry, "TemplateId");
  if (change == SubscriptionChange::sent) {
    outcome.is_accepted = number_or_text(entry, "ErrorCode") == 0;
    outcome.message_id = text_or_number(entry, "MsgID");
  } else {
    outcome.is_accepted = text_or_number(entry, "SubscribeStatusString") == "accept";
  }
  return outcome;
}

// JSON has `List` at the top, XML inside an element named after the event; one entry may stand without an
// array.
PushEvent read_subscription(const Json& document, SubscriptionChange change, const char* wrapper) {
  SubscriptionEvent event;
  event.change = change;
  event.openid = user_of(document);
  const auto* holder = object_member(document, wrapper);
  const Json& place = holder != nullptr ? *holder : document;
  if (const auto* single = object_member(place, "List"))
    event.outcomes.push_back(read_outcome(*single, change));
  if (const auto* list = array_member(place, "List")) {
    for (const auto& entry : *list) {
      if (event.outcomes.size() < kListMax) event.outcomes.push_back(read_outcome(entry, change));
    }
  }
  if (event.outcomes.empty()) return UnknownEvent{};
  return event;
}
PushEvent read_popup(const Json& document) {
  return read_subscription(document, SubscriptionChange::popup, "SubscribeMsgPopupEvent");
}
PushEvent read_change(const Json& document) {
  return read_subscription(document, SubscriptionChange::change, "SubscribeMsgChangeEvent");
}
PushEvent read_sent(const Json& document) {
  return read_subscription(document, SubscriptionChange::sent, "SubscribeMsgSentEvent");
}

PushEvent read_punished(const Json& document) {
  Punished punished;
  punished.punish_id = text_or_number(document, "punish_id");
  punished.illegal_reason = text_or_number(document, "illegal_reason");
  const auto type = number_or_text(document, "event_type").value_or(0);
  for (const auto known : {Punishment::warning, Punishment::function_ban, Punishment::take_down,
                           Punishment::account_ban, Punishment::page_ban}) {
    if (type == static_cast<int>(known)) punished.punishment = known;
  }
  return punished;
}

PushEvent read_trade(const Json& document, TradeNotice notice) {
  TradeEvent event;
  event.notice = notice;
  event.transaction_id = text_or_number(document, "transaction_id");
  event.merchant_id = text_or_number(document, "merchant_id");
  event.merchant_trade_no = text_or_number(document, "merchant_trade_no");
  event.confirm_receive_time = number_or_text(document, "confirm_receive_time");
  event.settlement_time = number_or_text(document, "settlement_time");
  const bool is_about_an_order = notice != TradeNotice::remind_access_api;
  if (is_about_an_order && event.transaction_id.empty() && event.merchant_trade_no.empty())
    return UnknownEvent{};
  return event;
}
PushEvent read_remind_access(const Json& document) {
  return read_trade(document, TradeNotice::remind_access_api);
}
PushEvent read_remind_shipping(const Json& document) {
  return read_trade(document, TradeNotice::remind_shipping);
}
PushEvent read_settlement(const Json& document) {
  return read_trade(document, TradeNotice::order_settlement);
}

struct Kind {
  std::string_view name;
  PushEvent (*read)(const Json&);
};
constexpr std::array kKinds{
    Kind{"user_authorization_revoke", read_revoked},
    Kind{"user_authorization_cancellation", read_cancelled},
    Kind{"user_info_modified", read_modified},
    Kind{"wxa_media_check", read_media_checked},
    Kind{"subscribe_msg_popup_event", read_popup},
    Kind{"subscribe_msg_change_event", read_change},
    Kind{"subscribe_msg_sent_event", read_sent},
    Kind{"wxa_punish_event", read_punished},
    Kind{"trade_manage_remind_access_api", read_remind_access},
    Kind{"trade_manage_remind_shipping", read_remind_shipping},
    Kind{"trade_manage_order_settlement", read_settlement},
};

}  // namespace

std::string text_or_number(const Json& document, const char* name) {
  if (const auto* text = text_member(document, name)) return *text;
  const auto number = integer_member(document, name);
  return number ? std::to_string(*number) : std::string();
}

std::optional<std::int64_t> number_or_text(const Json& document, const char* name) {
  const auto text = text_or_number(document, name);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

PushEvent read_event(const Json& document) {
  const auto name = text_or_number(document, "Event");
  for (const auto& kind : kKinds) {
    if (kind.name == name) return kind.read(document);
  }
  return UnknownEvent{};
}

std::string event_subject(const PushEvent& event) {
  if (const auto* checked = std::get_if<MediaChecked>(&event)) return checked->trace_id;
  if (const auto* punished = std::get_if<Punished>(&event)) return punished->punish_id;
  if (const auto* trade = std::get_if<TradeEvent>(&event)) {
    // A settlement is told twice: when it is foreseen and when it has happened.
    return trade->transaction_id + "/" + trade->merchant_trade_no +
           (trade->confirm_receive_time ? "/received" : "") + (trade->settlement_time ? "/settled" : "");
  }
  if (const auto* subscription = std::get_if<SubscriptionEvent>(&event)) {
    std::string subject;
    for (const auto& outcome : subscription->outcomes)
      subject += outcome.template_id + "/" + outcome.message_id + ";";
    return subject;
  }
  return {};
}

}  // namespace fenrun::wechat
