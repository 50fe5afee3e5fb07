#include "tests/wechat/emulator/support/pay_stage.hpp"

#include <stdexcept>

#include "base/crypto/encoding.hpp"
#include "wechat/emulator/core/pay/signing.hpp"

namespace fenrun::emulator::testing {

std::string PayAnswer::numeric() const {
  const auto found = headers.find("Request-Id");
  return found == headers.end() ? "" : found->second.substr(found->second.rfind('-') + 1);
}

const GeneratedMerchant& PayStage::generated() {
  static SeededRandom random(7);
  static const auto made = generate_merchant("1900000001", std::string(kAppid),
                                             Instant{std::chrono::seconds(1'772'424'000)}, random);
  return made;
}

PayStage::PayStage() { world.pay = Pay{generated().merchant}; }

PayStage::Draft PayStage::draft(const std::string& method, const std::string& target,
                                const std::string& body) const {
  Draft made;
  made.method = method;
  made.target = target;
  made.body = body;
  made.mchid = generated().merchant.mchid;
  made.serial = generated().merchant.certificates.begin()->first;
  made.timestamp = std::to_string(unix_seconds(now));
  made.headers = {{"user-agent", "test"}, {"accept", "application/json"}};
  if (!body.empty()) made.headers["content-type"] = "application/json";
  return made;
}

PayAnswer PayStage::send(const Draft& draft) {
  const auto message = draft.method + "\n" + draft.target + "\n" + draft.timestamp + "\n" + draft.nonce +
                       "\n" + draft.body + "\n";
  const auto signature = draft.signature.empty() ? merchant_key().sign(message) : draft.signature;
  const auto query_at = draft.target.find('?');
  Request request{draft.method, draft.target.substr(0, query_at), {}, draft.body, draft.peer_ip,
                  draft.headers};
  if (query_at != std::string::npos) request.query = draft.target.substr(query_at + 1);
  if (!draft.scheme.empty()) {
    request.headers["authorization"] = draft.scheme + " mchid=\"" + draft.mchid + "\",nonce_str=\"" +
                                       draft.nonce + "\",timestamp=\"" + draft.timestamp + "\",serial_no=\"" +
                                       draft.serial + "\",signature=\"" + signature + "\"";
  }
  const auto answer = answer_request(world, request, world.clock.moment(now, random));
  const auto& reply = answer.reply;
  return {reply.status, reply.body.empty() ? Json() : Json::parse(reply.body, nullptr, false), reply.headers,
          answer.delivery, is_signed(reply.headers, reply.body)};
}

PayAnswer PayStage::call(const std::string& method, const std::string& target, const Json& body) {
  return send(draft(method, target, body.is_null() ? std::string() : body.dump()));
}

bool PayStage::is_signed(const Headers& headers, const std::string& body) const {
  const auto serial = headers.find("Wechatpay-Serial");
  if (serial == headers.end()) return false;
  const auto key = world.pay->merchant.key_of(serial->second);
  if (!key) return false;
  const auto message =
      headers.at("Wechatpay-Timestamp") + "\n" + headers.at("Wechatpay-Nonce") + "\n" + body + "\n";
  return key->key.public_key().verify(message, headers.at("Wechatpay-Signature"));
}

std::optional<std::string> PayStage::open_callback(const std::string& body) const {
  const auto resource = Json::parse(body).at("resource");
  const auto sealed = crypto::from_base64(resource.at("ciphertext").get<std::string>());
  const auto nonce_text = resource.at("nonce").get<std::string>();
  if (!sealed || nonce_text.size() != 12) throw std::runtime_error("malformed callback");
  crypto::Nonce96 nonce{};
  std::copy_n(crypto::as_bytes(nonce_text).begin(), nonce.size(), nonce.begin());
  return crypto::aes256_gcm_open(world.pay->merchant.callback_cipher_key(), nonce,
                                 resource.at("associated_data").get<std::string>(), *sealed);
}

std::vector<CallbackJob> PayStage::due() {
  const Moment moment = world.clock.moment(now, random);
  catch_up(world, moment);
  return world.pay->callbacks.take_due(world.pay->merchant, world.faults, moment);
}

std::vector<CallbackJob> PayStage::deliver(int status) {
  auto jobs = due();
  for (const auto& job : jobs) world.pay->callbacks.record(job.attempt, status, std::to_string(status));
  return jobs;
}

void PayStage::add_fault(Json fault) {
  if (!fault.contains("count")) fault["count"] = 1;
  const auto answer = control("POST", "/faults", fault);
  if (answer.status != 201) throw std::runtime_error(answer.body.dump());
}

}  // namespace fenrun::emulator::testing
