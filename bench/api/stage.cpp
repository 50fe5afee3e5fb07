#include "bench/api/stage.hpp"

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <stdexcept>

#include "base/log.hpp"
#include "bench/support.hpp"
#include "flows/referral/ensure_referral_code.hpp"
#include "tests/server/support/api_server.hpp"

namespace fenrun::bench {
namespace {

constexpr std::uint32_t kDealersOfStage = 10'000;
constexpr std::uint64_t kStageSeed = 20261128;

// Dealer 1 stands at level 1.
std::string make_referral_code(server::testing::ApiServer& server) {
  const SystemClock clock;
  flows::EnsureReferralCode command{DealerId{1}, "",
                                    server.app().referral_codec.make(ReferralRandom{1, 2, 3, 4, 5, 6})};
  auto made = server.database().connection().transact(
      [&](db::Tx& tx) { return flows::ensure_referral_code(tx, command, clock.now()); });
  if (!made) throw std::runtime_error("no referral code: " + std::string(made.error().code()));
  return made->code;
}

}  // namespace

ApiStage::ApiStage() {
  start_redis();
  // The server's test support finds its Redis there.
  ::setenv("FENRUN_TEST_REDIS_SOCKET", redis_socket_.c_str(), 1);
  server_.emplace(
      std::vector<std::string>{"/proc/self/exe", "serve", emulator_.base_url(), emulator_.ca_file()});
}

void ApiStage::start_redis() {
  redis_.emplace(std::vector<std::string>{"redis-server", "--port", std::to_string(redis_port_), "--bind",
                                          "127.0.0.1", "--unixsocket", redis_socket_, "--save", "",
                                          "--appendonly", "no", "--loglevel", "warning"},
                 redis_port_);
}

std::vector<std::string> ApiStage::login_codes(std::size_t count) {
  std::vector<std::string> codes;
  codes.reserve(count);
  for (std::size_t i = 0; i < count; ++i) codes.push_back(emulator_.login_code());
  return codes;
}

int serve_api(const std::string& wechat_url, const std::string& wechat_ca_file) {
  log::set_level(log::Level::error);
  server::testing::ApiServer::Options options;
  options.mini_program.appid = "wx0123456789abcdef";
  options.mini_program.app_secret = SecretText("0123456789abcdef0123456789abcdef");
  options.mini_program.http.base_url = wechat_url;
  options.mini_program.http.ca_file = wechat_ca_file;
  options.rate_limit_factor = 1'000'000;
  options.with_redis = true;
  server::testing::ApiServer server(options);
  write_dealers(server.database().connection(), sample_parents(kDealersOfStage, kStageSeed));
  // Those who will sign in are consumers of their own, and not the dealers': a dealer who binds takes the
  // lock of the tree.
  server.database().connection().run_script_statement("ALTER TABLE consumer AUTO_INCREMENT = 1000001");
  const std::string code = make_referral_code(server);
  std::cout << server.port() << ' ' << code << std::endl;
  while (true) ::pause();
}

std::string api_request(const std::string& method_and_target, const std::string& token,
                        const std::string& body) {
  std::string text = method_and_target + " HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n";
  if (!token.empty()) text += "Authorization: Bearer " + token + "\r\n";
  if (!body.empty())
    text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + body;
}

}  // namespace fenrun::bench
