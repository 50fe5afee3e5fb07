// The whole server in the test's process: real listener over TLS, real MariaDB, handlers and all.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "domain/staff/role.hpp"
#include "server/backend.hpp"
#include "tests/server/support/listener.hpp"
#include "tests/server/support/raw_client.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::server::testing {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct ApiReply {
  int status = 0;
  std::string head;
  std::string text;
  nlohmann::json body;  // null when there is none

  [[nodiscard]] std::string field(const std::string& name) const;
  [[nodiscard]] std::string code() const { return body.is_object() ? body.value("code", "") : ""; }
};

// A member of staff with everything a login needs.
struct StaffLogin {
  std::string name;
  std::string public_id;
  std::string password;
  std::string totp_secret;
  std::vector<std::string> recovery_codes;
};

class ApiServer {
 public:
  // Without WeChat's address nothing that speaks to WeChat succeeds. `adjust` may change what is served.
  struct Options {
    wechat::MiniProgramOptions mini_program;
    std::int64_t rate_limit_factor = 1000;
    bool with_redis = false;
    std::optional<wechat::PushOptions> message_push;
    const Clock* clock = nullptr;  // the system's; another one outlives the server
    std::optional<wechat::PayOptions> pay;
    MessageOptions messages;
  };
  explicit ApiServer(Options options);
  ApiServer() : ApiServer(Options{}) {}
  ~ApiServer();

  ApiReply call(const std::string& method, const std::string& target, const std::string& body = "",
                const Headers& headers = {}) const;
  ApiReply send(const std::string& method, const std::string& target, const nlohmann::json& body,
                const Headers& headers) const {
    return call(method, target, body.dump(), headers);
  }

  // Creates a member of staff behind the API's back.
  StaffLogin add_staff(const std::string& name, Role role);
  // Headers of a fresh console session (spends a recovery code).
  Headers sign_in(StaffLogin& login) const;

  fenrun::testing::TestDatabase& database() { return database_; }
  Backend& backend() { return *backend_; }
  [[nodiscard]] const App& app() const { return backend_->app(); }
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  // The authority of its certificate, PEM.
  [[nodiscard]] std::string ca_file() const { return certificate_.paths().certificate_chain; }

 private:
  fenrun::testing::TestDatabase database_;
  CertificateFiles certificate_{"localhost"};
  SystemClock system_clock_;
  const Clock& clock_;
  SystemRandom random_;
  std::unique_ptr<Backend> backend_;
  std::unique_ptr<HttpServer> server_;
};

// `headers` and one more with a fresh Idempotency-Key.
Headers with_key(Headers headers);

}  // namespace fenrun::server::testing
