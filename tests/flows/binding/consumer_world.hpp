// Consumers, dealers and codes on a real database: people log in with one call, dealers are placed where a
// test wants them.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "base/random.hpp"
#include "db/binding/binding.hpp"
#include "db/dealer/dealer.hpp"
#include "db/dealer/place.hpp"
#include "flows/binding/bind_consumer.hpp"
#include "flows/consumer/log_in_consumer.hpp"
#include "flows/referral/ensure_referral_code.hpp"
#include "flows/referral/referral_codec.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::testing {

inline constexpr Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};
inline constexpr StaffId kOperator{7};
inline constexpr std::chrono::hours kDay{24};

inline constexpr BindingRule kFirstTouch{BindingMode::first_touch, std::chrono::days{0}};
inline constexpr BindingRule kLastTouch{BindingMode::last_touch, std::chrono::days{0}};
inline constexpr BindingRule kNewUsers{BindingMode::new_users, std::chrono::days{0}};
inline constexpr BindingRule kProtected30{BindingMode::protected_days, std::chrono::days{30}};

inline std::string fresh_ulid() {
  static SeededRandom random(1);
  static std::atomic<std::int64_t> milliseconds{1'700'000'000'000};
  return crypto::make_ulid(milliseconds.fetch_add(1), random.bytes<10>());
}

inline crypto::Sha256 fresh_hash() { return crypto::sha256(fresh_ulid()); }

inline flows::ReferralCodec test_codec() {
  crypto::Key256 key{};
  key.fill(42);
  return flows::ReferralCodec(Secret<crypto::Key256>(key));
}

// A login of `name`; the sealed fields are stand-ins, since no story opens them.
inline flows::LogInConsumer login_of(std::string_view name,
                                     std::optional<flows::ReferralTouch> touch = std::nullopt,
                                     BindingRule rule = kFirstTouch) {
  flows::LogInConsumer command;
  const auto index = crypto::sha256("openid of " + std::string(name));
  command.identity = {"wx1", std::string(crypto::as_text(index)), "sealed openid", "", "sealed session key"};
  command.new_public_id = fresh_ulid();
  command.token_hash = fresh_hash();
  command.touch = std::move(touch);
  command.rule = rule;
  return command;
}

class ConsumerWorld : public DatabaseTest {
 protected:
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

  static flows::LoggedIn log_in(const flows::LogInConsumer& command, Instant now = kNow) {
    return run([&](db::Tx& tx) { return flows::log_in_consumer(tx, command, now); });
  }
  static ConsumerId person(std::string_view name) { return log_in(login_of(name)).consumer_id; }
  static ConsumerId person() { return person(fresh_ulid()); }

  // A dealer below `parent` (unset: below the producer). The consumer is new unless given.
  static DealerId dealer(DealerId parent = {}, ConsumerId consumer = {}) {
    static std::atomic<std::int64_t> last{0};
    Dealer dealer;
    dealer.id = DealerId{last.fetch_add(1) + 1};
    dealer.public_id = fresh_ulid();
    dealer.consumer_id = consumer.is_set() ? consumer : person();
    dealer.parent_id = dealer.sponsor_id = parent;
    dealer.tier_id = TierId{1};
    dealer.name = "dealer " + std::to_string(dealer.id.value);
    dealer.joined_at = kNow - kDay;
    run([&](db::Tx& tx) -> Result<int> {
      dealer.level = parent.is_set() ? db::find_dealer(tx, parent)->level + 1 : 1;
      EXPECT_TRUE(db::insert_dealer(tx, dealer));
      db::insert_first_place(tx, {dealer.id, parent, dealer.level}, dealer.joined_at, "joined", kOperator);
      return 0;
    });
    return dealer.id;
  }
  static Dealer find_dealer(DealerId id) {
    return run([&](db::Tx& tx) -> Result<Dealer> { return *db::find_dealer(tx, id); });
  }
  static ConsumerId consumer_of(DealerId id) { return find_dealer(id).consumer_id; }
  static void suspend(DealerId id) {
    run([&](db::Tx& tx) -> Result<int> {
      db::update_dealer_state(tx, id, DealerState::suspended, "test", kNow);
      return 0;
    });
  }

  static std::string fresh_code() {
    static SeededRandom random(2);
    return test_codec().make(random.bytes<kReferralRandomBytes>());
  }
  static std::string code_of(DealerId dealer, const std::string& campaign = "", Instant now = kNow) {
    const flows::EnsureReferralCode command{dealer, campaign, fresh_code()};
    return run([&](db::Tx& tx) { return flows::ensure_referral_code(tx, command, now); }).code;
  }
  static flows::ReferralTouch touch_of(DealerId dealer) { return {code_of(dealer), EvidenceKind::scan}; }

  static Result<flows::BindReport> bind(ConsumerId consumer, DealerId dealer, BindingRule rule = kFirstTouch,
                                        Instant now = kNow) {
    const flows::BindConsumer command{consumer, touch_of(dealer), rule, false};
    return transact([&](db::Tx& tx) { return flows::bind_consumer(tx, command, now); });
  }

  static DealerId referrer_of(ConsumerId consumer, Instant at = kNow) {
    return run([&](db::Tx& tx) -> Result<DealerId> {
      const auto binding = db::binding_in_force(tx, consumer, at);
      return binding ? binding->dealer_id : DealerId{};
    });
  }
  static std::int64_t count(db::Sql sql) {
    return run([&](db::Tx& tx) -> Result<std::int64_t> { return tx.one(sql)->integer(0); });
  }
};

}  // namespace fenrun::testing
