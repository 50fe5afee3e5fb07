// The journal: movements and their postings, written once and never changed. Rows are chained by hashes,
// sheet by sheet.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/crypto/digest.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ledger/movement.hpp"
#include "domain/ledger/posting.hpp"
#include "domain/ledger/sheet.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

struct JournalTxn {
  SheetId sheet;
  std::int64_t number = 0;  // 1, 2, 3 … on its sheet
  MovementKind kind = MovementKind::accrue;
  std::string reference;
  std::string subject;
  Fen amount;
  Instant at;
  Balance after;
  std::vector<Posting> postings;
  std::string hash_previous;  // 32 bytes; zeros before the first
  std::string hash;
};

// Over everything that is stored of the movement, its postings in their order, and the hash before.
std::string hash_of(const JournalTxn& txn);

// The caller holds the sheets' locks. Throws DatabaseError kRecordChanged, which runs the story again, when a
// (kind, reference) was written by somebody else meanwhile.
void append_journal(Tx& tx, std::span<const JournalTxn> txns);

// Those of the wanted references that the journal knows, under any kind. Without postings.
std::vector<JournalTxn> find_by_reference(Tx& tx, const std::set<std::string>& references);

// Newest first, with postings; `page.after` is the number of the last one seen.
Page<JournalTxn> list_journal(Tx& tx, SheetId sheet, const PageRequest& page);
// Those after the first number and before the other, newest first, with postings.
std::vector<JournalTxn> list_journal(Tx& tx, SheetId sheet, std::int64_t after, std::int64_t below,
                                     int limit);
// Those of these numbers, each of which is there, 1,000 at most, newest first, with postings.
std::vector<JournalTxn> find_movements(Tx& tx, SheetId sheet, std::span<const std::int64_t> numbers);
// Oldest first, with postings: at most `limit` that follow `number`.
std::vector<JournalTxn> read_journal(Tx& tx, SheetId sheet, std::int64_t number, int limit);

// A place in the journal: sheet by sheet, and on each movement by movement.
struct JournalPlace {
  SheetId sheet;
  std::int64_t number = 0;
};
// In this order, with postings: at most `limit` that follow the place, up to the end of sheet `last`.
std::vector<JournalTxn> read_journal(Tx& tx, const JournalPlace& after, SheetId last, int limit);

// The newest movement before `instant`, without postings.
std::optional<JournalTxn> find_last_before(Tx& tx, SheetId sheet, Instant instant);
// Those of many sheets; a sheet without one is left out.
std::map<SheetId, JournalTxn> find_last_before(Tx& tx, const std::set<SheetId>& sheets, Instant instant);
// What the sheet said just before `instant`; zero before its first movement.
Balance balance_before(Tx& tx, SheetId sheet, Instant instant);

// Σ of the postings between two accounts, over the movements after `after` and up to `last`.
struct FlowTotal {
  Account debit;
  Account credit;
  Fen amount;
};
std::vector<FlowTotal> total_flows(Tx& tx, SheetId sheet, std::int64_t after, std::int64_t last);
// Over the movements from `from` on and before `until`, sheet by sheet.
std::multimap<SheetId, FlowTotal> total_flows(Tx& tx, const std::set<SheetId>& sheets, Instant from,
                                              Instant until);

}  // namespace fenrun::db
