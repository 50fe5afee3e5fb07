// Somebody of finance at the console: looks at a set, confirms it by one-time code, decides.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/crypto/password.hpp"
#include "tests/server/support/api_server.hpp"

namespace fenrun::server::testing {

class Finance {
 public:
  using Json = nlohmann::json;

  Finance(ApiServer& server, const std::string& name)
      : server_(&server), login_(server.add_staff(name, Role::finance)), session_(server.sign_in(login_)) {}

  [[nodiscard]] const Headers& session() const { return session_; }
  [[nodiscard]] const StaffLogin& login() const { return login_; }
  // Another session of the same person; spends a recovery code.
  Headers another_session() { return server_->sign_in(login_); }

  // A code that was not used yet. Two follow each other at once, for a third the clock has to go on.
  std::string next_code() {
    step_ = std::max(crypto::totp_step(server_->app().clock.now()), step_ + 1);
    return crypto::totp_code(login_.totp_secret, step_);
  }

  [[nodiscard]] ApiReply post(const std::string& path, const Json& body) const {
    return server_->send("POST", path, body, with_key(session_));
  }
  [[nodiscard]] ApiReply get(const std::string& path) const {
    return server_->call("GET", path, "", session_);
  }
  [[nodiscard]] ApiReply look(const std::vector<std::string>& withdrawals,
                              const std::string& action = "approve") const {
    return post("/admin/v1/withdrawal-sets", {{"action", action}, {"withdrawals", withdrawals}});
  }
  ApiReply step_up(const std::string& digest) {
    const Json body{{"digest", digest}, {"totp", next_code()}};
    return post("/admin/v1/step-ups", body);
  }
  std::string confirm(const std::string& digest) {
    const ApiReply reply = step_up(digest);
    if (reply.status != 201) throw std::runtime_error("not confirmed: " + reply.text);
    return reply.body.at("confirmation");
  }
  [[nodiscard]] ApiReply start(const ApiReply& set, const Json& body) const {
    return post("/admin/v1/withdrawal-sets/" + set.body.at("id").get<std::string>() + "/start", body);
  }

  // What the console does for one: without a confirmation where the set says that it would be refused.
  ApiReply approve(const std::string& withdrawal) {
    const ApiReply set = look({withdrawal});
    const ApiReply seen = get("/admin/v1/withdrawals/" + withdrawal);
    Json body{{"version", seen.body.at("version")}};
    if (set.body.at("count") == 1) body["confirmation"] = confirm(set.body.at("digest"));
    return post("/admin/v1/withdrawals/" + withdrawal + "/approval", body);
  }

 private:
  ApiServer* server_;
  StaffLogin login_;
  Headers session_;
  std::int64_t step_ = 0;
};

}  // namespace fenrun::server::testing
