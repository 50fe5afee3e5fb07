// Plans and sales for tests of the commission stories.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/crypto/encoding.hpp"
#include "base/random.hpp"
#include "db/commission/commission.hpp"
#include "flows/commission/claw_back_commissions.hpp"
#include "flows/commission/draft_plan.hpp"
#include "flows/commission/publish_plan.hpp"
#include "flows/commission/share_sale.hpp"
#include "flows/commission/simulate_plan.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::testing {

inline constexpr Instant kPlanMade{std::chrono::sys_days{std::chrono::year{2026} / 11 / 1}};
inline constexpr Instant kSoldAt{std::chrono::sys_days{std::chrono::year{2026} / 11 / 20}};
inline constexpr StaffId kMaker{1};
inline constexpr StaffId kChecker{2};
inline constexpr StaffId kPlanAdmin{3};

class CommissionWorld : public DatabaseTest {
 protected:
  static std::string ulid() {
    static SeededRandom random(12);
    return crypto::make_ulid(1'700'000'000'000, random.bytes<10>());
  }
  template <class Story>
  static auto transact(Story&& story) {
    return connection().transact(std::forward<Story>(story));
  }

  static CommissionPlan rates(const std::string& name, std::initializer_list<std::int64_t> ppm) {
    CommissionPlan plan;
    plan.name = name;
    for (const std::int64_t rate : ppm) {
      CommissionRule& rule = plan.rules.emplace_back();
      rule.number = static_cast<int>(plan.rules.size());
      rule.level = kPaidLevels[plan.rules.size() - 1];
      rule.rate = Ppm{rate};
      plan.deepest_level = rule.level;
    }
    return plan;
  }
  static db::PlanRow draft(const CommissionPlan& plan, Instant at = kPlanMade) {
    const flows::DraftPlan command{ulid(), kMaker, plan};
    return database().run([&](db::Tx& tx) { return flows::draft_plan(tx, command, at); });
  }
  static Simulation simulate(const db::PlanRow& plan, Instant until) {
    const flows::StartSimulation command{ulid(), plan.public_id, kMaker, until - std::chrono::days(30),
                                         until};
    auto started = database().run([&](db::Tx& tx) { return flows::start_simulation(tx, command, until); });
    const auto bite = [&](db::Tx& tx) { return flows::advance_simulation(tx, command.public_id, 2, until); };
    while (!database().run(bite).is_finished) {
    }
    return started;
  }
  static Result<db::PlanRow> publish(const db::PlanRow& plan, const Simulation& simulation, Instant at,
                                     StaffId by = kChecker, std::optional<Instant> from = std::nullopt) {
    const flows::PublishPlan command{plan.public_id, by, simulation.public_id, from};
    return transact([&](db::Tx& tx) { return flows::publish_plan(tx, command, at); });
  }
  static db::PlanRow put_in_force(const CommissionPlan& plan, Instant at = kPlanMade) {
    const auto drafted = draft(plan, at);
    auto published = publish(drafted, simulate(drafted, at), at);
    EXPECT_TRUE(published) << published.error().code();
    return *published;
  }

  // Lines of 100.00, 200.00 ... with the ids order × 10 + 1, 2 ...
  static SaleFacts sale(std::int64_t order, std::vector<DealerId> upline, int lines = 1,
                        Instant at = kSoldAt) {
    SaleFacts facts;
    facts.order = OrderId{order};
    facts.paid_at = at;
    for (int i = 1; i <= lines; ++i) {
      facts.lines.push_back(
          {OrderLineId{order * 10 + i}, SkuId{i}, ProductId{i}, CategoryId{}, 1, Fen{i * 10'000}, Fen{0}});
    }
    for (const DealerId dealer : upline) facts.upline.push_back({dealer, TierId{1}, true, Fen{}, Fen{}});
    return facts;
  }
  static flows::SharedSale share(const SaleFacts& facts) {
    return database().run(
        [&](db::Tx& tx) -> Result<flows::SharedSale> { return flows::share_sale(tx, facts, kSoldAt); });
  }
  // Of a sale of dealer 11.
  static Result<flows::Clawback> refund(std::int64_t order, std::vector<flows::LineRefunds> refunds) {
    const flows::RefundedSale sale{OrderId{order}, DealerId{11}, kSoldAt, std::move(refunds)};
    return transact([&](db::Tx& tx) { return flows::claw_back_commissions(tx, sale); });
  }
  static std::vector<Commission> stored(std::int64_t order) {
    return database().run([&](db::Tx& tx) -> Result<std::vector<Commission>> {
      return db::commissions_of_order(tx, OrderId{order});
    });
  }
};

}  // namespace fenrun::testing
