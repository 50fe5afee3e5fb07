// What the client makes of the Dates of WeChat's replies.
#include "wechat/pay/wire/clock_watch.hpp"

#include "tests/wechat/pay/support/pay_stage.hpp"
#include "wechat/http/date.hpp"

namespace fenrun::wechat {
namespace {

using std::chrono::seconds;
using testing::http_date;
using testing::kStageNow;
using testing::refusal;
using testing::run;
using testing::sign;

constexpr const char* kNobodyPaid =
    R"({"appid":"wx0123456789abcdef","mchid":"1900000001","out_trade_no":"O20260102-1","trade_state":"NOTPAY"})";

class ClockWatchTest : public testing::PayStage {
 protected:
  // The client hears a refusal, which nobody signs, whose Date is so far from our clock.
  void hear(std::int64_t offset_s) {
    const auto now = std::chrono::floor<seconds>(clock_.now()).time_since_epoch().count();
    auto reply = refusal(401, "SIGN_ERROR");
    for (auto& [name, value] : reply.headers) {
      if (name == "date") value = http_date(now + offset_s);
    }
    hear(std::move(reply));
  }
  void hear(HttpReply reply) {
    replies_ = {std::move(reply)};
    static_cast<void>(run(pay_->orders().query("O20260102-1")));
  }
  std::optional<seconds> offset() const { return pay_->clock_offset(); }
};

TEST_F(ClockWatchTest, refusals_tell_the_time_too_and_one_reply_alone_tells_nothing) {
  EXPECT_EQ(offset(), std::nullopt);
  hear(-600);
  EXPECT_EQ(offset(), std::nullopt);
  hear(-601);
  EXPECT_EQ(offset(), seconds(-600));
  hear(-602);
  EXPECT_EQ(offset(), seconds(-601));
}

TEST_F(ClockWatchTest, one_stale_reply_changes_nothing_wherever_it_comes) {
  for (const auto& offsets : {std::vector{-600, 0, 0}, {0, -600, 0}, {0, 0, -600}, {-600, 0}, {0, 900}}) {
    pay_ = client(options());
    for (const int one : offsets) hear(one);
    EXPECT_EQ(offset(), seconds(0));
  }
}

TEST_F(ClockWatchTest, what_was_heard_long_ago_says_nothing_about_the_clock_now) {
  hear(300);
  hear(300);
  EXPECT_EQ(offset(), seconds(300));
  clock_.advance(ClockWatch::kAgeMax);
  EXPECT_EQ(offset(), seconds(300));
  clock_.advance(seconds(1));
  EXPECT_EQ(offset(), std::nullopt);
}

TEST_F(ClockWatchTest, the_time_of_the_signature_is_not_taken_for_the_time_of_the_reply) {
  for (int i = 0; i < 3; ++i) {
    auto replayed = sign({.body = kNobodyPaid, .at_s = kStageNow - 600});
    for (auto& [name, value] : replayed.headers) {
      if (name == "date") value = http_date(kStageNow);
    }
    hear(replayed);
  }
  EXPECT_EQ(offset(), seconds(0));
}

TEST_F(ClockWatchTest, no_date_or_two_of_them_or_a_strange_one_is_no_news) {
  auto without = refusal(401, "SIGN_ERROR");
  without.headers.clear();
  auto twice = refusal(401, "SIGN_ERROR");
  twice.headers.emplace_back("date", http_date(kStageNow + 500));
  auto strange = refusal(401, "SIGN_ERROR");
  strange.headers = {{"date", "yesterday"}};
  for (const auto& reply : {without, twice, strange}) {
    hear(reply);
    hear(reply);
    EXPECT_EQ(offset(), std::nullopt);
  }
}

TEST(ClockWatchSpanTest, a_difference_that_the_exchange_itself_explains_is_none) {
  const Instant sent{seconds(1'000) + std::chrono::milliseconds(900)};
  const Instant received = sent + seconds(8);
  const auto offset_of = [&](std::int64_t date_s) {
    ClockWatch watch;
    HttpReply reply;
    reply.headers = {{"date", http_date(date_s)}};
    for (int i = 0; i < 2; ++i) watch.note(reply, sent, received, ClockWatch::Time());
    return watch.offset(ClockWatch::Time());
  };
  EXPECT_EQ(offset_of(1'000), seconds(0));
  EXPECT_EQ(offset_of(1'008), seconds(0));
  EXPECT_EQ(offset_of(999), seconds(-1));
  EXPECT_EQ(offset_of(1'040), seconds(31));
}

TEST(HttpDateTest, reads_what_servers_write_and_nothing_else) {
  for (const std::int64_t at : {0L, 951'782'400L, 1'767'312'000L, 1'798'761'599L, 4'102'444'799L}) {
    EXPECT_EQ(read_http_date(http_date(at)), Instant(seconds(at))) << http_date(at);
  }
  for (const char* text :
       {"", "Sat, 28 Nov 2026 02:00:00", "Sat, 28 Nov 2026 02:00:00 GMT ", "Sat, 28 Nov 2026 02:00:00 UTC",
        "Sat, 31 Nov 2026 02:00:00 GMT", "Sat, 28 Nox 2026 02:00:00 GMT", "Sat, 28 Nov 2026 24:00:00 GMT",
        "Sat, 28 Nov 2026 02:60:00 GMT", "Sat, 2x Nov 2026 02:00:00 GMT", "Saturday, 28-Nov-26 02:00:00 GMT",
        "Sat Nov 28 02:00:00 2026", "Sat, 29 Feb 2025 02:00:00 GMT"}) {
    EXPECT_EQ(read_http_date(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace fenrun::wechat
