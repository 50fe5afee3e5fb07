// Wishes to move money, of every kind, in any order: most of them late, wrong or for more than there is.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/domain/ledger/ledger_model.hpp"

namespace fenrun::testing {

class RandomMovements {
 public:
  // `subjects`: how many commissions and withdrawals there are to talk about.
  RandomMovements(std::uint64_t seed, std::size_t subjects) : engine_(seed), subjects_(subjects) {}

  Movement next() {
    // Every kind that there is; what adds money comes more often than what ends it, so that each finds
    // something to work on.
    static const std::vector<MovementKind> kKinds = kinds_to_draw();
    const MovementKind kind = kKinds[below(kKinds.size())];
    const MovementRow& row = row_of(kind);
    Movement movement{kind, "r" + std::to_string(++count_), DealerId{}, Fen{amount()}, {}};
    if (row.owner == Owner::dealer) movement.dealer = DealerId{static_cast<std::int64_t>(1 + below(20))};
    if (row.subject == Subject::none) return movement;
    // Subjects are few and reused, so that most of what is said about them is said late or wrong.
    movement.subject = (row.subject == Subject::commission ? "c" : "w") + std::to_string(below(subjects_));
    const bool names_itself =
        kind == MovementKind::accrue || kind == MovementKind::release || kind == MovementKind::hold;
    if (names_itself) movement.reference = movement.subject;
    return movement;
  }

  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }

 private:
  static std::vector<MovementKind> kinds_to_draw() {
    std::vector<MovementKind> kinds;
    for (const MovementRow& row : legal_movements()) kinds.push_back(row.kind);
    for (const MovementKind kind :
         {MovementKind::accrue, MovementKind::accrue, MovementKind::accrue, MovementKind::release,
          MovementKind::release, MovementKind::claw_back, MovementKind::claw_back, MovementKind::hold}) {
      kinds.push_back(kind);
    }
    return kinds;
  }

  std::int64_t amount() { return static_cast<std::int64_t>(1 + below(below(10) == 0 ? 100'000 : 500)); }

  std::mt19937_64 engine_;
  std::size_t subjects_;
  std::uint64_t count_ = 0;
};

// Half of the time the wish is made to fit what there is: the dealer of the subject, and all or part of it.
inline void fit(Movement& movement, const LedgerModel& model, RandomMovements& random) {
  const auto commission = model.commissions().find(movement.subject);
  if (row_of(movement.kind).subject == Subject::commission && commission != model.commissions().end()) {
    movement.dealer = commission->second.dealer;
    if (movement.kind == MovementKind::release) {
      movement.amount = Fen{std::max<std::int64_t>(1, commission->second.free().value)};
    }
  }
  const auto withdrawal = model.withdrawals().find(movement.subject);
  if (row_of(movement.kind).subject == Subject::withdrawal && withdrawal != model.withdrawals().end()) {
    movement.dealer = withdrawal->second.dealer;
    if (random.below(2) == 0) {
      movement.amount = Fen{std::max<std::int64_t>(1, withdrawal->second.open().value)};
    }
  }
}

// Debts are few and soon repaid: a write-off looks for one.
inline void fit_write_off(Movement& movement, const LedgerModel& model) {
  for (const auto& [dealer, balance] : model.balances()) {
    if (!dealer.is_set() || balance.owed.value == 0) continue;
    movement.dealer = dealer;
    movement.amount = balance.owed;
    return;
  }
}

}  // namespace fenrun::testing
