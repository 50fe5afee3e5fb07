// Rows of the ledger whose other half is missing: each question names one, or nothing. They read whole tables
// and are asked by verification only.
#pragma once

#include <optional>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/ledger/sheet.hpp"

namespace fenrun::db {

struct Orphan {
  SheetId sheet;
  std::int64_t number = 0;
};

std::vector<SheetId> list_sheets(Tx& tx, SheetId after, int limit);

std::optional<Orphan> find_sealed_orphan(Tx& tx);
std::optional<Orphan> find_sheetless_movement(Tx& tx);
std::optional<Orphan> find_lone_posting(Tx& tx);
std::optional<Orphan> find_overlong_sheet(Tx& tx);
std::optional<Orphan> find_unexplained_pending(Tx& tx);
std::optional<Orphan> find_unexplained_held(Tx& tx);
std::optional<Orphan> find_misstated_month(Tx& tx);

}  // namespace fenrun::db
