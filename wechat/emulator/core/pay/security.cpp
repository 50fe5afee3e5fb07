#include "wechat/emulator/core/pay/security.hpp"

#include <algorithm>

#include "base/crypto/cipher.hpp"
#include "base/crypto/encoding.hpp"
#include "wechat/emulator/core/world.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::string_view kCertificateData = "certificate";

Json render_certificate(const PayCertificate& certificate, const PayCall& call) {
  const auto nonce_text = random_hex(12, call.moment.random);
  crypto::Nonce96 nonce{};
  std::copy_n(crypto::as_bytes(nonce_text).begin(), nonce.size(), nonce.begin());
  const auto key =
      call.is_sealed_wrongly ? call.moment.random.bytes<32>() : call.merchant.callback_cipher_key();
  const auto sealed = crypto::aes256_gcm_seal(key, nonce, kCertificateData, certificate.pem);
  return {{"serial_no", certificate.serial},
          {"effective_time", to_rfc3339(certificate.effective)},
          {"expire_time", to_rfc3339(certificate.expires)},
          {"encrypt_certificate",
           {{"algorithm", "AEAD_AES_256_GCM"},
            {"nonce", nonce_text},
            {"associated_data", kCertificateData},
            {"ciphertext", crypto::to_base64(crypto::as_bytes(sealed))}}}};
}

}  // namespace

PayOutcome download_certificates(World&, const PayCall& call) {
  const auto algorithm = value_of(call.query, "algorithm_type");
  if (!algorithm.empty() && algorithm != "RSA" && algorithm != "ALL")
    return wrong_field("/algorithm_type", "RSA or ALL", "query");
  if (call.merchant.mode == PayKeyMode::public_key)
    return PayRefusal(kPayResourceMissing, "无可用的平台证书,请使用微信支付公钥");
  Json list = Json::array();
  for (const auto& platform : call.merchant.platform_certificates)
    list.push_back(render_certificate(platform.certificate, call));
  return PayReply{200, {{"data", list}}};
}

PayOutcome echo(World& world, const PayCall& call) {
  const auto message = call.body.at("echo_message").get<std::string>();
  auto notify_url = call.body.value("notify_url", "");
  if (!notify_url.empty() && !is_notify_url(notify_url, false))
    return wrong_field("/notify_url", "not a callback address");
  std::string spoken = message;
  if (call.body.contains("encrypted_echo_message")) {
    auto opened = open_sensitive(call, call.body.at("encrypted_echo_message").get<std::string>());
    if (const auto* refusal = std::get_if<PayRefusal>(&opened)) return *refusal;
    spoken = std::get<std::string>(opened);
  }
  world.pay->callbacks.schedule(
      "SECURITY_ECHO.SUCCESS", "security",
      {{"echo_message", message}, {"encrypt_echo_message", seal_sensitive(call, spoken)}}, notify_url,
      CallbackSchedule::payment, call.moment);
  return PayReply{200, {{"echo_message", message}, {"encrypted_echo_message", seal_sensitive(call, spoken)}}};
}

}  // namespace fenrun::emulator
