// A fenrun-emulator of the test's own: started on free ports with fresh certificates, stopped and cleaned up
// with the object. Its folder, its process and its world are never shared with another test.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/emulator_control.hpp"

namespace fenrun::testing {

struct EmulatorOptions {
  std::string appid = "wx0123456789abcdef";
  std::string secret = "0123456789abcdef0123456789abcdef";
  std::uint64_t seed = 1;
  bool has_merchant = false;  // serves WeChat Pay too, with fresh keys
};

class Emulator {
 public:
  // Throws std::runtime_error when the program does not get ready.
  explicit Emulator(EmulatorOptions options = {});
  ~Emulator();
  Emulator(const Emulator&) = delete;
  Emulator& operator=(const Emulator&) = delete;

  // "https://127.0.0.1:PORT", in the place of https://api.weixin.qq.com.
  [[nodiscard]] const std::string& base_url() const { return base_url_; }
  // "http://127.0.0.1:PORT"; the calls below are enough for most tests.
  [[nodiscard]] std::string control_url() const {
    return "http://127.0.0.1:" + std::to_string(control_port_);
  }
  // PEM file with the authority to trust.
  [[nodiscard]] const std::string& ca_file() const { return ca_file_; }
  [[nodiscard]] const std::string& appid() const { return options_.appid; }
  [[nodiscard]] const std::string& secret() const { return options_.secret; }
  // "pay" of the ready line: mchid, public_key_id, certificate_serial and the paths of the merchant's files.
  // Null without a merchant.
  [[nodiscard]] const nlohmann::json& pay() const { return pay_; }
  // A folder that goes with the object, for files of the test.
  [[nodiscard]] const std::string& folder() const { return folder_; }

  // As those of EmulatorControl.
  ControlReply call(const std::string& method, const std::string& path, const nlohmann::json& body = nullptr);
  nlohmann::json post(const std::string& path, const nlohmann::json& body = nlohmann::json::object());
  nlohmann::json get(const std::string& path);

  // What wx.login gives. Without an openid: of a user nobody has met yet.
  std::string login_code(const std::string& openid = "");
  // What the phone button gives, for a user who exists.
  std::string phone_code(const std::string& openid, const std::string& phone = "");
  // Creates a user and returns the openid. Further members ("openid", "unionid", "phone") as the control API
  // says.
  std::string add_user(const nlohmann::json& user = nlohmann::json::object());
  void publish_pages(const std::vector<std::string>& pages);
  void advance_clock(std::int64_t seconds);
  // Waits for requests of `path` ("*": all), strikes `count` times (0: until cleared). Kinds:
  // docs/emulator.md.
  void add_fault(const std::string& kind, const std::string& path = "*", int count = 1,
                 const nlohmann::json& more = nlohmann::json::object());
  void clear_faults();
  // The requests that arrived at `path`, oldest first.
  std::vector<nlohmann::json> requests(const std::string& path);
  // Ends the program with SIGTERM and returns its exit status; the destructor does so too.
  int stop();

 private:
  void start();

  EmulatorOptions options_;
  std::string folder_;
  std::string base_url_;
  std::string ca_file_;
  nlohmann::json pay_;
  std::uint16_t control_port_ = 0;
  pid_t process_ = -1;
};

}  // namespace fenrun::testing
