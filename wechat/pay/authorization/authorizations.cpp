#include "wechat/pay/authorization/authorizations.hpp"

#include <array>

#include "wechat/http/url.hpp"
#include "wechat/pay/outcome/errors.hpp"
#include "wechat/pay/wire/rules.hpp"

namespace fenrun::wechat {
namespace {

constexpr const char* kAuthorizations = "/v3/fund-app/mch-transfer/user-confirm-authorization";
constexpr const char* kPreTransfer =
    "/v3/fund-app/mch-transfer/transfer-bills/pre-transfer-with-authorization";
constexpr const char* kDirectTransfer = "/v3/fund-app/mch-transfer/transfer-bills/transfer";
constexpr const char* kNotOpen = "confirm-free authorisation is switched off";

constexpr std::array kAuthorizationStates{
    PayWord<AuthorizationState>{"WAIT_USER_CONFIRM", AuthorizationState::wait_user_confirm},
    PayWord<AuthorizationState>{"TAKING_EFFECT", AuthorizationState::taking_effect},
    PayWord<AuthorizationState>{"CLOSED", AuthorizationState::closed}};

const char* broken_authorization_rule(const AuthorizationRequest& request) {
  if (!is_out_bill_no(request.out_authorization_no)) return "out_authorization_no";
  if (!is_pay_text(request.user_display_name, 32)) return "user_display_name";
  if (!is_notify_url(request.notify_url, true)) return "authorization_notify_url";
  const auto& perception = request.user_recv_perception;
  if (!perception.empty() && !is_pay_text(perception, 256)) return "user_recv_perception";
  return nullptr;
}

std::string authorization_target(const std::string& number) {
  return std::string(kAuthorizations) + "/out-authorization-no/" + percent_encode(number);
}

PayOutcome<Authorization> authorization_of(const PayOutcome<PayReply>& reply, const std::string& number) {
  return only_if(read_outcome(reply, read_authorization), [&](const Authorization& authorization) {
    return authorization.out_authorization_no == number;
  });
}

}  // namespace

std::span<const PayWord<AuthorizationState>> authorization_state_words() { return kAuthorizationStates; }

Authorization read_authorization(Fields& fields) {
  Authorization authorization;
  authorization.out_authorization_no = fields.text("out_authorization_no");
  authorization.authorization_id = fields.text_or_none("authorization_id");
  authorization.appid = fields.text("appid");
  authorization.openid = SecretText(fields.text("openid"));
  authorization.state = fields.word("state", authorization_state_words());
  authorization.authorize_time = fields.time_if("authorize_time");
  if (auto info = fields.object_if("close_info")) {
    authorization.close_time = info->time_if("close_time");
    authorization.close_reason = info->text_or_none("close_reason");
  }
  if (authorization.state == AuthorizationState::taking_effect && authorization.authorization_id.empty()) {
    fields.fail("authorization_id");
  }
  return authorization;
}

Awaitable<PayOutcome<AuthorizationApplied>> PayAuthorizations::apply(AuthorizationRequest request) {
  if (!is_open_) co_return not_sent(kNotOpen);
  if (const auto* const rule = broken_authorization_rule(request)) co_return not_sent(rule);
  if (!is_pay_text(request.openid.reveal(), 64)) co_return not_sent("openid");
  Json json{{"out_authorization_no", request.out_authorization_no},
            {"appid", caller_->merchant().appid},
            {"openid", request.openid.reveal()},
            {"transfer_scene_id", options_.scene_id},
            {"user_display_name", request.user_display_name},
            {"authorization_notify_url", request.notify_url}};
  if (!request.user_recv_perception.empty()) json["user_recv_perception"] = request.user_recv_perception;
  PayCall call{PayApi::apply_authorization, HttpMethod::post, kAuthorizations, to_text(json)};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  auto applied = read_outcome(reply, [](Fields& fields) {
    return AuthorizationApplied{fields.text("out_authorization_no"),
                                fields.word("state", authorization_state_words()),
                                SecretText(fields.text_or_none("package_info"))};
  });
  co_return only_if(std::move(applied), [&](const AuthorizationApplied& got) {
    return got.out_authorization_no == request.out_authorization_no;
  });
}

Awaitable<PayOutcome<Authorization>> PayAuthorizations::query(std::string out_authorization_no) {
  if (!is_open_) co_return not_sent(kNotOpen);
  PayCall call{PayApi::query_authorization, HttpMethod::get,
               authorization_target(out_authorization_no) + "?is_display_authorization=true"};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return authorization_of(reply, out_authorization_no);
}

Awaitable<PayOutcome<Authorization>> PayAuthorizations::close(std::string out_authorization_no) {
  if (!is_open_) co_return not_sent(kNotOpen);
  PayCall call{PayApi::close_authorization, HttpMethod::post,
               authorization_target(out_authorization_no) + "/close"};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return authorization_of(reply, out_authorization_no);
}

// Seals the name and makes the bytes that are kept.
PayOutcome<TransferBody> PayAuthorizations::finish(const TransferRequest& request, Json json) const {
  TransferBody body{request.out_bill_no, SecretText(), {}};
  if (request.user_name) {
    auto name = caller_->seal(*request.user_name);
    if (!name) return not_sent("user_name: no key to seal it with");
    json["user_name"] = std::move(name->text);
    body.sealing_serial = std::move(name->serial);
  }
  body.json = SecretText(to_text(json));
  return body;
}

PayOutcome<TransferBody> PayAuthorizations::pre_transfer_body(
    const TransferRequest& request, const AuthorizationRequest& authorization) const {
  if (!is_open_) return not_sent(kNotOpen);
  if (const auto* const rule = broken_transfer_rule(request, options_)) return not_sent(rule);
  if (const auto* const rule = broken_authorization_rule(authorization)) return not_sent(rule);
  Json json = transfer_members(request, options_, caller_->merchant());
  json["authorization_info"] = Json{{"user_display_name", authorization.user_display_name},
                                    {"out_authorization_no", authorization.out_authorization_no},
                                    {"authorization_notify_url", authorization.notify_url}};
  return finish(request, std::move(json));
}

Awaitable<PayOutcome<TransferCreated>> PayAuthorizations::pre_transfer(TransferBody body) {
  if (!is_open_) co_return not_sent(kNotOpen);
  PayCall call{PayApi::pre_transfer, HttpMethod::post, kPreTransfer, body.json.reveal(), body.sealing_serial};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return only_if(read_outcome(reply, read_created_transfer),
                    [&](const TransferCreated& created) { return created.out_bill_no == body.out_bill_no; });
}

PayOutcome<TransferBody> PayAuthorizations::direct_body(const TransferRequest& request,
                                                        const std::string& out_authorization_no) const {
  if (!is_open_) return not_sent(kNotOpen);
  if (const auto* const rule = broken_transfer_rule(request, options_)) return not_sent(rule);
  if (!is_out_bill_no(out_authorization_no)) return not_sent("out_authorization_no");
  Json json = transfer_members(request, options_, caller_->merchant());
  json.erase("openid");
  json["out_authorization_no"] = out_authorization_no;
  return finish(request, std::move(json));
}

Awaitable<PayOutcome<Transfer>> PayAuthorizations::direct_transfer(
    TransferBody body, std::optional<std::chrono::steady_clock::time_point> send_before) {
  if (!is_open_) co_return not_sent(kNotOpen);
  PayCall call{PayApi::direct_transfer, HttpMethod::post,    kDirectTransfer,
               body.json.reveal(),      body.sealing_serial, send_before};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return only_if(read_outcome(reply, read_transfer), [&](const Transfer& transfer) {
    return transfer.out_bill_no == body.out_bill_no && transfer.mchid == caller_->merchant().mchid;
  });
}

}  // namespace fenrun::wechat
