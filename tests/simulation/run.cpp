#include "tests/simulation/run.hpp"

#include <csignal>
#include <cstdio>
#include <memory>
#include <vector>

#include "tests/simulation/hand.hpp"
#include "tests/simulation/house.hpp"
#include "tests/simulation/inspector.hpp"
#include "tests/simulation/town.hpp"

namespace fenrun::simulation {
namespace {

using std::chrono::hours;

constexpr hours kWithFaults{72};
constexpr hours kCalm{48};
constexpr std::int64_t kStepsMax = 400'000;

// Printed when the process is aborted in the middle of a run.
thread_local std::string plan_in_hand;
void print_plan(int /*signal*/) {
  std::fputs("in the simulation: ", stderr);
  std::fputs(plan_in_hand.c_str(), stderr);
  std::fputs("\n", stderr);
}

class Show {
 public:
  Show(const Plan& plan, bool is_verbose) : house_(plan, is_verbose), inspector_(house_), town_(house_) {
    for (int id = 1; id <= plan.workers; ++id)
      hands_.push_back(std::make_unique<Hand>(house_, inspector_, id));
  }

  void play() {
    use_rows(&house_.rows);
    house_.ring = [this] {
      for (const auto& hand : hands_) hand->ring();
    };
    const Instant calm_at = house_.now + kWithFaults;
    const Instant end = calm_at + kCalm;
    town_.open(kWithFaults - hours{1});
    for (const auto& hand : hands_) {
      hand->on_package = [this](PayoutId payout) { town_.tell_phone(payout); };
      hand->start();
    }
    house_.agenda.add(calm_at, [this] { calm_down(); });
    exchange_keys();
    while (!house_.agenda.is_empty() && house_.agenda.next() <= end) step();
    inspector_.at_rest();
  }

  void tell(Outcome& outcome) const {
    outcome.trace_hash = house_.trace.hash();
    outcome.steps = steps_;
    outcome.lines = house_.trace.lines();
    for (const auto& [id, row] : house_.rows.withdrawals.all()) {
      ++outcome.withdrawals;
      if (row.withdrawal.state == WithdrawalState::paid) ++outcome.paid;
      if (is_open(row.withdrawal.state)) ++outcome.with_people;
    }
    for (const auto& [id, row] : house_.rows.payouts.all()) {
      if (!row.bodies.direct || row.payout.state != PayoutState::succeeded) continue;
      ++(row.payout.route != PayoutRoute::confirmed ? outcome.without_tap : outcome.tapped_after_all);
    }
    outcome.given_back = outcome.withdrawals - outcome.paid - outcome.with_people;
  }

 private:
  void step() {
    if (++steps_ > kStepsMax) throw Violation("I20", "it goes on and on");
    house_.now = house_.agenda.next();
    house_.wechat.advance(house_.now);
    house_.agenda.take()();
    town_.bring_notices();
    inspector_.after_step();
  }

  void calm_down() {
    town_.calm_down();
    for (const auto& hand : hands_) hand->set_clock_right();
    house_.ring();
  }

  // A person puts right what the posts were refused for.
  void exchange_keys() {
    for (const auto& hand : hands_) hand->exchange_keys();
    house_.after(hours{1}, [this] { exchange_keys(); });
  }

  House house_;
  Inspector inspector_;
  Town town_;
  std::vector<std::unique_ptr<Hand>> hands_;
  std::int64_t steps_ = 0;
};

std::optional<Failure> play(Show& show) {
  try {
    show.play();
  } catch (const Violation& violation) {
    return Failure{violation.invariant(), violation.what()};
  } catch (const std::logic_error& broken) {
    return Failure{"flow", broken.what()};
  }
  return std::nullopt;
}

}  // namespace

Outcome run(const Plan& plan, Plant bug, bool is_verbose) {
  plan_in_hand = to_text(plan) + " plant=" + std::string(to_word(bug));
  std::signal(SIGABRT, print_plan);
  plant(bug);
  Outcome outcome;
  const auto show = std::make_unique<Show>(plan, is_verbose);
  outcome.failure = play(*show);
  show->tell(outcome);
  plant(Plant::none);
  use_rows(nullptr);
  return outcome;
}

Plan shrink(Plan plan, Plant bug, const std::string& invariant) {
  const auto still_fails = [&](const Plan& less) {
    const auto failure = run(less, bug).failure;
    return failure && failure->invariant == invariant;
  };
  const auto keep_if_it_fails = [&](const Plan& less) {
    if (still_fails(less)) plan = less;
  };
  for (int kind = 0; kind < kFaultKinds; ++kind) {
    Plan less = plan;
    less.faults &= ~(1U << static_cast<unsigned>(kind));
    if (less.faults != plan.faults) keep_if_it_fails(less);
  }
  if (plan.has_consents) {
    Plan less = plan;
    less.has_consents = false;
    keep_if_it_fails(less);
  }
  for (int* const count : {&plan.workers, &plan.dealers, &plan.wishes}) {
    for (const int smaller : {1, *count / 2, *count - 1}) {
      const int before = *count;
      if (smaller < 1 || smaller >= before) continue;
      *count = smaller;
      if (still_fails(plan)) break;
      *count = before;
    }
  }
  return plan;
}

std::string report(const Plan& plan, Plant bug) {
  const Outcome outcome = run(plan, bug, true);
  std::string text = to_text(plan) + "\n";
  for (const std::string& line : outcome.lines) text += line + "\n";
  if (outcome.failure) text += outcome.failure->invariant + ": " + outcome.failure->what + "\n";
  return text;
}

}  // namespace fenrun::simulation
