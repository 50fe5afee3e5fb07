// How a console session ends by itself, and what a login costs whoever asks.
#include <gtest/gtest.h>

#include "domain/staff/staff.hpp"
#include "tests/server/support/api_server.hpp"
#include "tests/server/support/metric_value.hpp"
#include "tests/server/support/shifted_clock.hpp"

namespace fenrun::server::testing {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// The clock stands still for no test: each end is looked at from some seconds before and after.
constexpr seconds kMoment{20};

class StaffSessionEnds : public ::testing::Test {
 protected:
  StaffSessionEnds() : server_(options()) {}

  ApiServer::Options options() {
    ApiServer::Options options;
    options.clock = &clock_;
    return options;
  }
  std::string me(const Headers& session) {
    const auto reply = server_.call("GET", "/admin/v1/me", "", session);
    return reply.status == 200 ? "in" : reply.code();
  }

  ShiftedClock clock_;
  ApiServer server_;
};

TEST_F(StaffSessionEnds, ends_thirty_minutes_after_it_was_last_used) {
  auto login = server_.add_staff("wang", Role::operator_);
  const Headers session = server_.sign_in(login);
  for (int i = 0; i < 3; ++i) {
    clock_.advance(kStaffSessionIdle - kMoment);
    EXPECT_EQ(me(session), "in") << "used again just in time";
  }
  clock_.advance(kStaffSessionIdle + kMoment);
  EXPECT_EQ(me(session), "session.expired");
  EXPECT_EQ(me(session), "session.expired") << "a refused request is no use";
}

TEST_F(StaffSessionEnds, ends_eight_hours_after_the_login_however_busy_it_is) {
  auto login = server_.add_staff("wang", Role::operator_);
  const Headers session = server_.sign_in(login);
  auto passed = seconds{0};
  while (passed + minutes(20) < kStaffSessionLife - kMoment) {
    clock_.advance(minutes(20));
    passed += minutes(20);
    ASSERT_EQ(me(session), "in") << passed.count();
  }
  clock_.advance(kStaffSessionLife - kMoment - passed);
  EXPECT_EQ(me(session), "in");
  clock_.advance(2 * kMoment);
  EXPECT_EQ(me(session), "session.expired");
  EXPECT_EQ(me(server_.sign_in(login)), "in") << "a new login begins a new life";
}

// Counted, not timed: a clock would prove nothing on a busy machine.
TEST_F(StaffSessionEnds, a_login_costs_one_hash_of_the_same_strength_whoever_is_named) {
  auto known = server_.add_staff("wang", Role::operator_);
  const auto hashes_of = [&](const std::string& name, const std::string& password) {
    const double before = metric_value("fenrun_password_hashes_total");
    const auto reply = server_.send("POST", "/admin/v1/login",
                                    {{"login_name", name}, {"password", password}, {"totp", "000000"}}, {});
    EXPECT_EQ(reply.code(), "login.refused") << reply.text;
    return metric_value("fenrun_password_hashes_total") - before;
  };
  EXPECT_EQ(hashes_of("wang", "not the password"), 1);
  EXPECT_EQ(hashes_of("wang", known.password), 1) << "the one-time code is wrong";
  EXPECT_EQ(hashes_of("nobody", "not the password"), 1);
  EXPECT_EQ(hashes_of("No Such Name At All", known.password), 1);

  const auto strength = [](const std::string& stored) {  // scheme, N, r and p
    std::size_t end = 0;
    for (int field = 0; field < 4; ++field) end = stored.find('$', end) + 1;
    return stored.substr(0, end);
  };
  const auto stored = server_.database().run([](db::Tx& tx) -> Result<std::string> {
    return tx.one("SELECT password_hash FROM staff WHERE login_name = 'wang'")->text(0);
  });
  EXPECT_EQ(strength(stored), strength(server_.app().unknown_password_hash));
}

}  // namespace
}  // namespace fenrun::server::testing
