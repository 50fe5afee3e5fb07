// How to reach WeChat Pay and who we are to it. The emulator differs in hosts, `http.ca_file` and keys.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "domain/money.hpp"
#include "wechat/http/client.hpp"

namespace fenrun::wechat {

inline constexpr std::string_view kPayHost = "https://api.mch.weixin.qq.com";
inline constexpr std::string_view kPayBackupHost = "https://api2.mch.weixin.qq.com";
inline constexpr std::string_view kCommissionScene = "1005";

struct PublicKeyFile {
  std::string id;  // "PUB_KEY_ID_…"
  std::string file;
};

// Keys of WeChat Pay's that an administrator put into files.
struct KeyFiles {
  std::vector<PublicKeyFile> public_keys{};  // the first seals (sealing_key_id in the configuration)
  std::vector<std::string> certificates{};   // PEM; the serial is in the certificate
};

struct PlatformKeyOptions {
  KeyFiles files{};
  // Off for merchants that have a public key only: WeChat refuses them the call.
  bool downloads_certificates = false;
  std::chrono::seconds refresh_every_s{3600};
  // After a failure, doubling up to the interval above.
  std::chrono::seconds refresh_again_s{60};
  // A message with an unknown serial asks for a refresh at most this often. After a refresh that failed the
  // next may ask sooner: notices are refused meanwhile.
  std::chrono::seconds unknown_serial_pause_s{30};
  std::chrono::seconds unknown_serial_again_s{1};  // doubling up to the pause above
};

// WeChat's own limits; a merchant's agreement may change them.
struct TransferLimits {
  Fen min{10};
  Fen name_from{30};                // below it a name is not allowed
  Fen name_required_from{200'000};  // from it on a name is required
};

struct TransferOptions {
  std::string scene_id{kCommissionScene};
  TransferLimits limits{};
};

struct PayOptions {
  std::string mchid{};
  std::string appid{};
  std::string merchant_serial{};         // of the merchant's API certificate
  SecretText merchant_key{};             // PEM
  std::vector<SecretText> apiv3_keys{};  // 32 characters each; the current one first
  PlatformKeyOptions keys{};
  HttpClientOptions http{.base_url = std::string(kPayHost)};
  std::string backup_url{kPayBackupHost};  // empty: none
  std::size_t file_bytes_max = 256U << 20U;
  std::chrono::milliseconds file_ms_max{60'000};
  // Where WeChat calls us. Empty: the calls go without one, and prepaying needs one.
  std::string payment_notify_url{};
  std::string refund_notify_url{};
  std::string transfer_notify_url{};
  std::string authorization_notify_url{};
  TransferOptions transfer{};
  // Confirm-free authorisation is open to few merchants, and needs the address above.
  bool has_authorization = false;
};

}  // namespace fenrun::wechat
