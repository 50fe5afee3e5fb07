// Enrolment and sessions of staff as stories on the real database, where two come at the same moment.
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/crypto/password.hpp"
#include "base/random.hpp"
#include "db/staff/staff_session.hpp"
#include "domain/consumer/session.hpp"
#include "domain/staff/step_up.hpp"
#include "flows/staff/log_in.hpp"
#include "flows/staff/manage_staff.hpp"
#include "flows/staff/own_credentials.hpp"
#include "flows/staff/staff_session.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::flows {
namespace {

const Instant kNow{std::chrono::sys_days{std::chrono::year(2026) / 11 / 21}};
const std::string kSecret = "12345678901234567890";
const std::string kPublicId = "01J0000000000000000000000F";

crypto::Key256 key(std::uint8_t fill) {
  crypto::Key256 bytes{};
  bytes.fill(fill);
  return bytes;
}

class EnrolmentStory : public fenrun::testing::DatabaseTest {
 protected:
  Staff add(std::optional<Instant> initial_until) {
    CreateStaffCommand command;
    command.public_id = kPublicId;
    command.login_name = "li.si";
    command.role = Role::finance;
    command.credentials.password_hash = "initial";
    command.credentials.initial_until = initial_until;
    return database().run([&](db::Tx& tx) { return create_staff(tx, command, kNow); });
  }
  bool enter(const Staff& staff, const std::string& token, Instant now = kNow,
             const std::string& verified_hash = "initial") {
    EndStaffLoginCommand command;
    command.login_name = staff.login_name;
    command.verified_hash = verified_hash;
    command.ip = "203.0.113.9";
    command.user_agent = "Browser " + token;
    command.staff = staff.id;
    command.password_is_right = true;
    command.token_hash = crypto::sha256(token);
    return database().run([&](db::Tx& tx) { return end_staff_login(tx, command, sealer_, now); }).is_in;
  }
  bool offer(const Staff& staff, const std::string& token, Instant now = kNow) {
    return connection()
        .transact([&](db::Tx& tx) { return begin_enrolment(tx, deed(staff, token), sealed(kSecret), now); })
        .has_value();
  }
  [[nodiscard]] std::string sealed(const std::string& secret) const {
    return sealer_.seal({"staff", "totp_secret", kPublicId}, secret);
  }
  static StaffDeed deed(const Staff& staff, const std::string& token) {
    return {staff.id, crypto::sha256(token), "203.0.113.9", "request"};
  }
  [[nodiscard]] EnrolCommand enrolment(const Staff& staff, const std::string& token,
                                       const std::string& code) const {
    EnrolCommand command;
    command.deed = deed(staff, token);
    command.password_hash = "chosen";
    command.totp = code;
    command.recovery_codes = {crypto::sha256("recovery")};
    command.token_hash = crypto::sha256("after " + token);
    return command;
  }
  static std::string code(Instant now, int steps = 0) {
    return crypto::totp_code(kSecret, crypto::totp_step(now) + steps);
  }
  static std::string standing(const std::string& token, Instant now = kNow) {
    const auto staff =
        connection().transact([&](db::Tx& tx) { return recognise_staff(tx, crypto::sha256(token), now); });
    return staff ? "in" : std::string(staff.error().code());
  }
  // Each on a connection of its own; how many succeeded with true, and the codes of the rest.
  template <class Story>
  std::pair<int, std::vector<std::string>> at_once(int many, Story story) {
    std::vector<std::string> outcomes(static_cast<std::size_t>(many));
    std::vector<std::thread> threads;
    for (int i = 0; i < many; ++i) {
      threads.emplace_back([&, i] {
        db::Connection own(database().options());
        const auto result = own.transact([&](db::Tx& tx) { return story(tx, i); });
        auto& outcome = outcomes[static_cast<std::size_t>(i)];
        outcome = result ? (*result ? "" : "false") : std::string(result.error().code());
      });
    }
    for (auto& thread : threads) thread.join();
    std::pair<int, std::vector<std::string>> counted;
    for (auto& outcome : outcomes) {
      if (outcome.empty()) {
        ++counted.first;
      } else {
        counted.second.push_back(outcome);
      }
    }
    return counted;
  }

  SeededRandom random_{7};
  crypto::Sealer sealer_{{{1, Secret<crypto::Key256>(key(1))}}, Secret<crypto::Key256>(key(2)), random_};
};

TEST_F(EnrolmentStory, an_initial_password_opens_a_session_until_its_last_moment) {
  const Staff staff = add(kNow + kInitialPasswordLife);
  EXPECT_FALSE(staff.enrolled_at);
  EXPECT_TRUE(enter(staff, "a", kNow + kInitialPasswordLife - std::chrono::seconds(1)));
  EXPECT_FALSE(enter(staff, "b", kNow + kInitialPasswordLife));
}

TEST_F(EnrolmentStory, what_the_initial_password_opened_ends_with_it) {
  const Staff staff = add(kNow + kInitialPasswordLife);
  ASSERT_TRUE(enter(staff, "a", kNow + kInitialPasswordLife - std::chrono::seconds(1)));
  EXPECT_TRUE(offer(staff, "a", kNow + kInitialPasswordLife - std::chrono::seconds(1)));
  EXPECT_FALSE(offer(staff, "a", kNow + kInitialPasswordLife));
  const auto late = connection().transact([&](db::Tx& tx) {
    return enrol(tx, enrolment(staff, "a", "000000"), sealer_, kNow + kInitialPasswordLife);
  });
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code(), "session.expired");
}

TEST_F(EnrolmentStory, a_secret_is_offered_to_one_session_and_the_latest_offer_counts) {
  const Staff staff = add(kNow + kInitialPasswordLife);
  ASSERT_TRUE(enter(staff, "a"));
  const auto begin = [&](const std::string& token, const std::string& secret) {
    const auto offered = connection().transact(
        [&](db::Tx& tx) { return begin_enrolment(tx, deed(staff, token), sealed(secret), kNow); });
    return offered ? "" : std::string(offered.error().code());
  };
  const auto confirm = [&](const std::string& token, const std::string& totp) {
    const auto done = connection().transact(
        [&](db::Tx& tx) { return enrol(tx, enrolment(staff, token, totp), sealer_, kNow); });
    return done ? (*done ? "in" : "wrong") : std::string(done.error().code());
  };
  EXPECT_EQ(begin("a", kSecret), "");
  EXPECT_EQ(begin("a", "another secret of 20"), "");
  EXPECT_EQ(confirm("a", code(kNow)), "wrong") << "of the offer before";
  ASSERT_TRUE(enter(staff, "b"));
  EXPECT_EQ(standing("a"), "session.expired");
  EXPECT_EQ(begin("a", kSecret), "session.expired");
  EXPECT_EQ(confirm("b", code(kNow)), "enrolment.not_begun");
  EXPECT_EQ(begin("b", kSecret), "");
  EXPECT_EQ(confirm("b", code(kNow)), "in");
  EXPECT_EQ(begin("after b", kSecret), "staff.enrolled_already");
}

TEST_F(EnrolmentStory, a_password_that_a_reset_replaced_while_it_was_checked_opens_nothing) {
  const Staff staff = add(std::nullopt);
  database().run([&](db::Tx& tx) {
    return reset_staff_credentials(tx, StaffId{99}, kPublicId, "initial again", kNow + kInitialPasswordLife);
  });
  EXPECT_FALSE(enter(staff, "a", kNow, "initial"));
  EXPECT_EQ(standing("a"), "session.expired");
  EXPECT_TRUE(enter(staff, "b", kNow, "initial again"));
}

TEST_F(EnrolmentStory, of_confirmations_at_once_one_counts_and_its_code_is_spent) {
  const Staff staff = add(kNow + kInitialPasswordLife);
  ASSERT_TRUE(enter(staff, "a"));
  ASSERT_TRUE(offer(staff, "a"));
  const auto [done, refusals] = at_once(4, [&](db::Tx& tx, int i) {
    EnrolCommand command = enrolment(staff, "a", code(kNow));
    command.token_hash = crypto::sha256("winner " + std::to_string(i));
    return enrol(tx, command, sealer_, kNow);
  });
  EXPECT_EQ(done, 1);
  EXPECT_EQ(refusals, (std::vector<std::string>(3, "session.expired")));
  int live = 0;
  for (int i = 0; i < 4; ++i) live += standing("winner " + std::to_string(i)) == "in" ? 1 : 0;
  EXPECT_EQ(live, 1);
  EndStaffLoginCommand login;
  login.login_name = "li.si";
  login.staff = staff.id;
  login.verified_hash = "chosen";
  login.password_is_right = true;
  login.token_hash = crypto::sha256("again");
  const auto with = [&](const std::string& totp) {
    login.totp = totp;
    return database().run([&](db::Tx& tx) { return end_staff_login(tx, login, sealer_, kNow); }).is_in;
  };
  EXPECT_FALSE(with(code(kNow))) << "spent by the confirmation";
  EXPECT_FALSE(with(""));
  EXPECT_TRUE(with(code(kNow, 1)));
  EXPECT_EQ(standing("again"), "in");
}

TEST_F(EnrolmentStory, of_logins_and_changes_by_one_code_at_once_one_gets_it) {
  const Staff staff = add(kNow + kInitialPasswordLife);
  ASSERT_TRUE(enter(staff, "a"));
  ASSERT_TRUE(offer(staff, "a"));
  ASSERT_TRUE(database().run(
      [&](db::Tx& tx) { return enrol(tx, enrolment(staff, "a", code(kNow)), sealer_, kNow); }));
  const std::string next = code(kNow, 1);
  const auto [done, refusals] = at_once(4, [&](db::Tx& tx, int i) -> Result<bool> {
    if (i % 2 == 0) {
      EndStaffLoginCommand login;
      login.login_name = "li.si";
      login.staff = staff.id;
      login.verified_hash = "chosen";
      login.password_is_right = true;
      login.totp = next;
      login.token_hash = crypto::sha256("login " + std::to_string(i));
      const auto ended = end_staff_login(tx, login, sealer_, kNow);
      if (!ended) return ended.error();
      return ended->is_in;
    }
    return change_own_password(tx, {deed(staff, "after a"), "chosen", "changed " + std::to_string(i), next},
                               sealer_, kNow);
  });
  EXPECT_EQ(done, 1);
  for (const auto& refusal : refusals) {
    EXPECT_TRUE(refusal == "false" || refusal == "staff.password_wrong") << refusal;
  }
}

TEST_F(EnrolmentStory, a_reset_between_look_and_write_keeps_the_password_out) {
  const Staff staff = add(std::nullopt);
  EXPECT_TRUE(staff.enrolled_at);
  database().run([&](db::Tx& tx) {
    return reset_staff_credentials(tx, StaffId{99}, kPublicId, "initial again", kNow + kInitialPasswordLife);
  });
  ASSERT_TRUE(enter(staff, "a", kNow, "initial again"));
  ASSERT_TRUE(offer(staff, "a"));
  const auto reset = database().run([&](db::Tx& tx) {
    return reset_staff_credentials(tx, StaffId{99}, kPublicId, "once more", kNow + kInitialPasswordLife);
  });
  EXPECT_FALSE(reset.enrolled_at);
  const auto late = connection().transact(
      [&](db::Tx& tx) { return enrol(tx, enrolment(staff, "a", code(kNow)), sealer_, kNow); });
  EXPECT_TRUE(late.refused_with(kSessionExpired));
  EXPECT_EQ(database().run([&](db::Tx& tx) { return password_hash_of(tx, staff.id); }), "once more");
}

TEST_F(EnrolmentStory, wrong_codes_are_counted_and_written_down) {
  const Staff staff = add(kNow + kInitialPasswordLife);
  ASSERT_TRUE(enter(staff, "a"));
  ASSERT_TRUE(offer(staff, "a"));
  const auto attempt = [&](const std::string& totp) {
    return connection().transact(
        [&](db::Tx& tx) { return enrol(tx, enrolment(staff, "a", totp), sealer_, kNow); });
  };
  for (int i = 0; i < kStepUpTries; ++i) EXPECT_FALSE(attempt(code(kNow, 9)).value());
  EXPECT_TRUE(attempt(code(kNow)).refused_with(kStepUpTooMany));
  const auto refused = database().run([](db::Tx& tx) -> Result<std::int64_t> {
    return tx.one("SELECT COUNT(*) FROM audit_log WHERE action = 'staff.enrol_refused'")->integer(0);
  });
  EXPECT_EQ(refused, kStepUpTries);
}

TEST_F(EnrolmentStory, sessions_are_listed_and_ended_by_whom_they_belong_to) {
  const Staff staff = add(std::nullopt);
  database().run([&](db::Tx& tx) -> Result<bool> {
    db::insert_staff_session(
        tx, {crypto::sha256("one"), staff.id, kNow, kNow + kStaffSessionLife, "203.0.113.1", "One"});
    db::insert_staff_session(
        tx, {crypto::sha256("two"), staff.id, kNow, kNow + kStaffSessionLife, "203.0.113.2", "Two"});
    db::insert_staff_session(tx,
                             {crypto::sha256("other"), StaffId{99}, kNow, kNow + kStaffSessionLife, "", ""});
    return true;
  });
  const auto list = [&](const PageRequest& page, Instant now) {
    return database().run([&](db::Tx& tx) -> Result<Page<SignedIn>> {
      return list_own_sessions(tx, staff.id, crypto::sha256("two"), page, now);
    });
  };
  const auto all = list({}, kNow);
  ASSERT_EQ(all.items.size(), 2U);
  EXPECT_EQ(all.items[0].ip, "203.0.113.1");
  EXPECT_EQ(all.items[1].user_agent, "Two");
  EXPECT_FALSE(all.items[0].is_this);
  EXPECT_TRUE(all.items[1].is_this);
  const auto first = list({0, 1}, kNow);
  EXPECT_EQ(first.next, all.items[0].id);
  EXPECT_EQ(list({first.next, 1}, kNow).items.at(0).user_agent, "Two");
  EXPECT_TRUE(list({}, kNow + kStaffSessionIdle).items.empty());

  const auto end = [&](StaffId whose, std::int64_t id) {
    return connection().transact([&](db::Tx& tx) -> Result<bool> {
      if (auto done = end_own_session(tx, whose, id); !done) return done.error();
      return true;
    });
  };
  EXPECT_TRUE(end(StaffId{99}, all.items[0].id).refused_with(kStaffSessionNotFound));
  EXPECT_EQ(standing("one"), "in");
  EXPECT_TRUE(end(staff.id, all.items[0].id));
  EXPECT_EQ(standing("one"), "session.expired");
  EXPECT_EQ(standing("two"), "in");
  const auto others = database().run([&](db::Tx& tx) { return end_sessions_of(tx, StaffId{99}, kPublicId); });
  EXPECT_EQ(others, 1U);
  EXPECT_EQ(standing("two"), "session.expired");
}

}  // namespace
}  // namespace fenrun::flows
