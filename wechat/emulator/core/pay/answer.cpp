#include "wechat/emulator/core/pay/answer.hpp"

#include <algorithm>

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "wechat/emulator/core/fault_effects.hpp"
#include "wechat/emulator/core/pay/callback_message.hpp"
#include "wechat/emulator/core/pay/gate.hpp"
#include "wechat/emulator/core/pay/routes.hpp"
#include "wechat/emulator/core/pay/signing.hpp"
#include "wechat/emulator/core/standard_headers.hpp"

namespace fenrun::emulator {
namespace {

Json to_json(const Parameters& query) {
  Json object = Json::object();
  for (const auto& [name, value] : query) object[name] = value;
  return object;
}

bool has_required(std::span<const Field> fields) {
  return std::any_of(fields.begin(), fields.end(),
                     [](const Field& field) { return field.need == Need::required; });
}

std::variant<Json, PayRefusal> read_pay_body(const PayRoute& route, const Request& request) {
  if (route.method == "GET" || (request.body.empty() && !has_required(route.body))) return Json::object();
  if (!header_of(request, "content-type").starts_with("application/json"))
    return wrong_header("Content-Type", "not application/json");
  auto parsed = Json::parse(request.body, nullptr, false);
  if (!parsed.is_object()) return PayRefusal(kPayParameter, "请求体不是合法的JSON");
  return parsed;
}

bool is_ip_refused(const PayRoute& route, const PayMerchant& merchant, const std::string& peer_ip) {
  return route.access == PayAccess::listed_ips && !merchant.ip_allow_list.empty() &&
         !merchant.ip_allow_list.contains(peer_ip);
}

PayOutcome process_pay(World& world, const std::optional<PayMatch>& match, const Request& request,
                       RequestEntry& entry, std::optional<FaultKind> fault, Moment moment) {
  if (!match) return PayRefusal(kPayNothingHere);
  auto& pay = *world.pay;
  const auto& route = *match->route;
  auto signer = authorize(pay.merchant, request, moment.signing());
  if (const auto* refusal = std::get_if<PayRefusal>(&signer)) return *refusal;
  const auto route_name = std::string(route.method) + " " + std::string(route.pattern);
  if (route.per_second > 0 && !pay.rates.take(route_name, route.per_second, moment.now))
    return PayRefusal(route.too_frequent);
  auto body = read_pay_body(route, request);
  if (const auto* refusal = std::get_if<PayRefusal>(&body)) return *refusal;
  PayCall call{match->parts,
               parse_query(request.query),
               std::move(std::get<Json>(body)),
               header_of(request, "wechatpay-serial"),
               std::get<std::string>(signer),
               request.peer_ip,
               pay.merchant,
               moment,
               fault == FaultKind::gcm_failure};
  if (auto refusal = check_fields(to_json(call.query), route.query, "query")) return *refusal;
  if (auto refusal = check_fields(call.body, route.body)) return *refusal;
  if (is_ip_refused(route, pay.merchant, request.peer_ip)) return PayRefusal(kPayIpNotAllowed);
  entry.is_processed = true;
  return route.handle(world, call);
}

// The number a call is about, as the books show it.
std::string subject_of(const std::optional<PayMatch>& match, const Request& request) {
  if (!match || match->route->subject.empty()) return {};
  const auto part = value_of(match->parts, match->route->subject);
  if (!part.empty()) return std::string(part);
  const auto body = Json::parse(request.body, nullptr, false);
  if (!body.is_object()) return {};
  const auto found = body.find(match->route->subject);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Reply render_refusal(const PayRefusal& refusal, Moment moment) {
  if (refusal.status == kPayNothingHere.status) return {404, "", "", {}};
  Json body{{"code", refusal.code}, {"message", refusal.message}};
  if (!refusal.detail.is_null()) body["detail"] = refusal.detail;
  return {refusal.status,
          "application/json; charset=utf-8",
          to_wire(body),
          {{"Request-Id", make_request_id(refusal.numeric, moment.random)},
           {"Cache-Control", "no-cache, must-revalidate"},
           {"X-Content-Type-Options", "nosniff"},
           {"Content-Language", "zh-CN"}}};
}

Reply render_reply(const PayReply& reply, const PlatformKey& key, std::optional<FaultKind> fault,
                   Moment moment) {
  const auto body = reply.status == 204 ? std::string() : to_wire(deform_object(reply.body, fault));
  auto headers = sign_message(body, key, fault, moment);
  headers["Request-Id"] = make_request_id(0, moment.random);
  headers["Cache-Control"] = "no-cache, must-revalidate";
  headers["X-Content-Type-Options"] = "nosniff";
  headers["Content-Language"] = "zh-CN";
  // A reply that was kept somewhere and comes again is old in all of it.
  headers["Date"] = http_date(claimed_time(fault, moment.signing()));
  return {reply.status, reply.status == 204 ? "" : "application/json; charset=utf-8", body,
          std::move(headers)};
}

Reply render_signed_refusal(const PayRefusal& refusal, const PlatformKey& key, std::optional<FaultKind> fault,
                            Moment moment) {
  auto reply = render_refusal(refusal, moment);
  if (!reply.body.empty()) reply.headers.merge(sign_message(reply.body, key, fault, moment));
  return reply;
}

Reply render_outcome(const PayOutcome& outcome, const PayMerchant& merchant, const PlatformKey& key,
                     std::optional<FaultKind> fault, Moment moment) {
  if (const auto* refusal = std::get_if<PayRefusal>(&outcome)) {
    if (merchant.are_errors_signed) return render_signed_refusal(*refusal, key, fault, moment);
    return render_refusal(*refusal, moment);
  }
  if (const auto* file = std::get_if<PayFile>(&outcome))
    return {200, file->content_type, file->bytes, {{"Request-Id", make_request_id(0, moment.random)}}};
  return render_reply(std::get<PayReply>(outcome), key, fault, moment);
}

PayRefusal ordered_refusal(const Fault& fault) {
  return PayRefusal(PayErrorCode{fault.http_status, fault.code, fault.errmsg});
}

std::string code_of(const PayOutcome& outcome) {
  const auto* refusal = std::get_if<PayRefusal>(&outcome);
  return refusal != nullptr ? refusal->code : std::string();
}

}  // namespace

Answer answer_pay(World& world, const Request& request, Moment moment) {
  catch_up(world, moment);
  RequestEntry entry{0, moment.now, request.method, request.path, {}, 200, 0, false, {}};
  entry.body_sha256 = crypto::to_hex(crypto::sha256(request.body));
  const auto match = match_pay_route(request.method, request.path);
  entry.subject = subject_of(match, request);
  const auto fault =
      world.faults.strike(match ? match->route->pattern : std::string_view(request.path), moment.random);
  if (fault) entry.fault = name_of(fault->kind);

  const auto kind = fault ? std::optional(fault->kind) : std::nullopt;
  const bool is_processed = !fault || !strikes_before_processing(fault->kind);
  auto outcome =
      is_processed ? process_pay(world, match, request, entry, kind, moment) : ordered_refusal(*fault);
  if (fault && fault->kind == FaultKind::error_after) outcome = ordered_refusal(*fault);
  entry.code = code_of(outcome);
  const auto& merchant = world.pay->merchant;
  const auto key = merchant.reply_key(header_of(request, "wechatpay-serial"));
  Answer answer{render_outcome(outcome, merchant, key, kind, moment)};
  if (fault) answer = deform(*fault, std::move(answer.reply));
  const bool is_sent = answer.delivery == Delivery::whole || answer.delivery == Delivery::slow;
  entry.http_status = is_sent ? answer.reply.status : 0;
  if (const auto id = answer.reply.headers.find("Request-Id"); id != answer.reply.headers.end())
    entry.request_id = id->second;
  world.books.requests.add(std::move(entry));
  return answer;
}

}  // namespace fenrun::emulator
