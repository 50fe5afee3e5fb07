// A client of WeChat Pay whose hosts are played by the test: replies are signed with keys made on the spot.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <filesystem>
#include <string>

#include "base/log.hpp"
#include "tests/wechat/pay/support/pay_keys.hpp"
#include "tests/wechat/support/run_coroutine.hpp"
#include "tests/wechat/support/scripted_transport.hpp"
#include "wechat/pay/client.hpp"

namespace fenrun::wechat::testing {

inline constexpr const char* kStageMchid = "1900000001";
inline constexpr const char* kStageAppid = "wx0123456789abcdef";
inline constexpr const char* kStageMerchantSerial = "408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB";
inline constexpr const char* kStageCertificateSerial = "5DEA10EF55877E3CF6C33255C2E7DEFFF7E427EC";
inline constexpr const char* kStagePublicKeyId = "PUB_KEY_ID_0114232134912410000000000000";
inline constexpr const char* kStageApiv3Key = "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb";
inline constexpr std::int64_t kStageNow = 1'767'312'000;  // 2026-01-02T08:00:00+08:00

// A folder that goes with the object.
class PayFolder {
 public:
  PayFolder();
  ~PayFolder();
  PayFolder(const PayFolder&) = delete;
  PayFolder& operator=(const PayFolder&) = delete;
  // Writes a file and returns its path.
  [[nodiscard]] std::string write(const std::string& name, const std::string& content) const;
  [[nodiscard]] std::string path_of(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

// The text of a Date header, made by the C library.
std::string http_date(std::int64_t unix_seconds);

struct SignedReply {
  int status = 200;
  std::string body{};
  std::string serial = kStageCertificateSerial;
  const PayKey* key = &platform_key();
  std::int64_t at_s = kStageNow;
};
HttpReply sign(const SignedReply& reply);
// As WeChat refuses: no signature.
HttpReply refusal(int status, const std::string& code);

// A sealed resource as JSON text.
std::string sealed_resource(const std::string& plain, const std::string& original_type,
                            const std::string& associated_data,
                            const std::string& apiv3_key = kStageApiv3Key);

class PayStage : public ::testing::Test {
 protected:
  PayStage();

  // The certificate and the public key of the stage, in files.
  PayOptions options();
  std::unique_ptr<PayClient> client(PayOptions options);

  // Answers of the main host in order, the last one for ever; nothing: the test forgot one.
  void reply_with(const std::string& body) { replies_ = {sign({.body = body})}; }

  template <class T>
  static std::string outcome_of(const PayOutcome<T>& outcome) {
    if (outcome.is_done()) return "done";
    if (outcome.refusal() != nullptr) return outcome.refusal()->code;
    return "unknown " + std::string(to_text(outcome.unknown()->doubt));
  }

  [[nodiscard]] Json last_body() const { return Json::parse(main_->last().body); }
  // The value of an attribute of the Authorization header.
  static std::string attribute(const HttpRequest& request, const std::string& name);
  static std::string header(const HttpRequest& request, const std::string& name);
  // Whether the merchant's key signed exactly what was sent.
  static bool is_signed(const HttpRequest& request);

  ManualClock clock_{Instant(std::chrono::seconds(kStageNow))};
  SeededRandom random_{1};
  PayFolder folder_;
  std::deque<Result<HttpReply>> replies_;
  std::deque<Result<HttpReply>> backup_replies_{Result<HttpReply>(kWechatNotReached)};
  std::shared_ptr<ScriptedTransport> main_;
  std::shared_ptr<ScriptedTransport> backup_;
  std::shared_ptr<ScriptedTransport> downloads_;
  std::deque<Result<HttpReply>> files_;
  std::unique_ptr<PayClient> pay_;
};

}  // namespace fenrun::wechat::testing
