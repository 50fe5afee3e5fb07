#include "tests/server/support/api_server.hpp"

#include <atomic>
#include <stdexcept>

#include "base/crypto/encoding.hpp"
#include "base/crypto/password.hpp"
#include "flows/staff/manage_staff.hpp"
#include "server/api/route.hpp"
#include "server/api/staff_credentials.hpp"
#include "tests/support/environment.hpp"

namespace fenrun::server::testing {
namespace {

crypto::Key256 key_of(std::uint8_t byte) {
  crypto::Key256 key{};
  key.fill(byte);
  return key;
}

BackendOptions backend_options(const fenrun::testing::TestDatabase& database,
                               const ApiServer::Options& wanted) {
  BackendOptions options;
  options.mysql.mysql = database.options();
  options.mysql.workers = 4;
  options.mini_program = wanted.mini_program;
  if (options.mini_program.appid.empty()) {
    options.mini_program.appid = "wx0123456789abcdef";
    options.mini_program.app_secret = SecretText("0123456789abcdef0123456789abcdef");
    options.mini_program.http.base_url = "https://127.0.0.1:9";
  }
  options.sealing_keys.emplace(1, Secret<crypto::Key256>(key_of(7)));
  options.index_key = Secret<crypto::Key256>(key_of(8));
  options.password_pepper = SecretText("pepper of the tests");
  options.api.password_cost.n = 1U << 10U;
  options.api.rate_limit_factor = wanted.rate_limit_factor;
  // The test says whom it is by X-Forwarded-For.
  options.api.trusted_proxies = {"127.0.0.1"};
  options.message_push = wanted.message_push;
  options.pay = wanted.pay;
  options.order_round = std::chrono::milliseconds(100);
  options.api.messages = wanted.messages;
  options.message_round = std::chrono::milliseconds(100);
  options.statistics_round = std::chrono::hours(24);  // tests write figures of their own
  if (wanted.with_redis) options.redis.emplace().socket = fenrun::testing::redis_socket();
  return options;
}

}  // namespace

std::string ApiReply::field(const std::string& name) const {
  const auto at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const auto begin = at + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

ApiServer::ApiServer(Options options) : clock_(options.clock != nullptr ? *options.clock : system_clock_) {
  backend_ = std::make_unique<Backend>(backend_options(database_, options), clock_, random_);
  HttpOptions http = test_options(certificate_);
  http.limits.upload_paths = upload_paths();
  server_ = std::make_unique<HttpServer>(std::move(http), backend_->make_handle(), clock_);
  server_->start();
}

ApiServer::~ApiServer() {
  server_->drain(std::chrono::seconds(5));
  backend_->stop();
  server_.reset();
}

ApiReply ApiServer::call(const std::string& method, const std::string& target, const std::string& body,
                         const Headers& headers) const {
  RawClient client(server_->port());
  std::string request = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  for (const auto& [name, value] : headers) request += name + ": " + value + "\r\n";
  if (!body.empty()) request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  if (!client.send(request + "\r\n" + body)) throw std::runtime_error("the server does not listen");
  const RawReply raw = client.receive();
  ApiReply reply{raw.status, raw.head, raw.body, nullptr};
  if (raw.head.find("json\r\n") != std::string::npos) reply.body = nlohmann::json::parse(raw.body);
  return reply;
}

StaffLogin ApiServer::add_staff(const std::string& name, Role role) {
  const StaffCredentials credentials = make_staff_credentials(random_);
  flows::CreateStaffCommand command;
  command.public_id = crypto::make_ulid(1'700'000'000'000, random_.bytes<10>());
  command.login_name = name;
  command.role = role;
  const auto& app = backend_->app();
  auto hash = crypto::hash_password(credentials.password.reveal(), app.password_pepper, random_.bytes<16>(),
                                    app.options.password_cost);
  command.credentials = stored_forms(credentials, std::move(hash), command.public_id, app.sealer);
  database_.run([&](db::Tx& tx) { return flows::create_staff(tx, command, clock_.now()); });
  StaffLogin login{
      name, command.public_id, credentials.password.reveal(), credentials.totp_secret.reveal(), {}};
  for (const auto& code : credentials.recovery_codes) login.recovery_codes.push_back(code.reveal());
  return login;
}

Headers ApiServer::sign_in(StaffLogin& login) const {
  const nlohmann::json body{{"login_name", login.name},
                            {"password", login.password},
                            {"recovery_code", login.recovery_codes.back()}};
  login.recovery_codes.pop_back();
  const ApiReply reply = send("POST", "/admin/v1/login", body, {});
  if (reply.status != 200) throw std::runtime_error("login refused: " + reply.text);
  const std::string cookie = reply.field("Set-Cookie");
  return {{"Cookie", cookie.substr(0, cookie.find(';'))}, {"X-CSRF-Token", reply.body.at("csrf_token")}};
}

Headers with_key(Headers headers) {
  static std::atomic<int> next{0};
  headers.emplace_back("Idempotency-Key", "test-key-" + std::to_string(next++));
  return headers;
}

}  // namespace fenrun::server::testing
