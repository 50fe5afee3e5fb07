// Dealers on a real database: a contract is in force, and people join with one call.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <type_traits>
#include <vector>

#include "base/crypto/encoding.hpp"
#include "base/random.hpp"
#include "db/consumer/consumer.hpp"
#include "domain/dealer/dealer.hpp"
#include "flows/contract/publish_contract.hpp"
#include "flows/dealer/apply_for_dealership.hpp"
#include "flows/dealer/approve_application.hpp"
#include "flows/dealer/create_invite.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::testing {

inline constexpr Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};
inline constexpr StaffId kOperator{7};
inline constexpr std::chrono::hours kDay{24};

class DealerTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    contract_ = publish({"经销商协议", "甲方与乙方约定如下。", kNow - kDay}, kNow - kDay);
  }

  // Runs `story(tx)` in a transaction of the test's own connection.
  template <class Story>
  static auto transact(Story&& story) {
    return connection().transact(std::forward<Story>(story));
  }
  // The value of a story that must not refuse.
  template <class Story>
  static auto run(Story&& story) {
    auto result = transact(std::forward<Story>(story));
    if (!result) ADD_FAILURE() << "refused: " << result.error().code();
    if constexpr (!std::is_void_v<typename decltype(result)::value_type>) return std::move(result).value();
  }

  static std::string ulid() {
    static SeededRandom random(1);
    static std::atomic<std::int64_t> milliseconds{1'700'000'000'000};
    return crypto::make_ulid(milliseconds.fetch_add(1), random.bytes<10>());
  }
  static std::string fresh_code() { return ulid().substr(6); }
  // A person who has done nothing yet.
  static ConsumerId person() {
    const std::string public_id = ulid();
    const std::string openid_index = public_id + "000000";
    return run([&](db::Tx& tx) -> Result<ConsumerId> {
      db::insert_consumer_if_absent(tx, {public_id, "wx0", openid_index, "sealed", "", "sealed", kNow});
      return db::find_consumer_by_public_id(tx, public_id)->id;
    });
  }

  static Contract publish(const ContractDraft& draft, Instant now) {
    return run([&](db::Tx& tx) { return flows::publish_contract(tx, {kOperator, draft}, now); });
  }
  // An invite of `inviter` (nothing: the producer's).
  static Invite invite(const Dealer* inviter = nullptr, int uses = 1, Instant now = kNow) {
    const ConsumerId consumer = inviter == nullptr ? ConsumerId{} : inviter->consumer_id;
    const flows::CreateInviteCommand command{consumer, fresh_code(), {uses, now + kDay}};
    return run([&](db::Tx& tx) { return flows::create_invite(tx, command, now); });
  }

  flows::ApplyForDealershipCommand application_of(ConsumerId consumer, const std::string& code = "") const {
    return {consumer, ulid(), "王小明", "", code, contract_.number, "127.0.0.1 mini-program/1.0"};
  }
  Application apply(ConsumerId consumer, const std::string& code = "", Instant now = kNow) const {
    const auto command = application_of(consumer, code);
    return run([&](db::Tx& tx) { return flows::apply_for_dealership(tx, command, now); });
  }
  static Dealer approve(const Application& application, Instant now = kNow) {
    const flows::ApproveApplicationCommand command{kOperator, application.public_id, ulid(), ""};
    return run([&](db::Tx& tx) { return flows::approve_application(tx, command, now); });
  }
  // A new dealer below `parent` (nothing: below the producer).
  Dealer join(const Dealer* parent = nullptr, Instant now = kNow) const {
    return approve(apply(person(), parent == nullptr ? "" : invite(parent, 1, now).code, now), now);
  }

  Contract contract_;
};

}  // namespace fenrun::testing
