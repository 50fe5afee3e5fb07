// Dealers with money on a real database, finance people who approve, and a WeChat that is played by the test.
#pragma once

#include <string>
#include <vector>

#include "base/crypto/encoding.hpp"
#include "base/crypto/sealer.hpp"
#include "base/random.hpp"
#include "db/consumer/consumer.hpp"
#include "db/dealer/dealer.hpp"
#include "db/payout/fuse.hpp"
#include "db/payout/payout.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "flows/consumer/sealed_identity.hpp"
#include "flows/payout/blow_payout_fuse.hpp"
#include "flows/payout/claim_payout.hpp"
#include "flows/payout/prepare_payout.hpp"
#include "flows/payout/record_reply.hpp"
#include "flows/withdrawal/decide_withdrawal.hpp"
#include "flows/withdrawal/request_withdrawal.hpp"
#include "flows/withdrawal/withdrawal_keys.hpp"
#include "tests/flows/ledger/ledger_world.hpp"

namespace fenrun::testing {

inline constexpr StaffId kFinanceOne{1};
inline constexpr StaffId kFinanceTwo{2};
inline constexpr std::string_view kPayAppid = "wx0123456789abcdef";

class WithdrawalWorld : public LedgerWorld {
 protected:
  void SetUp() override {
    LedgerWorld::SetUp();
    rules_ = flows::WithdrawalRules{};
    rules_.tax.clear();
    rules_.identity = IdentityNeed::never;
    rules_.terms.max = Fen{1'000'000};
    rules_.terms.day_max = Fen{10'000'000};
    // The migrations' rows of fuse and breaker stay; what a test did to them does not.
    connection().run_script_statement(
        "UPDATE payout_fuse SET is_blown = 0, reason = '', blown_at = NULL, closing_by = 0, closing_at = "
        "NULL");
    connection().run_script_statement("UPDATE payout_breaker SET is_open = 0, probe_at = NULL");
  }

  static crypto::Sealer& sealer() {
    static SeededRandom random(5);
    static crypto::Sealer sealer({{1U, Secret<crypto::Key256>(crypto::Key256{1, 2, 3})}},
                                 Secret<crypto::Key256>(crypto::Key256{7, 8, 9}), random);
    return sealer;
  }
  static const flows::WithdrawalKeys& keys() {
    static const auto keys = flows::derive_withdrawal_keys(Secret<crypto::Key256>(crypto::Key256{7, 8, 9}));
    return keys;
  }
  static std::string fresh_id() {
    static SeededRandom random(77);
    static std::int64_t milliseconds = 1'700'000'000'000;
    return crypto::make_ulid(++milliseconds, random.bytes<10>());
  }

  // Joined a month ago, with this much to withdraw.
  static DealerId dealer_with(Fen available, const std::string& openid = fresh_id()) {
    static std::int64_t next = 100;
    const DealerId id{++next};
    const Instant joined = kLedgerNow - std::chrono::days(30);
    database().run([&](db::Tx& tx) -> Result<bool> {
      const auto consumer_id = fresh_id();
      const auto identity = flows::seal_identity(
          sealer(), {std::string(kPayAppid), SecretText(openid), SecretText(), SecretText("session")});
      db::insert_consumer_if_absent(tx, {consumer_id, identity.appid, identity.openid_index,
                                         identity.openid_sealed, "", identity.session_key_sealed, joined});
      Dealer dealer;
      dealer.id = id;
      dealer.public_id = fresh_id();
      dealer.consumer_id = db::find_consumer_by_public_id(tx, consumer_id)->id;
      dealer.level = 1;
      dealer.tier_id = TierId{1};
      dealer.name = "王小明";
      dealer.joined_at = joined;
      EXPECT_TRUE(db::insert_dealer(tx, dealer));
      return true;
    });
    if (available.value > 0) earn(id, available);
    return id;
  }
  static void earn(DealerId dealer, Fen amount) {
    const std::string commission = "c" + fresh_id();
    EXPECT_EQ(post({flows::accrue(commission, dealer, amount),
                    {MovementKind::release, commission, dealer, amount, commission}},
                   kLedgerNow - std::chrono::days(20)),
              "posted");
  }

  Result<Withdrawal> try_request(DealerId dealer, Fen gross, const std::string& key = fresh_id(),
                                 Instant now = kLedgerNow) const {
    const flows::RequestWithdrawal command{fresh_id(), dealer, gross, key, ""};
    return connection().transact(
        [&](db::Tx& tx) { return flows::request_withdrawal(tx, rules_, command, now); });
  }
  [[nodiscard]] Withdrawal request(DealerId dealer, Fen gross, Instant now = kLedgerNow) const {
    auto withdrawal = try_request(dealer, gross, fresh_id(), now);
    EXPECT_TRUE(withdrawal) << (withdrawal ? "" : withdrawal.error().code());
    return withdrawal ? *withdrawal : Withdrawal{};
  }
  static Withdrawal reload(const Withdrawal& withdrawal) {
    return database().run(
        [&](db::Tx& tx) -> Result<Withdrawal> { return *db::find_withdrawal(tx, withdrawal.id); });
  }
  // The state afterwards, or the code of the refusal.
  std::string approve(const Withdrawal& withdrawal, StaffId staff, Instant now = kLedgerNow) const {
    const flows::ApproveWithdrawal command{withdrawal.public_id, reload(withdrawal).version, staff};
    const auto done = connection().transact(
        [&](db::Tx& tx) { return flows::approve_withdrawal(tx, rules_, keys(), command, now); });
    return done ? std::string(to_word(done->state)) : std::string(done.error().code());
  }
  static std::string state_of(const Withdrawal& withdrawal) {
    return std::string(to_word(reload(withdrawal).state));
  }

  // What the worker does before it sends, with bytes of the test's.
  std::string prepare(const Withdrawal& withdrawal, Instant now = kLedgerNow) const {
    const auto plan = database().run(
        [&](db::Tx& tx) { return flows::plan_payout(tx, rules_.approval, keys(), withdrawal.id, now); });
    if (!plan.plan) return std::string(to_word(plan.hindrance));
    return record(*plan.plan, now);
  }
  std::string record(const flows::PayoutPlan& plan, Instant now = kLedgerNow) const {
    const flows::RecordPayout command{plan, "1900000001", {{"body", std::string(32, 'h'), ""}, {}}};
    return std::string(to_word(database().run(
        [&](db::Tx& tx) { return flows::record_payout(tx, rules_.approval, keys(), command, now); })));
  }
  static PayoutMerchant merchant(std::string mchid = "1900000001") {
    return {std::move(mchid), std::string(kPayAppid)};
  }
  [[nodiscard]] flows::Claim claim(Instant now = kLedgerNow, bool may_post = true,
                                   const PayoutMerchant& as = merchant()) const {
    const flows::ClaimOptions options{may_post, kPayoutLease, as};
    return database().run(
        [&](db::Tx& tx) { return flows::claim_payout(tx, rules_.approval, keys(), options, now); });
  }
  static flows::RecordedReply reply(const flows::ClaimedPayout& claimed, PayoutNews news,
                                    Instant now = kLedgerNow) {
    const std::string sealed = news.has_package ? "package" : "";
    const flows::RecordReply command{
        claimed.payout.id, claimed.payout.fence, std::move(news), sealed, "told", "", 500};
    return database().run([&](db::Tx& tx) { return flows::record_reply(tx, command, now); });
  }
  static Payout payout_of(const Withdrawal& withdrawal) {
    return database().run(
        [&](db::Tx& tx) -> Result<Payout> { return *db::find_payout_of(tx, withdrawal.id); });
  }
  static std::string payout_state(const Withdrawal& withdrawal) {
    return std::string(to_word(payout_of(withdrawal).state));
  }
  static void close_fuse() {
    for (const StaffId person : {kFinanceOne, kFinanceTwo}) {
      database().run([&](db::Tx& tx) { return flows::close_payout_fuse(tx, person, kLedgerNow); });
    }
  }
  static bool is_fuse_blown() {
    return database().run([](db::Tx& tx) -> Result<bool> { return db::find_fuse(tx).is_blown; });
  }
  // A lease is over when the database's clock says so.
  static void end_leases() {
    connection().run_script_statement(
        "UPDATE payout SET lease_until = '2000-01-01' WHERE lease_until IS NOT NULL");
  }

  // A withdrawal on its way, waiting for its first post.
  [[nodiscard]] Withdrawal prepared(DealerId dealer, Fen gross) const {
    const Withdrawal withdrawal = request(dealer, gross);
    EXPECT_EQ(approve(withdrawal, kFinanceOne), withdrawal.approvals_needed == 1 ? "approved" : "approved_1");
    if (withdrawal.approvals_needed == 2) {
      EXPECT_EQ(approve(withdrawal, kFinanceTwo), "approved");
    }
    EXPECT_EQ(prepare(withdrawal), "none");
    return withdrawal;
  }

  // Of the whole journal; 0 where money only moved.
  static std::int64_t balance_of(const std::string& account) {
    return database().run([&](db::Tx& tx) -> Result<std::int64_t> {
      return tx
          .one(
              "SELECT CAST(COALESCE(SUM((debit = ?) * amount_fen - (credit = ?) * amount_fen), 0) AS SIGNED) "
              "FROM posting",
              {account, account})
          ->integer(0);
    });
  }
  // Held money is exactly what open withdrawals hold, and nothing is in flight for what has ended.
  static std::int64_t payout_contradictions() {
    return contradictions() +
           count(
               "SELECT COUNT(*) FROM ledger_sheet s LEFT JOIN (SELECT dealer_id, SUM(gross_fen) held FROM "
               "withdrawal WHERE is_open = 1 GROUP BY dealer_id) w ON w.dealer_id = s.sheet WHERE s.sheet > "
               "0 "
               "AND COALESCE(w.held, 0) <> s.held_fen") +
           count(
               "SELECT ABS(CAST(COALESCE((SELECT SUM((debit = 'in_flight') * amount_fen - (credit = "
               "'in_flight') * amount_fen) FROM posting), 0) - COALESCE((SELECT SUM(amount_fen) FROM payout "
               "WHERE is_locked = 1 AND is_open = 1), 0) AS SIGNED))") +
           count(
               "SELECT COUNT(*) FROM withdrawal w WHERE (w.state = 'paid') <> "
               "((SELECT COUNT(*) FROM payout p WHERE p.withdrawal_id = w.id AND p.state = 'succeeded') + "
               "(SELECT COUNT(*) FROM offline_payout o WHERE o.withdrawal_id = w.id AND o.state = 'paid') = "
               "1)") +
           count(
               "SELECT COUNT(*) FROM payout p WHERE p.posts <> (SELECT COUNT(*) FROM payout_attempt a WHERE "
               "a.payout_id = p.id AND a.step = 'post')");
  }

  flows::WithdrawalRules rules_;
};

}  // namespace fenrun::testing
