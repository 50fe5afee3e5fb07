#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "db/consumer/consumer.hpp"
#include "db/session/session.hpp"
#include "domain/consumer/session.hpp"
#include "flows/consumer/log_out.hpp"
#include "flows/consumer/set_phone.hpp"
#include "flows/consumer/spend_login_code.hpp"
#include "flows/consumer/sweep.hpp"
#include "tests/flows/binding/consumer_world.hpp"

namespace fenrun::testing {
namespace {

using namespace std::chrono_literals;

class LogInTest : public ConsumerWorld {
 protected:
  static std::optional<db::ConsumerSession> session(const crypto::Sha256& token_hash, Instant now = kNow) {
    return run([&](db::Tx& tx) -> Result<std::optional<db::ConsumerSession>> {
      return db::find_session(tx, token_hash, now);
    });
  }
  static Done spend(const crypto::Sha256& code_hash, Instant now = kNow) {
    return transact([&](db::Tx& tx) { return flows::spend_login_code(tx, {code_hash}, now); });
  }
  static db::Consumer consumer(ConsumerId id) {
    return run([&](db::Tx& tx) -> Result<db::Consumer> { return *db::find_consumer(tx, id); });
  }
};

TEST_F(LogInTest, the_first_login_creates_a_consumer_and_the_second_finds_it) {
  const auto command = login_of("li");
  const auto first = log_in(command);
  EXPECT_TRUE(first.is_new);
  EXPECT_EQ(first.public_id, command.new_public_id);
  EXPECT_EQ(first.scene, std::nullopt);
  EXPECT_EQ(first.referrer, std::nullopt);
  EXPECT_EQ(first.expires_at, kNow + command.session_lifetime);

  auto again = login_of("li");
  again.identity.session_key_sealed = "another session key";
  again.identity.unionid_sealed = "a union id";
  const auto second = log_in(again, kNow + 1h);
  EXPECT_FALSE(second.is_new);
  EXPECT_EQ(second.consumer_id, first.consumer_id);
  EXPECT_EQ(second.public_id, first.public_id);
  const auto stored = consumer(first.consumer_id);
  EXPECT_EQ(stored.session_key_sealed, "another session key");
  EXPECT_EQ(stored.unionid_sealed, "a union id");
  EXPECT_EQ(stored.last_login_at, kNow + 1h);
  EXPECT_EQ(stored.created_at, kNow);
}

TEST_F(LogInTest, one_openid_in_two_mini_programs_is_two_consumers) {
  auto other = login_of("li");
  other.identity.appid = "wx2";
  EXPECT_NE(log_in(login_of("li")).consumer_id, log_in(other).consumer_id);
}

TEST_F(LogInTest, a_login_code_is_spent_once_until_it_is_forgotten) {
  const auto code_hash = fresh_hash();
  EXPECT_TRUE(spend(code_hash).has_value());
  EXPECT_TRUE(spend(code_hash).refused_with(kLoginCodeSpent));
  EXPECT_TRUE(spend(fresh_hash()).has_value());
  EXPECT_EQ(count("SELECT COUNT(*) FROM login_attempt"), 2);
}

TEST_F(LogInTest, of_many_who_spend_one_code_at_once_one_succeeds) {
  const auto code_hash = fresh_hash();
  std::atomic<int> succeeded{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      db::Connection own(database().options());
      const auto spent =
          own.transact([&](db::Tx& tx) { return flows::spend_login_code(tx, {code_hash}, kNow); });
      if (spent) ++succeeded;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(succeeded, 1);
}

TEST_F(LogInTest, a_blocked_consumer_is_refused) {
  const auto li = person("li");
  run([&](db::Tx& tx) -> Result<int> {
    tx.execute_one("UPDATE consumer SET state = 'blocked' WHERE id = ?", {li});
    return 0;
  });
  const auto command = login_of("li");
  const auto refused = transact([&](db::Tx& tx) { return flows::log_in_consumer(tx, command, kNow); });
  EXPECT_TRUE(refused.refused_with(kConsumerBlocked));
}

TEST_F(LogInTest, a_session_is_known_until_it_expires) {
  auto command = login_of("li");
  command.session_lifetime = 60s;
  const auto logged_in = log_in(command);
  EXPECT_EQ(session(command.token_hash),
            (db::ConsumerSession{logged_in.consumer_id, logged_in.public_id, kNow + 60s}));
  EXPECT_TRUE(session(command.token_hash, kNow + 60s - 1us).has_value());
  EXPECT_FALSE(session(command.token_hash, kNow + 60s).has_value());
  EXPECT_FALSE(session(fresh_hash()).has_value());
}

TEST_F(LogInTest, the_session_a_client_still_holds_ends_when_it_logs_in_again) {
  const auto first = login_of("li");
  log_in(first);
  auto second = login_of("li");
  second.previous_token_hash = first.token_hash;
  EXPECT_EQ(log_in(second).ended_sessions, std::vector{first.token_hash});
  EXPECT_FALSE(session(first.token_hash).has_value());
  EXPECT_TRUE(session(second.token_hash).has_value());
}

TEST_F(LogInTest, a_login_cannot_end_the_session_of_another_person) {
  const auto li = login_of("li");
  log_in(li);
  auto wu = login_of("wu");
  wu.previous_token_hash = li.token_hash;
  EXPECT_TRUE(log_in(wu).ended_sessions.empty());
  EXPECT_TRUE(session(li.token_hash).has_value());
}

TEST_F(LogInTest, the_oldest_session_ends_when_there_would_be_too_many) {
  std::vector<crypto::Sha256> tokens;
  for (std::size_t i = 0; i < kSessionsMax; ++i) {
    const auto command = login_of("li");
    EXPECT_TRUE(log_in(command, kNow + std::chrono::seconds(i)).ended_sessions.empty());
    tokens.push_back(command.token_hash);
  }
  const auto extra = login_of("li");
  EXPECT_EQ(log_in(extra, kNow + 1h).ended_sessions, std::vector{tokens.front()});
  EXPECT_FALSE(session(tokens.front()).has_value());
  EXPECT_TRUE(session(tokens[1]).has_value());
  EXPECT_EQ(count("SELECT COUNT(*) FROM consumer_session"), static_cast<std::int64_t>(kSessionsMax));
}

TEST_F(LogInTest, logging_out_ends_one_session_and_logging_out_everywhere_ends_all) {
  const auto phone = login_of("li");
  const auto tablet = login_of("li");
  const auto li = log_in(phone).consumer_id;
  log_in(tablet);
  const auto wu = login_of("wu");
  const auto wu_id = log_in(wu).consumer_id;

  EXPECT_TRUE(run([&](db::Tx& tx) {
                return flows::log_out(tx, {wu_id, phone.token_hash}, kNow);
              }).token_hashes.empty());
  EXPECT_TRUE(session(phone.token_hash).has_value());
  const auto ended = run([&](db::Tx& tx) { return flows::log_out(tx, {li, phone.token_hash}, kNow); });
  EXPECT_EQ(ended.token_hashes, std::vector{phone.token_hash});
  EXPECT_FALSE(session(phone.token_hash).has_value());
  EXPECT_TRUE(session(tablet.token_hash).has_value());

  const auto all = run([&](db::Tx& tx) { return flows::log_out_everywhere(tx, {li}, kNow); });
  EXPECT_EQ(all.token_hashes, std::vector{tablet.token_hash});
  EXPECT_FALSE(session(tablet.token_hash).has_value());
  EXPECT_TRUE(session(wu.token_hash).has_value());
  EXPECT_TRUE(
      run([&](db::Tx& tx) { return flows::log_out_everywhere(tx, {li}, kNow); }).token_hashes.empty());
}

TEST_F(LogInTest, the_sweeper_takes_only_what_is_dead_and_stops_at_its_limit) {
  for (int i = 0; i < 3; ++i) {
    auto command = login_of("short" + std::to_string(i));
    command.session_lifetime = 60s;
    log_in(command);
    EXPECT_TRUE(spend(fresh_hash()));
  }
  const auto lasting = login_of("lasting");
  log_in(lasting, kNow + 5min);
  EXPECT_TRUE(spend(fresh_hash(), kNow + 5min));
  const auto later = kNow + flows::kLoginCodeMemory;

  const auto sweep = [&](int rows, Instant now) {
    return run([&](db::Tx& tx) { return flows::sweep_logins(tx, {rows}, now); });
  };
  const auto first = sweep(2, later + 1us);
  EXPECT_EQ(first.sessions, 2U);
  EXPECT_EQ(first.login_codes, 2U);
  EXPECT_FALSE(first.is_done);
  const auto second = sweep(2, later + 1us);
  EXPECT_EQ(second.sessions, 1U);
  EXPECT_EQ(second.login_codes, 1U);
  EXPECT_TRUE(second.is_done);
  EXPECT_TRUE(session(lasting.token_hash, later).has_value());
}

TEST_F(LogInTest, phone_and_nickname_are_kept_and_shown_masked_or_as_typed) {
  const auto li = person("li");
  const flows::SetPhone phone{li, {std::string(32, 'i'), "sealed phone", "138****5678"}};
  ASSERT_TRUE(transact([&](db::Tx& tx) { return flows::set_phone(tx, phone, kNow); }).has_value());
  const auto rename = [&](const std::string& nickname) {
    return transact([&](db::Tx& tx) { return flows::set_nickname(tx, {li, nickname}, kNow); });
  };
  ASSERT_TRUE(rename("李小龙").has_value());
  EXPECT_TRUE(rename("").refused_with(kNicknameInvalid));
  EXPECT_TRUE(rename("two\nlines").refused_with(kNicknameInvalid));
  const auto again = log_in(login_of("li"));
  EXPECT_EQ(again.phone_masked, "138****5678");
  EXPECT_EQ(again.nickname, "李小龙");
  const auto found = run([&](db::Tx& tx) -> Result<std::vector<db::Consumer>> {
    return db::find_consumers_by_phone(tx, std::string(32, 'i'));
  });
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().id, li);
}

TEST_F(LogInTest, thirty_two_first_logins_of_one_person_make_one_consumer) {
  constexpr int kThreads = 32;
  const auto root = dealer();
  const auto touch = touch_of(root);
  std::vector<flows::LoggedIn> results(kThreads);
  std::vector<std::thread> threads;
  const auto options = database().options();
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i, command = login_of("li", touch)] {
      db::Connection connection(options);
      auto result =
          connection.transact([&](db::Tx& tx) { return flows::log_in_consumer(tx, command, kNow); });
      ASSERT_TRUE(result.has_value()) << result.error().code();
      results[static_cast<std::size_t>(i)] = std::move(*result);
    });
  }
  for (auto& thread : threads) thread.join();

  int created = 0;
  for (const auto& result : results) {
    created += result.is_new ? 1 : 0;
    EXPECT_EQ(result.consumer_id, results.front().consumer_id);
    EXPECT_EQ(result.public_id, results.front().public_id);
    ASSERT_TRUE(result.referrer.has_value());
    EXPECT_EQ(result.referrer->dealer_id, root);
  }
  EXPECT_EQ(created, 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM consumer WHERE openid_sealed = 'sealed openid'"),
            2);  // li and the dealer
  EXPECT_EQ(count("SELECT COUNT(*) FROM binding"), 1);
  EXPECT_EQ(
      count(
          "SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM consumer_session GROUP BY consumer_id) per_person"),
      static_cast<std::int64_t>(kSessionsMax));
}

}  // namespace
}  // namespace fenrun::testing
