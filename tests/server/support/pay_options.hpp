// The server's WeChat Pay settings for an emulator with a merchant.
#pragma once

#include <fstream>
#include <sstream>
#include <string>

#include "tests/support/emulator.hpp"
#include "wechat/pay/options.hpp"

namespace fenrun::server::testing {

inline std::string contents_of(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline wechat::PayOptions pay_options_for(const fenrun::testing::Emulator& emulator) {
  const nlohmann::json& merchant = emulator.pay();
  wechat::PayOptions pay;
  pay.mchid = merchant.at("mchid");
  pay.appid = emulator.appid();
  pay.merchant_serial = merchant.at("certificate_serial");
  pay.merchant_key = SecretText(contents_of(merchant.at("key_file")));
  pay.apiv3_keys = {SecretText(contents_of(merchant.at("apiv3_key_file")).substr(0, 32))};
  pay.keys.files.public_keys.push_back({merchant.at("public_key_id"), merchant.at("public_key_file")});
  pay.keys.downloads_certificates = true;  // a merchant who is switching hears from both keys
  pay.http.base_url = emulator.base_url();
  pay.http.ca_file = emulator.ca_file();
  pay.backup_url = "";
  pay.payment_notify_url = "https://shop.example.com/api/v1/callbacks/wechat/pay/payments";
  pay.refund_notify_url = "https://shop.example.com/api/v1/callbacks/wechat/pay/refunds";
  pay.transfer_notify_url = "https://shop.example.com/api/v1/callbacks/wechat/pay/transfers";
  pay.authorization_notify_url = "https://shop.example.com/api/v1/callbacks/wechat/pay/authorizations";
  pay.has_authorization = true;
  return pay;
}

// The same for tests that set the clocks on: keys that are downloaded while they jump would be refused, and
// every notice with them. The merchant has finished switching to the public key, which is a file.
inline wechat::PayOptions public_key_options_for(fenrun::testing::Emulator& emulator) {
  emulator.post("/pay/merchant", {{"mode", "public_key"}});
  wechat::PayOptions pay = pay_options_for(emulator);
  pay.keys.downloads_certificates = false;
  return pay;
}

}  // namespace fenrun::server::testing
