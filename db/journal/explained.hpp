// What the ledger keeps beside the journal, against what the journal explains: the money of commissions and
// withdrawals, and the folded totals. Each question is one statement, and so of one instant, whatever is
// posted meanwhile.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "db/journal/orphan.hpp"
#include "db/mysql/tx.hpp"

namespace fenrun::db {

// Sheets of dealers after the first, up to the last.
struct SheetRange {
  SheetId after;
  SheetId last;
};

// The movement that began a commission or a withdrawal of the sheets whose money is gone, or is not what the
// movements about it add up to. Whether a commission that was in dispute to the last fen when its time came
// counts as released is not in the journal, and is taken as it stands.
std::optional<Orphan> find_unexplained_commission(Tx& tx, const SheetRange& sheets);
std::optional<Orphan> find_unexplained_withdrawal(Tx& tx, const SheetRange& sheets);

// Those of the sheets whose row is not what the newest movement left, ascending.
std::vector<Orphan> find_sheets_apart(Tx& tx, std::span<const SheetId> sheets);
// How far their balances are apart from it, in fen over all accounts.
std::int64_t fen_apart(Tx& tx, std::span<const SheetId> sheets);

// Money that no movement began: of a dealer's sheet, movement 0. Of the whole tables.
std::optional<Orphan> find_commission_of_nothing(Tx& tx);
std::optional<Orphan> find_withdrawal_of_nothing(Tx& tx);

// The folded totals less what the sealed postings add up to, by the stored word; without accounts that agree.
// Reads every posting.
std::map<std::string, std::int64_t> unexplained_totals(Tx& tx);

}  // namespace fenrun::db
