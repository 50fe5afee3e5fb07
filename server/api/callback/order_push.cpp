// Orders of other shops, pushed by them. A request is signed with the shop's secret over its raw bytes:
//   X-Fenrun-Source: the shop's code          X-Fenrun-Timestamp: Unix seconds, within five minutes
//   X-Fenrun-Nonce: 8 to 64 characters        X-Fenrun-Signature: hex HMAC-SHA-256 of
//   timestamp \n nonce \n path \n body
// A repetition, a replay included, says what has been said before and changes nothing.
#include <charconv>
#include <limits>

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "db/order/order_source.hpp"
#include "flows/consumer/sealed_identity.hpp"
#include "flows/order/push_order.hpp"
#include "server/api/callback/handlers.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/order_source_secret.hpp"
#include "server/api/order_view.hpp"
#include "server/order_alarm.hpp"

namespace fenrun::server::callback {
namespace {

std::optional<Instant> read_timestamp(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool is_number = error == std::errc{} && end == text.data() + text.size();
  if (!is_number || seconds < 0 || seconds > 253'402'300'799) return std::nullopt;
  return Instant{std::chrono::seconds(seconds)};
}

bool is_signed_with(const std::optional<SecretText>& secret, std::string_view message,
                    const std::string& signature) {
  if (!secret) return false;
  const auto expected = crypto::hmac_sha256(crypto::as_bytes(secret->reveal()), message);
  return crypto::equal_in_constant_time(crypto::as_bytes(signature), crypto::Bytes(expected));
}

// Refuses with kPushNotAuthentic and kPushStale.
Done check_push(const Call& call, const std::optional<OrderSource>& source) {
  const auto timestamp = call.request.header("x-fenrun-timestamp").value_or("");
  const auto nonce = call.request.header("x-fenrun-nonce").value_or("");
  const auto signature = crypto::from_hex(call.request.header("x-fenrun-signature").value_or(""));
  const auto at = read_timestamp(timestamp);
  if (!source || !source->is_active || !at || !signature || nonce.size() < 8 || nonce.size() > 64) {
    return kPushNotAuthentic;
  }
  const std::string message = std::string(timestamp) + "\n" + std::string(nonce) + "\n" + call.request.path +
                              "\n" + call.request.body;
  const bool is_authentic =
      is_signed_with(open_source_secret(call.app.sealer, *source), message, *signature) ||
      is_signed_with(open_previous_secret(call.app.sealer, *source, call.now), message, *signature);
  if (!is_authentic) return kPushNotAuthentic;
  if (*at < call.now - kPushWindow || *at > call.now + kPushWindow) return kPushStale;
  return {};
}

PushedContent read_content(const Call& call, json::Reader& body) {
  PushedContent content;
  if (const auto phone = body.maybe_text("buyer_phone", {5, 20})) {
    content.buyer_phone_index = flows::phone_index(call.app.sealer, SecretText(*phone));
  }
  for (json::Reader& item : body.maybe_objects("lines", kOrderLinesMax)) {
    PushedLine line;
    line.sku_code = item.text("sku_code", {1, 64});
    line.quantity = static_cast<int>(item.integer("quantity", 1, kOrderQuantityMax));
    line.unit_price_fen = Fen{item.integer("unit_price_fen", 1, kPriceMax.value)};
    content.lines.push_back(std::move(line));
    body.absorb(item);
  }
  content.discount_fen = Fen{body.maybe_integer("discount_fen", 0, kOrderTotalMax.value).value_or(0)};
  content.coupon_fen = Fen{body.maybe_integer("coupon_fen", 0, kOrderTotalMax.value).value_or(0)};
  content.freight_fen = Fen{body.maybe_integer("freight_fen", 0, kPriceMax.value).value_or(0)};
  return content;
}

PushedMilestones read_milestones(json::Reader& body) {
  PushedMilestones said;
  said.parcel_sequence = body.integer("sequence", 0, std::numeric_limits<std::int64_t>::max());
  said.paid_at = body.maybe_time("paid_at");
  said.shipped_at = body.maybe_time("shipped_at");
  said.received_at = body.maybe_time("received_at");
  said.closed_at = body.maybe_time("closed_at");
  said.carrier = body.maybe_text("carrier", {1, 64}).value_or("");
  said.tracking_no = body.maybe_text("tracking_no", {1, 64}).value_or("");
  if (said.carrier.empty() != said.tracking_no.empty()) {
    body.refuse("carrier", "承运商和运单号须同时填写", "Carrier and tracking number go together");
  }
  return said;
}

std::vector<PushedRefund> read_pushed_refunds(json::Reader& body) {
  std::vector<PushedRefund> refunds;
  for (json::Reader& item : body.maybe_objects("refunds", 50)) {
    PushedRefund refund;
    refund.refund_no = item.text("refund_no", {1, kExternalNoMax});
    refund.amount_fen = Fen{item.integer("amount_fen", 1, kOrderTotalMax.value)};
    refund.happened_at = item.maybe_time("happened_at");
    for (json::Reader& part : item.maybe_objects("parts", kOrderLinesMax + 1)) {
      refund.parts.push_back({part.maybe_text("sku_code", {1, 64}).value_or(""),
                              Fen{part.integer("amount_fen", 1, kOrderTotalMax.value)}});
      item.absorb(part);
    }
    refunds.push_back(std::move(refund));
    body.absorb(item);
  }
  return refunds;
}

json::Writer pushed_json(const flows::PushedReport& report) {
  json::Writer body;
  if (report.order) {
    body.text("id", report.order->public_id).text("state", to_text(report.order->state));
  } else {
    body.null("id").text("state", "waiting");
  }
  return body.texts("refused_refunds", report.alarms);
}

}  // namespace

Result<Reply> receive_pushed_order(const Call& call, db::Tx& tx) {
  const std::string code(call.request.header("x-fenrun-source").value_or(""));
  const auto source = db::find_order_source(tx, code);
  if (const auto authentic = check_push(call, source); !authentic) return authentic.error();
  json::Reader body(call.request.body);
  flows::PushOrder command;
  command.public_id = call.new_public_id();
  command.source = source->code;
  command.external_no = body.text("external_no", {1, kExternalNoMax});
  command.said = read_milestones(body);
  auto content = read_content(call, body);
  if (!content.lines.empty()) command.content = std::move(content);
  command.refunds = read_pushed_refunds(body);
  command.terms = call.app.options.orders;
  if (auto refused = body.refusal()) return *refused;
  const auto report = flows::push_order(tx, command, call.now);
  if (!report) return report.error();
  for (const auto& refund : report->alarms)
    raise_order_alarm("pushed_refund", command.external_no + " " + refund);
  return ok(pushed_json(*report));
}

}  // namespace fenrun::server::callback
