#include "flows/binding/reattribute.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "domain/dealer/dealer.hpp"
#include "domain/referral/referral.hpp"
#include "tests/flows/binding/consumer_world.hpp"

namespace fenrun::testing {
namespace {

class ReattributeTest : public ConsumerWorld {
 protected:
  void SetUp() override {
    ConsumerWorld::SetUp();
    from_ = dealer();
    to_ = dealer();
  }

  std::string customer() {
    const auto logged_in = log_in(login_of(fresh_ulid()));
    ids_.push_back(logged_in.consumer_id);
    EXPECT_TRUE(bind(logged_in.consumer_id, from_).has_value());
    return logged_in.public_id;
  }
  std::string public_id_of(ConsumerId consumer) {
    return run([&](db::Tx& tx) -> Result<std::string> {
      return tx.one("SELECT public_id FROM consumer WHERE id = ?", {consumer})->text(0);
    });
  }
  flows::PreviewReattribution what(std::vector<std::string> consumers) const {
    return {std::move(consumers), find_dealer(to_).public_id};
  }
  static Result<flows::ReattributionPreview> preview(const flows::PreviewReattribution& what) {
    return transact([&](db::Tx& tx) { return flows::preview_reattribution(tx, what, kNow + kDay); });
  }
  static Result<db::Reattribution> carry_out(const flows::PreviewReattribution& what,
                                             const std::string& version,
                                             const std::string& reason = "经销商离职",
                                             const std::string& evidence = "工单 88") {
    const flows::Reattribute command{fresh_ulid(), kOperator, what, version, reason, evidence, kFirstTouch};
    return transact([&](db::Tx& tx) { return flows::reattribute(tx, command, kNow + kDay); });
  }

  DealerId from_, to_;
  std::vector<ConsumerId> ids_;
};

TEST_F(ReattributeTest, what_was_previewed_is_done_and_each_row_is_recorded) {
  auto wish = what({customer(), customer()});
  const auto unbound = log_in(login_of("unbound"));
  wish.consumer_public_ids.push_back(unbound.public_id);
  const auto seen = preview(wish);
  ASSERT_TRUE(seen.has_value());
  ASSERT_EQ(seen->rows.size(), 3U);
  EXPECT_EQ(seen->to.dealer_id, to_);
  EXPECT_EQ(seen->rows[0].from->dealer_id, from_);
  EXPECT_EQ(seen->rows[0].refusal, nullptr);
  EXPECT_EQ(seen->rows[2].from, std::nullopt);
  EXPECT_EQ(seen->version.size(), 16U);

  const auto done = carry_out(wish, seen->version);
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(done->row_count, 3);
  EXPECT_EQ(referrer_of(ids_[0], kNow + kDay), to_);
  EXPECT_EQ(referrer_of(ids_[1], kNow + kDay), to_);
  EXPECT_EQ(referrer_of(unbound.consumer_id, kNow + kDay), to_);
  EXPECT_EQ(referrer_of(ids_[0], kNow + kDay - std::chrono::microseconds{1}), from_);

  const auto bulks =
      run([&](db::Tx& tx) -> Result<Page<db::Reattribution>> { return db::list_reattributions(tx, {}); });
  ASSERT_EQ(bulks.items.size(), 1U);
  EXPECT_EQ(bulks.items[0].staff_id, kOperator);
  EXPECT_EQ(bulks.items[0].evidence, "工单 88");
  const auto rows = run([&](db::Tx& tx) -> Result<std::vector<db::ReattributionRow>> {
    return db::reattribution_rows(tx, bulks.items[0].id);
  });
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_FALSE(rows[2].from_binding_id.is_set());
  const auto binding =
      run([&](db::Tx& tx) -> Result<db::Binding> { return *db::binding_in_force(tx, ids_[0], kNow + kDay); });
  EXPECT_EQ(binding.id, rows[0].to_binding_id);
  EXPECT_EQ(binding.evidence.kind, EvidenceKind::console);
  EXPECT_EQ(binding.evidence.text, done->public_id + " 工单 88");
}

TEST_F(ReattributeTest, one_row_that_cannot_be_done_stops_all_of_them) {
  const auto good = customer();
  const auto there = customer();
  ASSERT_TRUE(bind(ids_[1], to_, kLastTouch).has_value());
  const auto wish = what({good, there, good, fresh_ulid(), public_id_of(consumer_of(to_))});
  const auto seen = preview(wish);
  ASSERT_TRUE(seen.has_value());
  EXPECT_EQ(seen->rows[0].refusal, nullptr);
  EXPECT_EQ(seen->rows[1].refusal, &kReattributionAlreadyThere);
  EXPECT_EQ(seen->rows[2].refusal, &kReattributionTwice);
  EXPECT_EQ(seen->rows[3].refusal, &kConsumerUnknown);
  EXPECT_EQ(seen->rows[4].refusal, &kBindOwnCode);

  const auto refused = carry_out(wish, seen->version);
  ASSERT_TRUE(refused.refused_with(kReattributionRefused));
  ASSERT_EQ(refused.error().fields().size(), 4U);
  EXPECT_EQ(refused.error().fields()[0].pointer, "/consumers/1");
  EXPECT_EQ(referrer_of(ids_[0], kNow + kDay), from_);
}

TEST_F(ReattributeTest, a_dealers_own_line_stays_free_of_cycles) {
  to_ = dealer(from_);
  const auto seen = preview(what({public_id_of(consumer_of(from_))}));
  ASSERT_TRUE(seen.has_value());
  EXPECT_EQ(seen->rows[0].refusal, &kBindOwnDownline);
}

TEST_F(ReattributeTest, a_bind_after_the_preview_makes_it_stale) {
  const auto wish = what({customer(), customer()});
  const auto seen = preview(wish);
  ASSERT_TRUE(bind(ids_[1], dealer(), kLastTouch).has_value());
  EXPECT_TRUE(carry_out(wish, seen->version).refused_with(kReattributionStale));
  EXPECT_EQ(referrer_of(ids_[0], kNow + kDay), from_);
  EXPECT_TRUE(carry_out(wish, preview(wish)->version).has_value());
}

TEST_F(ReattributeTest, refusals_of_the_whole_come_in_their_order) {
  const auto wish = what({customer()});
  const auto version = preview(wish)->version;
  EXPECT_TRUE(carry_out(wish, version, "").refused_with(kReasonInvalid));
  EXPECT_TRUE(carry_out(wish, version, "离职", "").refused_with(kEvidenceInvalid));
  EXPECT_TRUE(carry_out(what({}), version).refused_with(kReattributionCountInvalid));
  const std::vector<std::string> too_many(kReattributionRowsMax + 1, wish.consumer_public_ids[0]);
  EXPECT_TRUE(carry_out(what(too_many), version).refused_with(kReattributionCountInvalid));
  EXPECT_TRUE(preview({wish.consumer_public_ids, fresh_ulid()}).refused_with(kDealerNotFound));
  suspend(to_);
  EXPECT_TRUE(carry_out(wish, version).refused_with(kReferralDealerSuspended));
}

TEST_F(ReattributeTest, five_hundred_consumers_move_at_once) {
  std::vector<std::string> all;
  run([&](db::Tx& tx) -> Result<int> {
    for (std::size_t i = 0; i < kReattributionRowsMax; ++i) {
      all.push_back(fresh_ulid());
      tx.execute_one(
          "INSERT INTO consumer (public_id, appid, state, created_at, last_login_at) VALUES (?, 'wx1', "
          "'active', ?, ?)",
          {all.back(), kNow, kNow});
    }
    return 0;
  });
  const auto wish = what(all);
  const auto done = carry_out(wish, preview(wish)->version);
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(done->row_count, static_cast<std::int64_t>(kReattributionRowsMax));
  EXPECT_EQ(count("SELECT COUNT(*) FROM binding WHERE active = 1"),
            static_cast<std::int64_t>(kReattributionRowsMax));
}

}  // namespace
}  // namespace fenrun::testing
