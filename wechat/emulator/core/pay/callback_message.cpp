#include "wechat/emulator/core/pay/callback_message.hpp"

#include <algorithm>
#include <array>

#include "base/crypto/cipher.hpp"
#include "base/crypto/encoding.hpp"
#include "wechat/emulator/core/pay/signing.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::size_t kGcmNonceCharacters = 12;

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kSummaries{{
    {"TRANSACTION.SUCCESS", "支付成功"},
    {"REFUND.SUCCESS", "退款成功"},
    {"REFUND.ABNORMAL", "退款异常"},
    {"REFUND.CLOSED", "退款关闭"},
    {"MCHTRANSFER.BILL.FINISHED", "商家转账单据终态通知"},
    {"MCHTRANSFER.AUTHORIZATION.CONFIRMED", "免确认收款授权成功"},
    {"MCHTRANSFER.AUTHORIZATION.CLOSED", "免确认收款授权关闭"},
    {"PROFITSHARING.SUCCESS", "分账成功"},
    {"PROFITSHARING.RETURN", "分账回退成功"},
    {"SECURITY_ECHO.SUCCESS", "回调测试成功"},
}};

Json encrypt_resource(const CallbackEntry& entry, const std::string& plain, bool is_key_wrong,
                      const PayMerchant& merchant, Random& random) {
  const auto nonce_text = random_text(kGcmNonceCharacters, random);
  crypto::Nonce96 nonce{};
  std::copy_n(crypto::as_bytes(nonce_text).begin(), nonce.size(), nonce.begin());
  const auto key = is_key_wrong ? random.bytes<32>() : merchant.callback_cipher_key();
  const auto sealed = crypto::aes256_gcm_seal(key, nonce, entry.original_type, plain);
  return {{"original_type", entry.original_type},
          {"algorithm", "AEAD_AES_256_GCM"},
          {"ciphertext", crypto::to_base64(crypto::as_bytes(sealed))},
          {"associated_data", entry.original_type},
          {"nonce", nonce_text}};
}

constexpr std::array<std::string_view, 3> kMerchantMembers{"mchid", "mch_id", "appid"};

// Another number or name of the same shape.
std::string neighbour(std::string text) {
  if (!text.empty()) text.back() = text.back() == '0' ? '1' : '0';
  return text;
}

void give_to_another_merchant(Json& object) {
  for (const auto name : kMerchantMembers) {
    const auto found = object.find(name);
    if (found != object.end() && found->is_string()) *found = neighbour(found->get<std::string>());
  }
  // A share is its receiver's.
  if (const auto receiver = object.find("receiver"); receiver != object.end() && receiver->is_object())
    (*receiver)["account"] = neighbour(receiver->value("account", ""));
}

void add_one_fen(Json& object) {
  for (const std::string_view name : {"total", "payer_total", "refund", "payer_refund", "transfer_amount"}) {
    const auto found = object.find(name);
    if (found != object.end() && found->is_number_integer()) *found = found->get<std::int64_t>() + 1;
  }
}

}  // namespace

std::string_view summary_of(std::string_view event_type) {
  for (const auto& [name, summary] : kSummaries) {
    if (name == event_type) return summary;
  }
  return "通知";
}

CallbackMessage make_callback(const CallbackEntry& entry, std::optional<FaultKind> fault,
                              const PayMerchant& merchant, Moment moment) {
  const auto plain = to_wire(deform_object(entry.resource, fault));
  const bool is_key_wrong = fault == FaultKind::gcm_failure;
  const Json body{{"id", entry.id},
                  {"create_time", to_rfc3339(whole_second(entry.at))},
                  {"resource_type", "encrypt-resource"},
                  {"event_type", entry.event_type},
                  {"summary", summary_of(entry.event_type)},
                  {"resource", encrypt_resource(entry, plain, is_key_wrong, merchant, moment.random)}};
  CallbackMessage message;
  message.request.body = to_wire(body);
  const auto key = merchant.callback_key(moment.random);
  message.request.headers = sign_message(message.request.body, key, fault, moment);
  message.request.headers["Wechatpay-Signature-Type"] = "WECHATPAY2-SHA256-RSA2048";
  message.request.headers["Request-ID"] = make_request_id(0, moment.random);
  message.serial = message.request.headers["Wechatpay-Serial"];
  return message;
}

std::string callback_url(const std::string& origin, const std::string& notify_url) {
  if (origin.empty()) return notify_url;
  const auto host_at = notify_url.find("://") + 3;
  return origin + notify_url.substr(notify_url.find('/', host_at));
}

bool names_merchant(const Json& object) {
  return object.is_object() && std::any_of(kMerchantMembers.begin(), kMerchantMembers.end(),
                                           [&object](auto name) { return object.contains(name); });
}

Json deform_object(Json object, std::optional<FaultKind> fault) {
  if (!object.is_object()) return object;
  if (fault == FaultKind::extra_fields) {
    object["new_field"] = {{"since", "2026"}, {"list", {1, 2, 3}}};
    object["another_new_field"] = nullptr;
  }
  if (fault == FaultKind::unknown_state) {
    for (const std::string_view name : {"state", "trade_state", "status", "refund_status"}) {
      if (const auto found = object.find(name); found != object.end()) *found = "A_NEW_STATE";
    }
  }
  if (fault == FaultKind::other_merchant) give_to_another_merchant(object);
  if (fault == FaultKind::wrong_amount) {
    add_one_fen(object);
    if (const auto amount = object.find("amount"); amount != object.end() && amount->is_object())
      add_one_fen(*amount);
  }
  return object;
}

std::string foreign_serial(std::string_view serial, Random& random) {
  if (serial.starts_with("PUB_KEY_ID_")) return "PUB_KEY_ID_" + random_digits(28, random);
  return random_serial(random);
}

}  // namespace fenrun::emulator
