#include "wechat/emulator/core/pay/authorization_book.hpp"

#include <algorithm>
#include <utility>

namespace fenrun::emulator::pay {
namespace {

constexpr std::string_view kCloseReasons[] = {"CLOSE_VIA_MCH_API", "USER_CLOSE", "USER_OVERDUE_UNCONFIRMED",
                                              "TRANSFER_RISK", "USER_ACCOUNT_ABNORMAL"};

Problem authorization_closed_off() { return no_auth("当前商户号没有使用免确认收款授权的权限"); }

}  // namespace

std::string_view name_of(AuthorizationState state) {
  switch (state) {
    case AuthorizationState::wait_user_confirm:
      return "WAIT_USER_CONFIRM";
    case AuthorizationState::taking_effect:
      return "TAKING_EFFECT";
    case AuthorizationState::closed:
      return "CLOSED";
  }
  return {};
}

bool is_close_reason(std::string_view reason) {
  return std::find(std::begin(kCloseReasons), std::end(kCloseReasons), reason) != std::end(kCloseReasons);
}

AuthorizationBook::Outcome AuthorizationBook::apply(AuthorizationOrder order, bool is_user_known,
                                                    Moment moment) {
  advance(moment.now);
  if (!settings.is_product_open) return authorization_closed_off();
  if (const auto* known = find(order.out_authorization_no)) {
    if (known->order != order) return invalid_request("授权单号已存在但信息不一致,请查单后比较确认");
    return known;
  }
  if (auto problem = check(order, is_user_known)) return *problem;
  return &open(std::move(order), moment);
}

std::optional<Problem> AuthorizationBook::check_for_transfer(const AuthorizationOrder& order,
                                                             bool is_user_known, Instant now) {
  advance(now);
  if (!settings.is_product_open) return authorization_closed_off();
  const auto* known = find(order.out_authorization_no);
  if (known == nullptr) return check(order, is_user_known);
  if (known->order != order) return invalid_request("授权单号已存在但信息不一致,请查单后比较确认");
  return std::nullopt;
}

void AuthorizationBook::apply_with_transfer(AuthorizationOrder order, Moment moment) {
  if (find(order.out_authorization_no) != nullptr) return;
  open(std::move(order), moment).is_of_transfer = true;
}

AuthorizationBook::Outcome AuthorizationBook::query(std::string_view out_authorization_no, Instant now) {
  advance(now);
  if (!settings.is_product_open) return authorization_closed_off();
  const auto* entry = find(out_authorization_no);
  const bool is_forgotten = entry != nullptr && entry->close_reason == "USER_OVERDUE_UNCONFIRMED" &&
                            now >= *entry->closed + settings.overdue_kept;
  if (entry == nullptr || is_forgotten) return not_found("授权记录不存在");
  return entry;
}

AuthorizationBook::Outcome AuthorizationBook::close(std::string_view out_authorization_no, Instant now) {
  auto found = query(out_authorization_no, now);
  if (std::holds_alternative<Problem>(found)) return found;
  auto& entry = entries_.find(out_authorization_no)->second;
  if (entry.state != AuthorizationState::closed) shut(entry, "CLOSE_VIA_MCH_API", now);
  return found;
}

AuthorizationBook::Outcome AuthorizationBook::find_in_effect(std::string_view authorization_id,
                                                             std::string_view out_authorization_no,
                                                             Instant now) {
  advance(now);
  if (!settings.is_product_open) return authorization_closed_off();
  const auto by_id = by_id_.find(authorization_id);
  const auto number = by_id == by_id_.end()
                          ? std::string(authorization_id.empty() ? out_authorization_no : "")
                          : by_id->second;
  const auto* entry = find(number);
  const bool is_contradicted = entry != nullptr && !out_authorization_no.empty() &&
                               entry->order.out_authorization_no != out_authorization_no;
  if (entry == nullptr || is_contradicted) return invalid_request("授权单不存在");
  if (entry->state != AuthorizationState::taking_effect) return invalid_request("授权单未生效或已关闭");
  return entry;
}

AuthorizationBook::Deed AuthorizationBook::consent(std::string_view out_authorization_no, Moment moment) {
  advance(moment.now);
  const auto found = entries_.find(out_authorization_no);
  if (found == entries_.end()) return "no such authorisation";
  auto& entry = found->second;
  if (entry.state != AuthorizationState::wait_user_confirm)
    return "the authorisation is " + std::string(name_of(entry.state));
  agenda_.erase({entry.created + settings.confirm_life, found->first});
  entry.state = AuthorizationState::taking_effect;
  entry.authorization_id = random_digits(32, moment.random);
  entry.authorized = entry.updated = moment.now;
  by_id_[entry.authorization_id] = found->first;
  changes_.push_back({moment.now, found->first, entry.state});
  return &entry;
}

AuthorizationBook::Deed AuthorizationBook::close_for(std::string_view out_authorization_no,
                                                     std::string reason, Instant now) {
  advance(now);
  const auto found = entries_.find(out_authorization_no);
  if (found == entries_.end()) return "no such authorisation";
  if (found->second.state == AuthorizationState::closed) return "the authorisation is CLOSED";
  shut(found->second, std::move(reason), now);
  return &found->second;
}

void AuthorizationBook::advance(Instant now) {
  while (!agenda_.empty() && agenda_.begin()->first <= now) {
    const auto [due, number] = *agenda_.begin();
    shut(entries_.find(number)->second, "USER_OVERDUE_UNCONFIRMED", due);
  }
}

std::vector<AuthorizationChange> AuthorizationBook::take_changes() { return std::exchange(changes_, {}); }

const Authorization* AuthorizationBook::find(std::string_view out_authorization_no) const {
  const auto found = entries_.find(out_authorization_no);
  return found == entries_.end() ? nullptr : &found->second;
}

std::optional<Problem> AuthorizationBook::check(const AuthorizationOrder& order, bool is_user_known) const {
  if (order.appid != settings.appid) return invalid_request("APPID不存在");
  if (!settings.scenes.contains(order.scene_id)) return invalid_request("你尚未获取该转账场景");
  if (!is_user_known) return invalid_request("Openid格式错误或者不属于商家公众账号");
  if (is_one_open(order)) return invalid_request("用户在当前场景下的授权数量达到限制");
  return std::nullopt;
}

bool AuthorizationBook::is_one_open(const AuthorizationOrder& order) const {
  return open_by_user_.contains({order.openid, order.scene_id});
}

Authorization& AuthorizationBook::open(AuthorizationOrder order, Moment moment) {
  const auto number = order.out_authorization_no;
  auto& entry = entries_[number];
  open_by_user_[{order.openid, order.scene_id}] = number;
  entry.order = std::move(order);
  entry.package_info = random_text(86, moment.random) + "==";
  entry.created = entry.updated = moment.now;
  agenda_.emplace(moment.now + settings.confirm_life, number);
  return entry;
}

void AuthorizationBook::shut(Authorization& entry, std::string reason, Instant at) {
  const auto& number = entry.order.out_authorization_no;
  agenda_.erase({entry.created + settings.confirm_life, number});
  open_by_user_.erase({entry.order.openid, entry.order.scene_id});
  const bool is_silent = entry.is_of_transfer && !entry.authorized;
  entry.state = AuthorizationState::closed;
  entry.close_reason = std::move(reason);
  entry.closed = entry.updated = at;
  if (!is_silent) changes_.push_back({at, number, entry.state});
}

}  // namespace fenrun::emulator::pay
