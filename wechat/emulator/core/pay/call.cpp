#include "wechat/emulator/core/pay/call.hpp"

#include "base/assert.hpp"

namespace fenrun::emulator {

std::variant<std::string, PayRefusal> open_sensitive(const PayCall& call, std::string_view cipher) {
  if (call.wechatpay_serial.empty())
    return wrong_header("Wechatpay-Serial", "a field is encrypted, and no header names the key");
  const auto key = call.merchant.key_of(call.wechatpay_serial);
  if (!key) return wrong_header("Wechatpay-Serial", "no key has this serial");
  auto plain = key->key.decrypt(cipher);
  if (!plain) return PayRefusal(kPayParameter, "敏感字段解密失败");
  return std::move(*plain);
}

std::string seal_sensitive(const PayCall& call, std::string_view plain) {
  const auto* certificate = call.merchant.certificate_of(call.merchant_serial);
  FENRUN_ASSERT(certificate != nullptr);
  return certificate->key.encrypt(plain).value_or("");
}

bool is_notify_url(std::string_view url, bool is_https_only) {
  const bool is_https = url.starts_with("https://");
  if (!is_https && (is_https_only || !url.starts_with("http://"))) return false;
  const auto rest = url.substr(is_https ? 8 : 7);
  const auto path_at = rest.find('/');
  const bool has_host_and_path = path_at != std::string_view::npos && path_at > 0;
  return has_host_and_path && rest.find_first_of("?# ") == std::string_view::npos;
}

}  // namespace fenrun::emulator
