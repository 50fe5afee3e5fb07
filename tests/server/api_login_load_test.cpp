// What holds against many logins at once: few hashes run and few wait, and wrong logins from one address make
// that address wait whatever names they try.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "domain/staff/login_attempts.hpp"
#include "tests/server/support/api_server.hpp"
#include "tests/server/support/shifted_clock.hpp"

namespace fenrun::server::testing {
namespace {

using nlohmann::json;
using HashPool = WorkerPool<PasswordWorker>;

// Every thread that hashes passwords has something else to do until let_go().
class BusyHashers {
 public:
  BusyHashers(HashPool& pool, std::size_t threads) {
    for (std::size_t i = 0; i < threads; ++i) {
      const auto arrived = std::make_shared<std::promise<void>>();
      const auto posted = pool.post({HashPool::Deadline::max(),
                                     [arrived, gate = gate_](PasswordWorker&) {
                                       arrived->set_value();
                                       gate.wait();
                                     },
                                     [] {}});
      EXPECT_EQ(posted, HashPool::Posted::accepted);
      arrived->get_future().wait();
    }
  }
  BusyHashers(const BusyHashers&) = delete;
  BusyHashers& operator=(const BusyHashers&) = delete;
  ~BusyHashers() { let_go(); }

  void let_go() {
    if (!is_open_) open_.set_value();
    is_open_ = true;
  }

 private:
  std::promise<void> open_;
  std::shared_future<void> gate_{open_.get_future()};
  bool is_open_ = false;
};

ApiReply log_in_from(const ApiServer& server, const std::string& ip, const std::string& name,
                     const std::string& password, const std::string& recovery_code) {
  const json body{{"login_name", name}, {"password", password}, {"recovery_code", recovery_code}};
  return server.send("POST", "/admin/v1/login", body, {{"X-Forwarded-For", ip}});
}
ApiReply wrong_login(const ApiServer& server, const std::string& ip, int number) {
  return log_in_from(server, ip, "nobody" + std::to_string(number), "not the password", "NONE");
}

TEST(LoginLoad, whoever_finds_the_queue_of_hashes_full_is_told_to_come_back_and_those_in_it_are_served) {
  ApiServer server;
  const auto login = server.add_staff("wang", Role::operator_);
  HashPool& pool = server.app().passwords;
  const std::size_t queue_max = server.app().options.password_queue_max;
  const auto right_login = [&] {
    return log_in_from(server, "203.0.113.7", login.name, login.password, login.recovery_codes.back());
  };
  BusyHashers hashers(pool, server.app().options.password_threads);
  std::atomic<std::size_t> served{0};
  std::vector<std::thread> clients;
  for (std::size_t i = 0; i < queue_max; ++i) {
    clients.emplace_back([&, i] {
      if (wrong_login(server, "203.0.113.8", static_cast<int>(i)).code() == "login.refused") ++served;
    });
  }
  for (int tries = 0; tries < 500 && pool.queued() < queue_max; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(pool.queued(), queue_max);
  for (int tries = 0; tries <= kLoginFailuresPerAccount; ++tries) {
    const auto turned_away = right_login();
    EXPECT_EQ(turned_away.status, 429) << turned_away.text;
    EXPECT_EQ(turned_away.code(), "login.busy") << "what was not looked at is no failure";
    EXPECT_EQ(turned_away.field("Retry-After"), "5");
    EXPECT_EQ(turned_away.field("Set-Cookie"), "");
  }
  EXPECT_EQ(served, 0U);

  hashers.let_go();
  for (auto& client : clients) client.join();
  EXPECT_EQ(served, queue_max) << "who waited gets an answer";
  const auto in = right_login();
  EXPECT_EQ(in.status, 200) << "the recovery code was not spent: " << in.text;
}

TEST(LoginLoad, an_address_waits_after_twenty_wrong_names_and_the_others_do_not) {
  ShiftedClock clock;
  ApiServer::Options options;
  options.clock = &clock;
  ApiServer server(options);
  auto login = server.add_staff("wang", Role::operator_);
  const auto right_login_from = [&](const std::string& ip) {
    const auto reply = log_in_from(server, ip, login.name, login.password, login.recovery_codes.back());
    if (reply.status == 200) login.recovery_codes.pop_back();
    return reply;
  };
  const std::string here = "203.0.113.7";
  for (int i = 1; i < kLoginFailuresPerAddress; ++i) {
    ASSERT_EQ(wrong_login(server, here, i).code(), "login.refused") << i;
  }
  EXPECT_EQ(right_login_from(here).status, 200) << "and does not count against the address";
  EXPECT_EQ(wrong_login(server, here, kLoginFailuresPerAddress).code(), "login.refused");

  const auto wrong = wrong_login(server, here, kLoginFailuresPerAddress + 1);
  EXPECT_EQ(wrong.status, 429);
  EXPECT_EQ(wrong.code(), "login.too_many");
  const std::chrono::seconds wait(std::stoi(wrong.field("Retry-After")));
  EXPECT_GT(wait, kLoginWindow - std::chrono::minutes(2));
  EXPECT_LE(wait, kLoginWindow);
  EXPECT_EQ(right_login_from(here).code(), "login.too_many") << "even with everything right";
  EXPECT_EQ(right_login_from("203.0.113.8").status, 200);
  clock.advance(kLoginWindow);
  EXPECT_EQ(right_login_from(here).status, 200) << "the window is over";
}

}  // namespace
}  // namespace fenrun::server::testing
