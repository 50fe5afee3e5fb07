#include "tests/simulation/rows.hpp"

#include "db/mysql/tx.hpp"
#include "tests/simulation/plant.hpp"

namespace fenrun::db {

// Stands for a connection; nothing is asked of it here.
class Session {};

}  // namespace fenrun::db

namespace fenrun::simulation {
namespace {

constexpr int kDeadlock = 1213;
constexpr int kServerGone = 2006;

thread_local Rows* rows_in_use = nullptr;

}  // namespace

Rows& rows_here() { return *rows_in_use; }
void use_rows(Rows* rows) { rows_in_use = rows; }

db::Tx& tx_here() {
  thread_local db::Session session;
  thread_local db::Tx tx(session);
  return tx;
}

void Rows::begin(const StoryFaults& faults) {
  faults_ = faults;
  statements_ = 0;
}

void Rows::statement() {
  ++statements_;
  if (statements_ == faults_.dies_at) throw ProcessDied{};
  if (statements_ == faults_.deadlock_at) throw db::DatabaseError(kDeadlock, "deadlock");
  if (statements_ == faults_.lost_at) throw db::LostConnection(kServerGone, "gone");
}

void Rows::commit() {
  if (!faults_.is_commit_unknown) return keep();
  if (faults_.does_commit_stand) {
    keep();
  } else {
    roll_back();
  }
  throw db::CommitUnknown(kServerGone, "gone during COMMIT");
}

void Rows::keep() {
  each_table([](auto& table) { table.commit(); });
  ++version;
}

void Rows::roll_back() {
  if (is_planted(Plant::half_a_transaction)) return keep();
  each_table([](auto& table) { table.roll_back(); });
}

const Payout* Rows::newest_payout_of(WithdrawalId withdrawal) const {
  const Payout* newest = nullptr;
  for (const auto& [id, row] : payouts.all()) {
    const bool is_newer =
        row.payout.withdrawal == withdrawal && (newest == nullptr || row.payout.reissue > newest->reissue);
    if (is_newer) newest = &row.payout;
  }
  return newest;
}

}  // namespace fenrun::simulation
