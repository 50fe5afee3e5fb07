#include "config/address.hpp"
#include "config/certificate.hpp"
#include "config/pay_keys.hpp"
#include "config/sections.hpp"
#include "wechat/http/url.hpp"
#include "wechat/pay/wire/rules.hpp"

namespace fenrun::config {
namespace {

using std::chrono::milliseconds;

// A path before ours would be on the wire and not in the signature.
void refuse_path(Reader& reader, std::string_view key, const std::string& value) {
  const auto url = wechat::parse_base_url(value);
  if (url && !url->prefix.empty()) {
    reader.problem(key, '"' + value + "\" has a path", "give https://host or https://host:port");
  }
}

// A host that swallows packets takes both times whole, and what is left of the call is the backup's.
void leave_time_for_backup(Reader& reader, std::string_view key, milliseconds limit,
                           const wechat::PayOptions& options) {
  const milliseconds connecting = options.http.connect_ms_max + options.http.handshake_ms_max;
  if (options.backup_url.empty() || connecting < limit) return;
  reader.problem(key,
                 "leaves no time for backup_url after the " + std::to_string(connecting.count()) +
                     " ms of connect_timeout_ms and handshake_timeout_ms",
                 "give it more than both together");
}

void read_pay_hosts(Reader& reader, wechat::PayOptions& options) {
  auto& http = options.http;
  read_base_url(reader, "wechat.pay.base_url", http.base_url);
  read_base_url(reader, "wechat.pay.backup_url", options.backup_url, Need::optional);
  refuse_path(reader, "wechat.pay.base_url", http.base_url);
  refuse_path(reader, "wechat.pay.backup_url", options.backup_url);
  read_certificates(reader, "wechat.pay.ca_file", http.ca_file);
  reader.duration("wechat.pay.connect_timeout_ms", http.connect_ms_max, milliseconds{100},
                  milliseconds{60'000});
  reader.duration("wechat.pay.handshake_timeout_ms", http.handshake_ms_max, milliseconds{100},
                  milliseconds{60'000});
  reader.duration("wechat.pay.call_timeout_ms", http.call_ms_max, milliseconds{100}, milliseconds{120'000});
  reader.duration("wechat.pay.file_timeout_ms", options.file_ms_max, milliseconds{1000},
                  milliseconds{600'000});
  leave_time_for_backup(reader, "wechat.pay.call_timeout_ms", http.call_ms_max, options);
  leave_time_for_backup(reader, "wechat.pay.file_timeout_ms", options.file_ms_max, options);
  reader.number<std::size_t>("wechat.pay.idle_connections_max", http.idle_connections_max, 1, 1024);
  reader.number<std::size_t>("wechat.pay.calls_max", http.calls_max, 1, 10'000);
}

// WeChat Pay takes http for payments and refunds; what we listen on is https.
void read_notify_url(Reader& reader, std::string_view key, std::string& value) {
  reader.text(key, value, 255);
  if (value.empty() || wechat::is_notify_url(value, true)) return;
  reader.problem(key, '"' + value + "\" is not an https URL with a path and without a query",
                 "give https://host/path, or \"\" for none");
}

void read_notify_urls(Reader& reader, wechat::PayOptions& options) {
  read_notify_url(reader, "wechat.pay.payment_notify_url", options.payment_notify_url);
  read_notify_url(reader, "wechat.pay.refund_notify_url", options.refund_notify_url);
  read_notify_url(reader, "wechat.pay.transfer_notify_url", options.transfer_notify_url);
  read_notify_url(reader, "wechat.pay.authorization_notify_url", options.authorization_notify_url);
}

void read_transfer(Reader& reader, wechat::TransferOptions& options) {
  reader.text("wechat.pay.transfer_scene", options.scene_id, 36);
  auto& limits = options.limits;
  reader.number<std::int64_t>("wechat.pay.transfer_min_fen", limits.min.value, 1, 100'000'000);
  reader.number<std::int64_t>("wechat.pay.transfer_name_from_fen", limits.name_from.value, 1, 100'000'000);
  reader.number<std::int64_t>("wechat.pay.transfer_name_required_from_fen", limits.name_required_from.value,
                              1, 100'000'000);
}

}  // namespace

void read_pay(Reader& reader, std::optional<wechat::PayOptions>& options) {
  wechat::PayOptions pay;
  reader.text("wechat.pay.merchant_id", pay.mchid, 32);
  const bool is_on = !pay.mchid.empty();
  if (is_on && !wechat::is_pay_number(pay.mchid, 1, 32)) {
    reader.problem("wechat.pay.merchant_id", "is not a merchant number", "give its digits alone");
  }
  read_merchant_keys(reader, pay, is_on ? Need::required : Need::optional);
  read_platform_keys(reader, pay.keys, is_on);
  read_pay_hosts(reader, pay);
  read_notify_urls(reader, pay);
  read_transfer(reader, pay.transfer);
  reader.boolean("wechat.pay.confirm_free_authorization", pay.has_authorization);
  if (pay.has_authorization && pay.authorization_notify_url.empty()) {
    reader.problem("wechat.pay.authorization_notify_url", "is missing, and confirm_free_authorization is on",
                   "give the https URL where WeChat tells what dealers agreed to");
  }
  if (is_on) options = std::move(pay);
}

}  // namespace fenrun::config
