// Movements of the journal as the seals found them, for figures: each stands under exactly one seal.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/ledger/sheet.hpp"
#include "domain/statistics/statistics.hpp"

namespace fenrun::db {

// Movements (after, until] of a sheet, sealed together.
struct SealedStretch {
  std::int64_t seal = 0;
  SheetId sheet;
  std::int64_t after = 0;
  std::int64_t until = 0;
};
// Of the seals after `seal`, at most `seals` of them, in their order.
std::vector<SealedStretch> read_sealed_stretches(Tx& tx, std::int64_t seal, int seals);

struct MovementKey {
  SheetId sheet;
  std::int64_t number = 0;
};
// Adds what was earned, taken back and paid out by these movements; at most 400 of them: MariaDB
// would make a table of a list of a thousand numbers.
void count_movements(Tx& tx, std::span<const MovementKey> keys, StatisticCells& cells);

// The newest seal of all, when it was made, and whether movements wait for the next one.
struct SealedUntil {
  std::int64_t seal = 0;
  Instant at;
  bool is_everything = false;
};
SealedUntil sealed_until(Tx& tx);

}  // namespace fenrun::db
