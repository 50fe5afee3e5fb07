#include "wechat/pay/sharing/profit_sharing.hpp"

#include <algorithm>
#include <array>

#include "wechat/http/url.hpp"
#include "wechat/pay/outcome/errors.hpp"
#include "wechat/pay/wire/rules.hpp"

namespace fenrun::wechat {
namespace {

constexpr const char* kSharing = "/v3/profitsharing";
constexpr std::array<std::string_view, 11> kRelations{
    "SERVICE_PROVIDER", "STORE", "STAFF",    "STORE_OWNER", "PARTNER", "HEADQUARTER", "BRAND",
    "DISTRIBUTOR",      "USER",  "SUPPLIER", "CUSTOM"};

bool is_share_number(std::string_view text) { return is_pay_number(text, 1, 64, "_-|*@"); }

const char* broken_receiver_rule(const Receiver& receiver) {
  if (!is_pay_text(receiver.account.reveal(), 64)) return "account";
  if (std::find(kRelations.begin(), kRelations.end(), receiver.relation_type) == kRelations.end()) {
    return "relation_type";
  }
  const bool is_custom = receiver.relation_type == "CUSTOM";
  if (is_custom != !receiver.custom_relation.empty()) return "custom_relation";
  if (is_custom && !is_pay_text(receiver.custom_relation, 10)) return "custom_relation";
  if (receiver.type == ReceiverType::merchant && !receiver.name) return "name: required for merchants";
  return nullptr;
}

bool is_same_receiver(const SharePart& a, const SharePart& b) {
  return a.type == b.type && a.account.reveal() == b.account.reveal();
}

const char* broken_share_rule(const ShareRequest& request) {
  if (!is_pay_number(request.transaction_id, 1, 32)) return "transaction_id";
  if (!is_share_number(request.out_order_no)) return "out_order_no";
  const auto& parts = request.parts;
  if (parts.empty() || parts.size() > PayProfitSharing::kPartsMax) return "receivers: 1 to 50";
  for (auto part = parts.begin(); part != parts.end(); ++part) {
    if (!is_pay_text(part->account.reveal(), 64)) return "receivers.account";
    if (part->amount.value <= 0) return "receivers.amount";
    if (!is_pay_text(part->description, 80)) return "receivers.description";
    const auto is_same = [&](const SharePart& other) { return is_same_receiver(*part, other); };
    if (std::any_of(part + 1, parts.end(), is_same)) return "receivers: one is there twice";
  }
  return nullptr;
}

// Seals names of one request under one key; false when there is none, or it changed between two names.
class NameSealer {
 public:
  explicit NameSealer(const PayCaller& caller) : caller_(caller) {}
  bool seal_into(Json& object, const std::optional<SecretText>& name) {
    if (!name) return true;
    auto sealed = caller_.seal(*name);
    if (!sealed || (!serial_.empty() && serial_ != sealed->serial)) return false;
    serial_ = sealed->serial;
    object["name"] = std::move(sealed->text);
    return true;
  }
  [[nodiscard]] const std::string& serial() const { return serial_; }

 private:
  const PayCaller& caller_;
  std::string serial_;
};

}  // namespace

Awaitable<PayOutcome<PayAccepted>> PayProfitSharing::add_receiver(Receiver receiver) {
  if (const auto* const rule = broken_receiver_rule(receiver)) co_return not_sent(rule);
  Json json{{"appid", caller_->merchant().appid},
            {"type", word_of(receiver_type_words(), receiver.type)},
            {"account", receiver.account.reveal()},
            {"relation_type", receiver.relation_type}};
  if (!receiver.custom_relation.empty()) json["custom_relation"] = receiver.custom_relation;
  NameSealer sealer(*caller_);
  if (!sealer.seal_into(json, receiver.name)) co_return not_sent("name: no key to seal it with");
  PayCall call{PayApi::add_receiver, HttpMethod::post, std::string(kSharing) + "/receivers/add",
               to_text(json), sealer.serial()};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return read_outcome(reply, [](Fields&) { return PayAccepted{}; });
}

Awaitable<PayOutcome<PayAccepted>> PayProfitSharing::delete_receiver(ReceiverType type, SecretText account) {
  if (!is_pay_text(account.reveal(), 64)) co_return not_sent("account");
  const Json json{{"appid", caller_->merchant().appid},
                  {"type", word_of(receiver_type_words(), type)},
                  {"account", account.reveal()}};
  PayCall call{PayApi::delete_receiver, HttpMethod::post, std::string(kSharing) + "/receivers/delete",
               to_text(json)};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return read_outcome(reply, [](Fields&) { return PayAccepted{}; });
}

Awaitable<PayOutcome<Share>> PayProfitSharing::share_call(PayCall call, std::string out_order_no) {
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return only_if(read_outcome(reply, read_share),
                    [&](const Share& share) { return share.out_order_no == out_order_no; });
}

Awaitable<PayOutcome<Share>> PayProfitSharing::share(ShareRequest request) {
  if (const auto* const rule = broken_share_rule(request)) co_return not_sent(rule);
  NameSealer sealer(*caller_);
  Json receivers = Json::array();
  for (const auto& part : request.parts) {
    Json receiver{{"type", word_of(receiver_type_words(), part.type)},
                  {"account", part.account.reveal()},
                  {"amount", part.amount.value},
                  {"description", part.description}};
    if (!sealer.seal_into(receiver, part.name)) co_return not_sent("name: no key to seal it with");
    receivers.push_back(std::move(receiver));
  }
  const Json json{{"appid", caller_->merchant().appid},
                  {"transaction_id", request.transaction_id},
                  {"out_order_no", request.out_order_no},
                  {"receivers", std::move(receivers)},
                  {"unfreeze_unsplit", request.unfreezes_the_rest}};
  PayCall call{PayApi::share, HttpMethod::post, std::string(kSharing) + "/orders", to_text(json),
               sealer.serial()};
  PayOutcome<Share> shared = co_await share_call(std::move(call), request.out_order_no);
  co_return shared;
}

Awaitable<PayOutcome<Share>> PayProfitSharing::query(std::string out_order_no, std::string transaction_id) {
  PayCall call{PayApi::query_share, HttpMethod::get,
               target_with_query(std::string(kSharing) + "/orders/" + percent_encode(out_order_no),
                                 {{"transaction_id", transaction_id}})};
  return share_call(std::move(call), std::move(out_order_no));
}

Awaitable<PayOutcome<Share>> PayProfitSharing::unfreeze(std::string transaction_id, std::string out_order_no,
                                                        std::string description) {
  if (!is_share_number(out_order_no) || !is_pay_text(description, 80))
    co_return not_sent("out_order_no, description");
  const Json json{
      {"transaction_id", transaction_id}, {"out_order_no", out_order_no}, {"description", description}};
  PayCall call{PayApi::unfreeze, HttpMethod::post, std::string(kSharing) + "/orders/unfreeze", to_text(json)};
  PayOutcome<Share> unfrozen = co_await share_call(std::move(call), out_order_no);
  co_return unfrozen;
}

Awaitable<PayOutcome<ShareReturn>> PayProfitSharing::return_call(PayCall call, std::string out_return_no) {
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return only_if(read_outcome(reply, read_share_return),
                    [&](const ShareReturn& returned) { return returned.out_return_no == out_return_no; });
}

Awaitable<PayOutcome<ShareReturn>> PayProfitSharing::take_back(ReturnRequest request) {
  const bool is_legal = is_share_number(request.out_order_no) && is_share_number(request.out_return_no) &&
                        is_pay_number(request.return_mchid, 1, 32) && request.amount.value > 0 &&
                        is_pay_text(request.description, 80);
  if (!is_legal) co_return not_sent("a number, amount or description");
  const Json json{{"out_order_no", request.out_order_no},
                  {"out_return_no", request.out_return_no},
                  {"return_mchid", request.return_mchid},
                  {"amount", request.amount.value},
                  {"description", request.description}};
  PayCall call{PayApi::return_share, HttpMethod::post, std::string(kSharing) + "/return-orders",
               to_text(json)};
  PayOutcome<ShareReturn> returned = co_await return_call(std::move(call), request.out_return_no);
  co_return returned;
}

Awaitable<PayOutcome<ShareReturn>> PayProfitSharing::query_return(std::string out_return_no,
                                                                  std::string out_order_no) {
  PayCall call{PayApi::query_return, HttpMethod::get,
               target_with_query(std::string(kSharing) + "/return-orders/" + percent_encode(out_return_no),
                                 {{"out_order_no", out_order_no}})};
  return return_call(std::move(call), std::move(out_return_no));
}

Awaitable<PayOutcome<Fen>> PayProfitSharing::unsplit_amount(std::string transaction_id) {
  PayCall call{PayApi::unsplit_amount, HttpMethod::get,
               std::string(kSharing) + "/transactions/" + percent_encode(transaction_id) + "/amounts"};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  auto amount = read_outcome(reply, [](Fields& fields) {
    return std::pair(fields.text("transaction_id"), fields.fen("unsplit_amount"));
  });
  if (!amount.is_done()) co_return amount.not_done_as<Fen>();
  if (amount.done().first != transaction_id)
    co_return PayUnknown{PayDoubt::other_object, "another transaction"};
  co_return amount.done().second;
}

}  // namespace fenrun::wechat
