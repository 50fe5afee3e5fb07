// Rows of the ledger whose other half is missing or says something else: each question names one, or nothing.
// Each is one statement, and so of one instant, whatever is posted meanwhile. They read whole tables and are
// asked by verification only.
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

// From the first two columns of a row, if there is one.
std::optional<Orphan> read_orphan(const std::optional<Row>& row);

std::vector<SheetId> list_sheets(Tx& tx, SheetId after, int limit);

std::optional<Orphan> find_sealed_orphan(Tx& tx);
std::optional<Orphan> find_sheetless_movement(Tx& tx);
// The same of a part: of the seals after the first up to the last, and of the sheets.
std::optional<Orphan> find_sealed_orphan_of(Tx& tx, std::int64_t after, std::int64_t last);
std::optional<Orphan> find_sheetless_movement_of(Tx& tx, SheetId after, SheetId last);
std::optional<Orphan> find_overlong_sheet_of(Tx& tx, SheetId after, SheetId last);
std::optional<Orphan> find_lone_posting(Tx& tx);
std::optional<Orphan> find_overlong_sheet(Tx& tx);
std::optional<Orphan> find_unexplained_pending(Tx& tx);
std::optional<Orphan> find_unexplained_held(Tx& tx);
std::optional<Orphan> find_sheetless_statement(Tx& tx);
// Dated otherwise than by its newest movement or its newest closed month.
std::optional<Orphan> find_misdated_sheet(Tx& tx);
// Says that it is sealed further, or less far, than the seals say.
std::optional<Orphan> find_missealed_sheet(Tx& tx);
// A seal (of sheet 0) where the newest seal is not the one that the sealing job remembers.
std::optional<Orphan> find_lost_seal(Tx& tx);

}  // namespace fenrun::db
