#include "flows/push/record_push.hpp"

#include <string>

#include "db/consumer/consumer.hpp"
#include "db/session/session.hpp"
#include "flows/push/sweep_pushes.hpp"
#include "tests/flows/binding/consumer_world.hpp"

namespace fenrun::testing {
namespace {

using flows::PushEffect;

class RecordPushTest : public ConsumerWorld {
 protected:
  static flows::RecordPush message(const std::string& name, const std::string& kind = "text") {
    return {crypto::sha256(name), kind, kNow + kDay};
  }
  // WeChat says that `name` (see login_of) ended their account.
  static flows::RecordPush cancellation_of(const std::string& name, const std::string& message_name) {
    const auto identity = login_of(name).identity;
    return {crypto::sha256(message_name), "user_authorization_cancellation", kNow + kDay,
            flows::CancelledAccount{identity.appid, identity.openid_index}};
  }
  static flows::PushReport record(const flows::RecordPush& command, Instant now = kNow + kDay) {
    return run([&](db::Tx& tx) { return flows::record_push(tx, command, now); });
  }
  static ConsumerState state_of(ConsumerId id) {
    return run([&](db::Tx& tx) -> Result<ConsumerState> { return db::find_consumer(tx, id)->state; });
  }
};

TEST_F(RecordPushTest, a_message_is_recorded_once_however_often_it_comes) {
  EXPECT_EQ(record(message("one")).effect, PushEffect::recorded);
  EXPECT_EQ(record(message("one"), kNow + 2 * kDay).effect, PushEffect::repeated);
  EXPECT_EQ(record(message("two")).effect, PushEffect::recorded);
  run([&](db::Tx& tx) -> Done {
    const auto rows = tx.all("SELECT kind, received_at FROM wechat_push");
    EXPECT_EQ(rows.size(), 2U);
    for (const auto& row : rows) {
      EXPECT_EQ(row.text(0), "text");
      EXPECT_EQ(row.time(1), kNow + kDay);
    }
    return {};
  });
}

// Otherwise whoever kept a copy of a call could have it carried out again once its record is forgotten.
TEST_F(RecordPushTest, a_call_signed_longer_ago_than_wechat_repeats_does_nothing) {
  const auto command = message("one");
  EXPECT_EQ(record(command, command.signed_at + flows::kPushAgeMax + std::chrono::microseconds(1)).effect,
            PushEffect::too_old);
  EXPECT_EQ(count("SELECT COUNT(*) FROM wechat_push"), 0);
  EXPECT_EQ(record(command, command.signed_at + flows::kPushAgeMax).effect, PushEffect::recorded);
}

TEST_F(RecordPushTest, old_records_are_forgotten_in_bites) {
  for (const char* name : {"one", "two", "three"}) record(message(name), kNow + kDay);
  record(message("young"), kNow + kDay + std::chrono::hours(1));
  const flows::SweepPushes command{std::chrono::days(30), 2};
  const auto sweep = [&](Instant now) {
    return run([&](db::Tx& tx) { return flows::sweep_pushes(tx, command, now); });
  };
  EXPECT_EQ(sweep(kNow + kDay + command.memory).pushes, 0U);
  const auto first = sweep(kNow + kDay + command.memory + std::chrono::microseconds(1));
  EXPECT_EQ(first.pushes, 2U);
  EXPECT_FALSE(first.is_done);
  const auto second = sweep(kNow + kDay + command.memory + std::chrono::microseconds(1));
  EXPECT_EQ(second.pushes, 1U);
  EXPECT_TRUE(second.is_done);
  EXPECT_EQ(count("SELECT COUNT(*) FROM wechat_push"), 1);
}

TEST_F(RecordPushTest, a_cancellation_erases_the_person_and_ends_what_was_in_force) {
  const auto root = dealer();
  const auto login = login_of("li", touch_of(root));
  const auto li = log_in(login).consumer_id;
  ASSERT_EQ(referrer_of(li), root);
  const auto report = record(cancellation_of("li", "gone"));
  EXPECT_EQ(report.effect, PushEffect::erased);
  EXPECT_EQ(report.ended.token_hashes, std::vector{login.token_hash});
  EXPECT_EQ(state_of(li), ConsumerState::deleted);
  EXPECT_FALSE(referrer_of(li, kNow + kDay).is_set());
}

// Otherwise a late copy would erase the account that the person has since opened anew.
TEST_F(RecordPushTest, a_repeated_cancellation_leaves_the_account_that_was_begun_anew) {
  person("li");
  ASSERT_EQ(record(cancellation_of("li", "gone")).effect, PushEffect::erased);
  const auto again = person("li");
  EXPECT_EQ(record(cancellation_of("li", "gone")).effect, PushEffect::repeated);
  EXPECT_EQ(state_of(again), ConsumerState::active);
  EXPECT_EQ(record(cancellation_of("li", "gone again")).effect, PushEffect::erased);
}

TEST_F(RecordPushTest, a_dealer_stays_and_the_message_is_recorded_all_the_same) {
  const auto root = dealer({}, person("wang"));
  const auto report = record(cancellation_of("wang", "gone"));
  EXPECT_EQ(report.effect, PushEffect::is_dealer);
  EXPECT_FALSE(report.consumer_public_id.empty());
  EXPECT_EQ(state_of(consumer_of(root)), ConsumerState::active);
  EXPECT_EQ(record(cancellation_of("wang", "gone")).effect, PushEffect::repeated);
}

TEST_F(RecordPushTest, a_cancellation_of_somebody_we_never_met_is_recorded) {
  EXPECT_EQ(record(cancellation_of("stranger", "gone")).effect, PushEffect::nobody);
  EXPECT_EQ(count("SELECT COUNT(*) FROM wechat_push"), 1);
}

}  // namespace
}  // namespace fenrun::testing
