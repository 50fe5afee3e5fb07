#include "db/commission/commission_simulation.hpp"
#include "flows/job/run_job.hpp"
#include "tests/flows/commission/commission_world.hpp"

namespace fenrun::testing {
namespace {

class CommissionPlanFlowTest : public CommissionWorld {
 protected:
  static std::string name_in_force(Instant at) {
    const auto plan = database().run(
        [&](db::Tx& tx) -> Result<std::optional<db::PlanRow>> { return db::plan_in_force(tx, at); });
    return plan ? plan->plan.name : "none";
  }
  static SimulatedSum sum(const Simulation& simulation, SimulationDimension dimension, std::int64_t subject) {
    const auto page = database().run([&](db::Tx& tx) -> Result<Page<db::SimulationSumRow>> {
      return db::list_simulation_sums(tx, simulation.id, dimension, {0, 100});
    });
    for (const auto& row : page.items) {
      if (row.subject == subject) return row.sum;
    }
    return {};
  }
  static Simulation reread(const Simulation& simulation) {
    return *database().run([&](db::Tx& tx) -> Result<std::optional<Simulation>> {
      return db::find_simulation(tx, simulation.public_id);
    });
  }
};

TEST_F(CommissionPlanFlowTest, a_draft_is_read_back_as_it_was_written) {
  auto plan = rates("秋季方案", {50'000, 20'000});
  plan.order_cap_fen = Fen{99};
  plan.self_purchase_pays = true;
  CommissionRule& ladder = plan.rules.emplace_back();
  ladder.number = 3;
  ladder.kind = RuleKind::ladder;
  ladder.steps = {{Fen{0}, Ppm{1}}, {Fen{500}, Ppm{2}}};
  ladder.scope = {DealerId{1}, SkuId{2}, ProductId{3}, CategoryId{4}, TierId{5}, SaleChannel::import};
  ladder.valid_from = kPlanMade;
  ladder.valid_until = kSoldAt;
  const auto made = draft(plan);
  const auto read = *database().run(
      [&](db::Tx& tx) -> Result<std::optional<db::PlanRow>> { return db::find_plan(tx, made.public_id); });
  EXPECT_EQ(read.plan.name, "秋季方案");
  EXPECT_EQ(read.plan.order_cap_fen, Fen{99});
  EXPECT_EQ(read.plan.dealer_month_cap_fen, std::nullopt);
  EXPECT_TRUE(read.plan.self_purchase_pays);
  EXPECT_FALSE(read.publication);
  ASSERT_EQ(read.plan.rules.size(), 3U);
  EXPECT_EQ(read.plan.rules[1].rate, Ppm{20'000});
  EXPECT_EQ(read.plan.rules[2].steps, ladder.steps);
  EXPECT_EQ(read.plan.rules[2].scope, ladder.scope);
  EXPECT_EQ(read.plan.rules[2].valid_until, kSoldAt);
}

TEST_F(CommissionPlanFlowTest, an_invalid_plan_is_not_drafted) {
  auto plan = rates("秋季方案", {50'000});
  plan.rules.push_back(plan.rules[0]);
  const flows::DraftPlan command{ulid(), kMaker, plan};
  EXPECT_TRUE(transact([&](db::Tx& tx) {
                return flows::draft_plan(tx, command, kPlanMade);
              }).refused_with(kPlanTies));
}

TEST_F(CommissionPlanFlowTest, refusals_of_publication_in_order) {
  const auto three = draft(rates("三级", {50'000, 20'000, 10'000}));
  const auto other = draft(rates("别的", {50'000}));
  const auto of_other = simulate(other, kPlanMade);
  const auto past = kPlanMade - std::chrono::microseconds(1);
  Simulation none;
  none.public_id = ulid();
  EXPECT_TRUE(publish(three, none, kPlanMade, kMaker, past).refused_with(kPlanSameHands));
  EXPECT_TRUE(publish(three, none, kPlanMade, kChecker, past).refused_with(kPlanNotSimulated));
  EXPECT_TRUE(publish(three, of_other, kPlanMade, kChecker, past).refused_with(kPlanNotSimulated));
  const flows::StartSimulation start{ulid(), three.public_id, kMaker, kPlanMade - std::chrono::days(1),
                                     kPlanMade};
  const auto running =
      database().run([&](db::Tx& tx) { return flows::start_simulation(tx, start, kPlanMade); });
  EXPECT_TRUE(publish(three, running, kPlanMade, kChecker, past).refused_with(kPlanNotSimulated));
  const auto simulation = simulate(three, kPlanMade);
  EXPECT_TRUE(publish(three, simulation, kPlanMade, kChecker, past).refused_with(kPlanNotAcknowledged));
  const auto acknowledged = transact([&](db::Tx& tx) {
    return flows::acknowledge_plan(tx, {three.public_id, kPlanAdmin}, kPlanMade);
  });
  ASSERT_TRUE(acknowledged);
  EXPECT_EQ(acknowledged->acknowledgement->staff, kPlanAdmin);
  EXPECT_TRUE(publish(three, simulation, kPlanMade, kChecker, past).refused_with(kPlanEffectInPast));
  ASSERT_TRUE(publish(three, simulation, kPlanMade));
  EXPECT_TRUE(publish(three, simulation, kPlanMade).refused_with(kPlanPublished));
  EXPECT_TRUE(publish(other, of_other, kPlanMade).refused_with(kPlanEffectTaken));
  const auto idle = transact([&](db::Tx& tx) {
    return flows::acknowledge_plan(tx, {other.public_id, kPlanAdmin}, kPlanMade);
  });
  EXPECT_TRUE(idle.refused_with(kPlanAcknowledgementIdle));
}

TEST_F(CommissionPlanFlowTest, a_simulation_of_nothing_or_of_long_ago_does_not_publish) {
  const auto day = std::chrono::days(1);
  const auto microsecond = std::chrono::microseconds(1);
  const auto plan = draft(rates("新", {50'000}));
  const auto dates = [&](Instant from, Instant until) {
    const flows::StartSimulation command{ulid(), plan.public_id, kMaker, from, until};
    return transact([&](db::Tx& tx) { return flows::start_simulation(tx, command, kSoldAt + 10 * day); });
  };
  EXPECT_TRUE(dates(kSoldAt, kSoldAt + day - microsecond).refused_with(kSimulationDatesInvalid));
  EXPECT_TRUE(dates(kSoldAt, kSoldAt + 10 * day + microsecond).refused_with(kSimulationDatesInvalid));
  EXPECT_TRUE(dates(kSoldAt - 391 * day, kSoldAt + 10 * day).refused_with(kSimulationDatesInvalid));
  const auto finish = [&](Instant from, Instant until) {
    const auto started = dates(from, until);
    EXPECT_TRUE(started);
    const auto bite = [&](db::Tx& tx) {
      return flows::advance_simulation(tx, started->public_id, 10, kSoldAt + 10 * day);
    };
    EXPECT_TRUE(database().run(bite).is_finished);
    return *started;
  };
  share(sale(1, {DealerId{11}}));
  const Instant now = kSoldAt + 10 * day;
  const auto empty = finish(kSoldAt + day, kSoldAt + 5 * day);
  EXPECT_TRUE(publish(plan, empty, now).refused_with(kSimulationOfNothing));
  const auto old = finish(kSoldAt - day, kSoldAt + day);
  EXPECT_TRUE(publish(plan, old, kSoldAt + 8 * day + microsecond).refused_with(kSimulationStale));
  EXPECT_TRUE(publish(plan, old, kSoldAt + 8 * day));
}

TEST_F(CommissionPlanFlowTest, a_simulation_ends_as_its_job_does) {
  const auto plan = draft(rates("新", {50'000}));
  const auto start = [&] {
    const flows::StartSimulation command{ulid(), plan.public_id, kMaker, kPlanMade - std::chrono::days(1),
                                         kPlanMade};
    return database().run([&](db::Tx& tx) { return flows::start_simulation(tx, command, kPlanMade); });
  };
  const auto state_of = [](const Simulation& simulation) {
    return database().run([&](db::Tx& tx) -> Result<std::string> {
      return std::string(flows::simulation_state(tx, *db::find_simulation(tx, simulation.public_id)));
    });
  };
  const auto cancelled = start();
  EXPECT_EQ(state_of(cancelled), "running");
  const flows::CancelJob cancel{cancelled.public_id, kMaker, false};
  ASSERT_TRUE(transact([&](db::Tx& tx) { return flows::cancel_job(tx, cancel, kPlanMade); }));
  EXPECT_EQ(state_of(cancelled), "cancelled");
  EXPECT_TRUE(publish(plan, cancelled, kPlanMade).refused_with(kPlanNotSimulated));
  const auto failed = start();
  const auto taken =
      database().run([&](db::Tx& tx) { return flows::take_job(tx, flows::kSimulationJob, kPlanMade); });
  ASSERT_TRUE(taken);
  ASSERT_TRUE(transact([&](db::Tx& tx) { return flows::fail_job(tx, *taken, kJobGivenUp, kPlanMade); }));
  EXPECT_EQ(state_of(failed), "failed");
  EXPECT_EQ(state_of(simulate(plan, kPlanMade)), "finished");
}

TEST_F(CommissionPlanFlowTest, the_plan_in_force_at_any_instant_is_the_last_that_took_effect) {
  const auto day = std::chrono::days(1);
  const auto old = put_in_force(rates("一", {50'000}));
  const auto planned = draft(rates("三", {30'000}));
  ASSERT_TRUE(publish(planned, simulate(planned, kPlanMade), kPlanMade, kChecker, kPlanMade + 10 * day));
  put_in_force(rates("二", {40'000}), kPlanMade + 5 * day);
  const std::pair<Instant, const char*> cases[] = {
      {kPlanMade - std::chrono::microseconds(1), "none"},          {kPlanMade, "一"},
      {kPlanMade + 5 * day - std::chrono::microseconds(1), "一"},  {kPlanMade + 5 * day, "二"},
      {kPlanMade + 10 * day - std::chrono::microseconds(1), "二"}, {kPlanMade + 10 * day, "三"},
  };
  for (const auto& [at, name] : cases) EXPECT_EQ(name_in_force(at), name);
  // Going back is a new version with the old one's rules.
  const flows::CopyPlan command{ulid(), kMaker, old.public_id};
  const auto copy =
      database().run([&](db::Tx& tx) { return flows::copy_plan(tx, command, kPlanMade + 11 * day); });
  EXPECT_EQ(copy.copy_of, old.id);
  const auto back = publish(copy, simulate(copy, kPlanMade + 11 * day), kPlanMade + 11 * day);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->publication->number, old.publication->number + 3);
  EXPECT_EQ(name_in_force(kPlanMade + 11 * day), "一");
  EXPECT_EQ(name_in_force(kPlanMade + 5 * day), "二");
}

TEST_F(CommissionPlanFlowTest, the_rules_in_force_replayed_differ_by_nothing) {
  auto plan = rates("现行", {50'000, 20'000});
  plan.dealer_month_cap_fen = Fen{2'000};
  const auto current = put_in_force(plan);
  for (std::int64_t order = 1; order <= 7; ++order) {
    share(
        sale(order, order % 3 == 0 ? std::vector{DealerId{11}} : std::vector{DealerId{11}, DealerId{12}}, 2));
  }
  const auto same = simulate(current, kSoldAt + std::chrono::days(1));
  const auto finished = reread(same);
  EXPECT_TRUE(finished.is_finished);
  EXPECT_EQ(finished.sales_total, 7);
  EXPECT_EQ(finished.sales_done, 7);
  for (const auto dimension :
       {SimulationDimension::dealer, SimulationDimension::tier, SimulationDimension::product,
        SimulationDimension::unclaimed, SimulationDimension::total}) {
    const auto page = database().run([&](db::Tx& tx) -> Result<Page<db::SimulationSumRow>> {
      return db::list_simulation_sums(tx, same.id, dimension, {0, 100});
    });
    EXPECT_FALSE(page.items.empty());
    for (const auto& row : page.items) EXPECT_EQ(row.sum.before, row.sum.after) << to_text(dimension);
  }
  EXPECT_EQ(sum(same, SimulationDimension::dealer, 11).before, Fen{2'000});
}

TEST_F(CommissionPlanFlowTest, a_simulation_shows_who_gains_and_who_loses) {
  put_in_force(rates("现行", {50'000, 20'000}));
  share(sale(1, {DealerId{11}, DealerId{12}}, 2));
  share(sale(2, {DealerId{11}}, 1));
  const auto other = simulate(draft(rates("草案", {60'000, 10'000})), kSoldAt + std::chrono::days(1));
  using D = SimulationDimension;
  EXPECT_EQ(sum(other, D::dealer, 11), (SimulatedSum{Fen{2'000}, Fen{2'400}}));
  EXPECT_EQ(sum(other, D::dealer, 12), (SimulatedSum{Fen{600}, Fen{300}}));
  EXPECT_EQ(sum(other, D::product, 2), (SimulatedSum{Fen{1'400}, Fen{1'400}}));
  EXPECT_EQ(sum(other, D::tier, 1), (SimulatedSum{Fen{2'600}, Fen{2'700}}));
  EXPECT_EQ(sum(other, D::unclaimed, 0), (SimulatedSum{Fen{200}, Fen{100}}));
  EXPECT_EQ(sum(other, D::total, 0), (SimulatedSum{Fen{2'600}, Fen{2'700}}));
}

}  // namespace
}  // namespace fenrun::testing
