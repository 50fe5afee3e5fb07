// The merchant's keys and WeChat Pay's as files, as the merchant platform hands them out.
#pragma once

#include <string>

#include "wechat/emulator/core/pay/merchant.hpp"

namespace fenrun::emulator {

struct MerchantFiles {
  std::string key_file;                   // the merchant's private key
  std::string certificate_file;           // the merchant's certificate
  std::string apiv3_key_file;             // 32 characters
  std::string public_key_file;            // WeChat Pay's public key
  std::string platform_certificate_file;  // WeChat Pay's certificate
  PayMerchant merchant;
};

// Writes the files of a fresh merchant into `folder` (made when missing), private keys readable by the owner
// only. Files that are all there already are read instead, mchid and public key id with them, so that clients
// may go on using them. Throws std::runtime_error when a file cannot be written or used.
MerchantFiles generate_merchant_files(const std::string& folder, const std::string& mchid,
                                      const std::string& appid, Instant now, Random& random);

}  // namespace fenrun::emulator
