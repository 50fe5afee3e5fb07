// The whole server as a child process, with a Redis of its own that the bench may end, and the WeChat
// emulator.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/http/servers.hpp"
#include "tests/support/emulator.hpp"

namespace fenrun::bench {

class ApiStage {
 public:
  ApiStage();

  [[nodiscard]] const Child& server() const { return *server_; }
  fenrun::testing::Emulator& emulator() { return emulator_; }
  // A code of a dealer that anyone may bind to.
  [[nodiscard]] const std::string& referral_code() const { return server_->words(); }

  void start_redis();
  void end_redis() { redis_.reset(); }

  // Fresh codes as wx.login gives them, each of a user nobody has met.
  std::vector<std::string> login_codes(std::size_t count);

 private:
  fenrun::testing::Emulator emulator_;
  std::string redis_socket_ = emulator_.folder() + "/redis.sock";
  std::uint16_t redis_port_ = free_port();
  std::optional<Child> redis_;
  std::optional<Child> server_;
};

// What the child runs: prints its port and a referral code, and serves until it is ended. `arguments` are the
// emulator's address and its authority.
int serve_api(const std::string& wechat_url, const std::string& wechat_ca_file);

// `method target` with a bearer token (or none) and a JSON body (or none).
std::string api_request(const std::string& method_and_target, const std::string& token,
                        const std::string& body = "");

}  // namespace fenrun::bench
