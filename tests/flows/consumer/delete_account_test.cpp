#include "flows/consumer/delete_account.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "db/consumer/consumer.hpp"
#include "db/session/session.hpp"
#include "flows/consumer/set_phone.hpp"
#include "tests/flows/binding/consumer_world.hpp"

namespace fenrun::testing {
namespace {

class DeleteAccountTest : public ConsumerWorld {
 protected:
  static Result<flows::EndedSessions> remove(ConsumerId consumer) {
    return transact([&](db::Tx& tx) { return flows::delete_account(tx, {consumer}, kNow + kDay); });
  }
};

TEST_F(DeleteAccountTest, erases_the_person_and_keeps_the_ids) {
  const auto root = dealer();
  const auto login = login_of("li", touch_of(root));
  const auto li = log_in(login).consumer_id;
  run([&](db::Tx& tx) -> Result<int> {
    db::store_phone(tx, li, std::string(32, 'i'), "sealed phone", "138****5678");
    db::store_nickname(tx, li, "李小龙");
    tx.execute_one(
        "INSERT INTO dealer_application (public_id, consumer_id, open_consumer_id, parent_id, level, name, "
        "note, state,"
        " created_at) VALUES (?, ?, ?, 0, 1, '李小龙', '我的店', 'open', ?)",
        {fresh_ulid(), li, li, kNow});
    return 0;
  });

  const auto ended = remove(li);
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(ended->token_hashes, std::vector{login.token_hash});
  EXPECT_EQ(referrer_of(li, kNow), root);
  EXPECT_FALSE(referrer_of(li, kNow + kDay).is_set());
  run([&](db::Tx& tx) -> Result<int> {
    const auto gone = db::find_consumer(tx, li);
    EXPECT_EQ(gone->state, ConsumerState::deleted);
    EXPECT_EQ(gone->openid_index + gone->openid_sealed + gone->session_key_sealed + gone->phone_sealed +
                  gone->phone_masked + gone->nickname,
              "");
    EXPECT_FALSE(db::find_session(tx, login.token_hash, kNow).has_value());
    const auto application =
        tx.one("SELECT name, note, state FROM dealer_application WHERE consumer_id = ?", {li});
    EXPECT_EQ(application->text(0), "");
    EXPECT_TRUE(application->is_null(1));
    EXPECT_EQ(application->text(2), "withdrawn");
    return 0;
  });
  EXPECT_TRUE(remove(li).refused_with(kConsumerGone));
}

TEST_F(DeleteAccountTest, the_same_person_may_begin_anew_as_another_consumer) {
  const auto li = person("li");
  ASSERT_TRUE(remove(li).has_value());
  const auto again = log_in(login_of("li"));
  EXPECT_TRUE(again.is_new);
  EXPECT_NE(again.consumer_id, li);
}

TEST_F(DeleteAccountTest, a_dealer_is_refused_even_when_suspended) {
  const auto root = dealer();
  EXPECT_TRUE(remove(consumer_of(root)).refused_with(kConsumerIsDealer));
  suspend(root);
  EXPECT_TRUE(remove(consumer_of(root)).refused_with(kConsumerIsDealer));
}

TEST_F(DeleteAccountTest, nothing_can_be_done_for_a_deleted_account) {
  const auto root = dealer();
  const auto li = person("li");
  ASSERT_TRUE(remove(li).has_value());
  EXPECT_TRUE(bind(li, root).refused_with(kConsumerGone));
  EXPECT_TRUE(transact([&](db::Tx& tx) {
                return flows::set_nickname(tx, {li, "新名字"}, kNow);
              }).refused_with(kConsumerGone));
}

}  // namespace
}  // namespace fenrun::testing
