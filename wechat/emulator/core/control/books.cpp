// Reading the books, oldest first: ?after=<number> (default 0) and ?limit=<count> (default 100, at most
// 10,000).
#include <algorithm>
#include <charconv>

#include "wechat/emulator/core/control/handlers.hpp"
#include "wechat/emulator/core/pay/payments.hpp"
#include "wechat/emulator/core/pay/refunds.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::int64_t kShownDefault = 100;
constexpr std::int64_t kShownMax = 10'000;

std::optional<std::int64_t> read_number(const Parameters& query, std::string_view name,
                                        std::int64_t fallback) {
  const auto text = value_of(query, name);
  if (text.empty()) return fallback;
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

Json render(const RequestEntry& entry) {
  return {
      {"number", entry.number},   {"at", to_rfc3339(entry.at)},         {"method", entry.method},
      {"path", entry.path},       {"body_sha256", entry.body_sha256},   {"http_status", entry.http_status},
      {"errcode", entry.errcode}, {"is_processed", entry.is_processed}, {"fault", entry.fault},
      {"code", entry.code},       {"subject", entry.subject},           {"request_id", entry.request_id}};
}

Json render(const MessageEntry& entry) {
  return {{"number", entry.number},
          {"at", to_rfc3339(entry.at)},
          {"msgid", entry.msgid},
          {"message", entry.body}};
}

Json render(const CodeEntry& entry) {
  return {{"number", entry.number},     {"at", to_rfc3339(entry.at)}, {"path", entry.path},
          {"page", entry.page},         {"scene", entry.scene},       {"env_version", entry.env_version},
          {"width_px", entry.width_px}, {"text", entry.text}};
}

Json render(const LinkEntry& entry) {
  return {{"number", entry.number},
          {"at", to_rfc3339(entry.at)},
          {"expires_at", to_rfc3339(entry.expires)},
          {"link", entry.link},
          {"page", entry.page},
          {"query", entry.query},
          {"env_version", entry.env_version}};
}

Json render(const PushEntry& entry) {
  return {
      {"number", entry.number},     {"at", to_rfc3339(entry.at)},       {"event", entry.event},
      {"attempts", entry.attempts}, {"is_accepted", entry.is_accepted}, {"last_outcome", entry.last_outcome}};
}

Json render(const CallbackEntry& entry) {
  Json shown{{"number", entry.number},
             {"at", to_rfc3339(entry.at)},
             {"id", entry.id},
             {"event_type", entry.event_type},
             {"resource", entry.resource},
             {"notify_url", entry.notify_url},
             {"attempts", entry.attempts},
             {"is_accepted", entry.is_accepted},
             {"original_type", entry.original_type}};
  if (entry.next_at) shown["next_at"] = to_rfc3339(*entry.next_at);
  return shown;
}

Json render(const CallbackAttemptEntry& entry) {
  return {{"number", entry.number},     {"at", to_rfc3339(entry.at)},
          {"callback", entry.callback}, {"fault", entry.fault},
          {"serial", entry.serial},     {"http_status", entry.http_status},
          {"outcome", entry.outcome},   {"is_merchant_failure", entry.is_merchant_failure}};
}

template <class Book, class Render>
ControlAnswer show_rendered(const Book& journal, const ControlCall& call, Render render_entry) {
  const auto page = read_page(call.query);
  if (!page) return wrong("after and limit are numbers, limit at most 10000");
  Json shown = Json::array();
  for (const auto& entry : journal.entries()) {
    if (entry.number <= page->after) continue;
    if (static_cast<std::int64_t>(shown.size()) >= page->limit) break;
    shown.push_back(render_entry(entry));
  }
  return {200, {{"entries", shown}, {"last_number", journal.last_number()}}, {}};
}

template <class Entry>
ControlAnswer show(const Journal<Entry>& journal, const ControlCall& call) {
  return show_rendered(journal, call, [](const Entry& entry) { return render(entry); });
}

}  // namespace

std::optional<Page> read_page(const Parameters& query) {
  const auto after = read_number(query, "after", 0);
  const auto limit = read_number(query, "limit", kShownDefault);
  if (!after || !limit || *limit > kShownMax) return std::nullopt;
  return Page{*after, *limit};
}

ControlAnswer show_requests(World& world, const ControlCall& call) {
  return show(world.books.requests, call);
}
ControlAnswer show_messages(World& world, const ControlCall& call) {
  return show(world.books.messages, call);
}
ControlAnswer show_codes(World& world, const ControlCall& call) { return show(world.books.codes, call); }
ControlAnswer show_links(World& world, const ControlCall& call) { return show(world.books.links, call); }
ControlAnswer show_pushes(World& world, const ControlCall& call) { return show(world.books.pushes, call); }

// Rendered as WeChat Pay shows them, which takes more than the entry alone.
ControlAnswer show_orders(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  return show_rendered(world.pay->payments.orders, call, [&world](const PayOrder& order) {
    return Json{{"number", order.number},
                {"at", to_rfc3339(order.created)},
                {"openid", order.openid},
                {"prepay_id", order.prepay_id},
                {"refunded_fen", order.refunded_fen},
                {"order", render_order(order, world.pay->merchant)}};
  });
}
ControlAnswer show_refunds(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  return show_rendered(world.pay->payments.refunds, call, [&world](const PayRefund& refund) {
    const auto& order = *world.pay->payments.orders.find(out_name(refund.out_trade_no));
    return Json{{"number", refund.number},
                {"at", to_rfc3339(refund.created)},
                {"refund", render_refund(refund, order)}};
  });
}
ControlAnswer show_callbacks(World& world, const ControlCall& call) {
  return world.pay ? show(world.pay->callbacks.entries, call) : no_merchant();
}
ControlAnswer show_callback_attempts(World& world, const ControlCall& call) {
  return world.pay ? show(world.pay->callbacks.attempts, call) : no_merchant();
}

Json record_push(World& world, std::int64_t number, int attempts, bool is_accepted,
                 const std::string& last_outcome) {
  PushEntry unknown;
  auto* entry = world.books.pushes.find(number);
  if (entry == nullptr) entry = &unknown;  // the world was reset meanwhile
  entry->attempts = attempts;
  entry->is_accepted = is_accepted;
  entry->last_outcome = last_outcome;
  return render(*entry);
}

}  // namespace fenrun::emulator
