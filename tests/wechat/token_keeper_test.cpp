#include "wechat/miniprogram/token_keeper.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/wechat/support/run_coroutine.hpp"
#include "wechat/miniprogram/errors.hpp"

namespace fenrun::wechat {
namespace {

using std::chrono::seconds;
using testing::run;

// WeChat's side: the token in force, and how often it was asked.
struct Issuer {
  std::atomic<int> asked = 0;
  std::atomic<int> forced = 0;
  int number = 1;
  seconds life{7200};
  bool is_failing = false;
  bool is_silent = false;

  Result<TokenKeeper::Fetched> answer(bool force) {
    ++asked;
    if (force) {
      ++forced;
      ++number;
    }
    if (is_failing) return kWechatBusy;
    return TokenKeeper::Fetched{SecretText("token-" + std::to_string(number)), life};
  }
};

Awaitable<Result<TokenKeeper::Fetched>> ask(Issuer& issuer, bool force) {
  // Several turns of the loop, so that everybody who wants a token arrives while this is under way.
  for (int i = 0; i < 3; ++i) co_await boost::asio::post(boost::asio::use_awaitable);
  co_return issuer.answer(force);
}

class TokenKeeperTest : public ::testing::Test {
 protected:
  std::string current() {
    const auto token = run(keeper_.current());
    return token ? token->reveal() : std::string(token.error().code());
  }
  std::string replacement_for(const std::string& rejected) {
    const auto token = run(keeper_.replacement_for(SecretText(rejected)));
    return token ? token->reveal() : std::string(token.error().code());
  }
  // What `callers` coroutines on one context got, all at once.
  std::vector<std::optional<Result<SecretText>>> all_at_once(std::size_t callers,
                                                             const std::string& rejected = {}) {
    boost::asio::io_context context(1);
    std::vector<std::optional<Result<SecretText>>> got(callers);
    for (auto& place : got) {
      auto work = rejected.empty() ? keeper_.current() : keeper_.replacement_for(SecretText(rejected));
      boost::asio::co_spawn(context, keep_answer(std::move(work), place), [](std::exception_ptr) {});
    }
    context.run();
    return got;
  }

  ManualClock clock_{Instant{}};
  Issuer issuer_;
  TokenKeeper keeper_{[this](bool force) { return ask(issuer_, force); }, clock_};
};

TEST_F(TokenKeeperTest, a_hundred_coroutines_ask_wechat_once) {
  for (const auto& token : all_at_once(100)) {
    ASSERT_TRUE(token && token->has_value());
    EXPECT_EQ((**token).reveal(), "token-1");
  }
  EXPECT_EQ(issuer_.asked, 1);
}

TEST_F(TokenKeeperTest, coroutines_on_several_threads_ask_wechat_once) {
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (const auto& token : all_at_once(25))
        good += token && *token && (**token).reveal() == "token-1" ? 1 : 0;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 100);
  EXPECT_EQ(issuer_.asked, 1);
}

TEST_F(TokenKeeperTest, it_renews_five_minutes_ahead_while_others_go_on_with_the_old_one) {
  EXPECT_EQ(current(), "token-1");
  clock_.advance(seconds(7200 - 301));
  EXPECT_EQ(current(), "token-1");
  EXPECT_EQ(issuer_.asked, 1);

  clock_.advance(seconds(1));
  issuer_.number = 2;
  int renewed = 0;
  for (const auto& token : all_at_once(10)) renewed += (**token).reveal() == "token-2" ? 1 : 0;
  EXPECT_EQ(renewed, 1);
  EXPECT_EQ(issuer_.asked, 2);
  EXPECT_EQ(current(), "token-2");
}

TEST_F(TokenKeeperTest, a_renewal_that_fails_ahead_of_time_harms_nobody) {
  EXPECT_EQ(current(), "token-1");
  clock_.advance(seconds(7000));
  issuer_.is_failing = true;
  EXPECT_EQ(current(), "token-1");
  EXPECT_EQ(current(), "token-1");
  EXPECT_EQ(issuer_.asked, 2);  // not again within the pause
  clock_.advance(seconds(1));
  EXPECT_EQ(current(), "token-1");
  EXPECT_EQ(issuer_.asked, 3);
  clock_.advance(seconds(199));
  EXPECT_EQ(current(), "wechat.busy");  // now it is dead
  issuer_.is_failing = false;
  clock_.advance(seconds(1));
  EXPECT_EQ(current(), "token-1");
}

TEST_F(TokenKeeperTest, a_token_that_is_given_near_its_end_is_renewed_at_half_of_what_is_left) {
  issuer_.life = seconds(100);
  EXPECT_EQ(current(), "token-1");
  clock_.advance(seconds(49));
  EXPECT_EQ(current(), "token-1");
  EXPECT_EQ(issuer_.asked, 1);
  clock_.advance(seconds(1));
  EXPECT_EQ(current(), "token-1");
  EXPECT_EQ(issuer_.asked, 2);
}

TEST_F(TokenKeeperTest, a_failure_is_shared_by_all_who_waited_and_by_those_who_come_within_the_pause) {
  issuer_.is_failing = true;
  for (const auto& token : all_at_once(100)) EXPECT_TRUE(token->refused_with(kWechatBusy));
  EXPECT_EQ(issuer_.asked, 1);
  EXPECT_EQ(current(), "wechat.busy");
  EXPECT_EQ(issuer_.asked, 1);
  issuer_.is_failing = false;
  clock_.advance(seconds(1));
  EXPECT_EQ(current(), "token-1");
}

TEST_F(TokenKeeperTest, a_rejected_token_that_is_not_the_current_one_asks_nobody) {
  EXPECT_EQ(current(), "token-1");
  EXPECT_EQ(replacement_for("token-0"), "token-1");
  EXPECT_EQ(issuer_.asked, 1);
}

TEST_F(TokenKeeperTest, an_ordinary_fetch_comes_before_force) {
  EXPECT_EQ(current(), "token-1");
  issuer_.number = 2;
  EXPECT_EQ(replacement_for("token-1"), "token-2");
  EXPECT_EQ(issuer_.forced, 0);
}

TEST_F(TokenKeeperTest, force_is_used_when_the_rejected_token_comes_back_but_not_within_thirty_seconds) {
  EXPECT_EQ(current(), "token-1");
  EXPECT_EQ(replacement_for("token-1"), "token-2");
  EXPECT_EQ(issuer_.forced, 1);

  clock_.advance(seconds(29));
  EXPECT_EQ(replacement_for("token-2"), "wechat.token_rejected");
  EXPECT_EQ(issuer_.forced, 1);
  const int asked = issuer_.asked;
  EXPECT_EQ(replacement_for("token-2"), "wechat.token_rejected");  // within the pause nobody is asked
  EXPECT_EQ(issuer_.asked, asked);
  EXPECT_EQ(current(), "token-2");  // others go on with it

  clock_.advance(seconds(1));
  EXPECT_EQ(replacement_for("token-2"), "token-3");
  EXPECT_EQ(issuer_.forced, 2);
}

TEST_F(TokenKeeperTest, a_hundred_rejections_of_one_token_lead_to_one_replacement) {
  EXPECT_EQ(current(), "token-1");
  for (const auto& token : all_at_once(100, "token-1")) {
    ASSERT_TRUE(token && token->has_value());
    EXPECT_EQ((**token).reveal(), "token-2");
  }
  EXPECT_EQ(issuer_.asked, 3);  // the first, the ordinary one, the forced one
  EXPECT_EQ(issuer_.forced, 1);
}

TEST_F(TokenKeeperTest, a_failed_renewal_does_not_stand_in_the_way_of_a_replacement) {
  EXPECT_EQ(current(), "token-1");
  clock_.advance(seconds(7000));
  issuer_.is_failing = true;
  EXPECT_EQ(current(), "token-1");
  issuer_.is_failing = false;
  issuer_.number = 2;
  EXPECT_EQ(replacement_for("token-1"), "token-2");
}

TEST_F(TokenKeeperTest, a_fetch_that_dies_with_its_context_leaves_the_turn_to_the_next) {
  {
    boost::asio::io_context context(1);
    std::optional<Result<SecretText>> abandoned;
    boost::asio::co_spawn(context, keep_answer(keeper_.current(), abandoned), [](std::exception_ptr) {});
    context.poll_one();
    context.poll_one();
    EXPECT_FALSE(abandoned.has_value());
  }
  EXPECT_EQ(current(), "token-1");
}

TEST(ForceRefreshBudget, allows_twenty_a_day_and_thirty_seconds_apart) {
  ForceRefreshBudget budget;
  const auto start = ForceRefreshBudget::Time{} + std::chrono::hours(1);
  EXPECT_TRUE(budget.take(start));
  EXPECT_FALSE(budget.take(start + seconds(29)));
  EXPECT_TRUE(budget.take(start + seconds(30)));
  for (int i = 2; i < 20; ++i) EXPECT_TRUE(budget.take(start + seconds(30 * i))) << i;
  EXPECT_FALSE(budget.take(start + seconds(600)));
  EXPECT_FALSE(budget.take(start + std::chrono::hours(24) - seconds(1)));
  EXPECT_TRUE(budget.take(start + std::chrono::hours(24)));  // the first has left the day
  EXPECT_TRUE(budget.take(start + std::chrono::hours(24) + seconds(30)));
  EXPECT_FALSE(budget.take(start + std::chrono::hours(24) + seconds(59)));
}

}  // namespace
}  // namespace fenrun::wechat
