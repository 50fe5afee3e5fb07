// A server with one of each role signed in, and nothing else.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/server/support/api_server.hpp"

namespace fenrun::server::testing {

class StaffStory : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server = std::make_unique<ApiServer>(); }
  static void TearDownTestSuite() { server.reset(); }
  void SetUp() override {
    server->database().empty_tables();
    operator_ = session_of("operator", Role::operator_);
    finance = session_of("finance", Role::finance);
    auditor = session_of("auditor", Role::auditor);
    admin = session_of("admin", Role::admin);
  }
  static Headers session_of(const std::string& name, Role role) {
    auto login = server->add_staff(name, role);
    return server->sign_in(login);
  }

  Headers operator_;
  Headers finance;
  Headers auditor;
  Headers admin;
  static inline std::unique_ptr<ApiServer> server;
};

}  // namespace fenrun::server::testing
