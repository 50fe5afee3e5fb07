#include "db/journal/journal.hpp"

#include <algorithm>
#include <stdexcept>

#include "db/mysql/codes.hpp"

#define JOURNAL_COLUMNS                                                                             \
  "sheet, number, kind, reference, subject, amount_fen, at, pending_fen, available_fen, held_fen, " \
  "disputed_fen, owed_fen, hash_previous, hash"

// Read as whole microseconds and the two hashes as one: what is read most is read in the cells that cost the
// least.
#define JOURNAL_CELLS                                                    \
  "sheet, number, kind, reference, subject, amount_fen, "                \
  "TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', at), pending_fen, " \
  "available_fen, held_fen, disputed_fen, owed_fen, CONCAT(hash_previous, hash)"

namespace fenrun::db {
namespace {

constexpr std::size_t kHashSize = 32;

Account read_account(const std::string& word) {
  const auto account = account_from(word);
  if (!account) throw std::logic_error("the journal names an account that does not exist: " + word);
  return *account;
}

JournalTxn read_journal_txn(const Row& row) {
  const auto kind = movement_from(row.text(2));
  const std::string& hashes = row.text(12);
  if (!kind) throw std::logic_error("the journal names a movement that does not exist: " + row.text(2));
  return JournalTxn{row.id<SheetId>(0),
                    row.integer(1),
                    *kind,
                    row.text(3),
                    row.text(4),
                    row.fen(5),
                    Instant{std::chrono::microseconds(row.integer(6))},
                    Balance{row.fen(7), row.fen(8), row.fen(9), row.fen(10), row.fen(11)},
                    {},
                    hashes.substr(0, kHashSize),
                    hashes.substr(kHashSize)};
}

void insert_txns(Tx& tx, std::span<const JournalTxn> txns) {
  std::vector<Param> params;
  for (const JournalTxn& txn : txns) {
    params.insert(params.end(), {txn.sheet, txn.number, to_word(txn.kind), txn.reference, txn.subject,
                                 txn.amount, txn.at, txn.after.pending, txn.after.available, txn.after.held,
                                 txn.after.disputed, txn.after.owed, txn.hash_previous, txn.hash});
  }
  tx.execute_rows("INSERT INTO journal_txn (" JOURNAL_COLUMNS ") VALUES", "(?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                  params);
}

void insert_postings(Tx& tx, std::span<const JournalTxn> txns) {
  std::vector<Param> params;
  for (const JournalTxn& txn : txns) {
    int leg = 0;
    for (const Posting& posting : txn.postings) {
      params.insert(params.end(), {txn.sheet, txn.number, ++leg, to_word(posting.debit()),
                                   to_word(posting.credit()), posting.amount()});
    }
  }
  tx.execute_rows("INSERT INTO posting (sheet, number, leg, debit, credit, amount_fen) VALUES",
                  "(?,?,?,?,?,?)", params);
}

// All of one sheet, ascending by number without a gap.
void add_postings(Tx& tx, std::vector<JournalTxn>& txns) {
  if (txns.empty()) return;
  const std::int64_t first = txns.front().number;
  for (const Row& row : tx.all("SELECT number, debit, credit, amount_fen, leg FROM posting "
                               "WHERE sheet = ? AND number BETWEEN ? AND ? ORDER BY number, leg",
                               {txns.front().sheet, first, txns.back().number})) {
    const auto owner = std::ranges::find(txns, row.integer(0), &JournalTxn::number);
    if (owner == txns.end()) continue;
    if (row.integer(4) != std::ssize(owner->postings) + 1) throw std::logic_error("a leg is missing");
    owner->postings.emplace_back(read_account(row.text(1)), read_account(row.text(2)), row.fen(3));
  }
}

bool stands_before(const JournalPlace& a, const JournalPlace& b) {
  return a.sheet < b.sheet || (a.sheet == b.sheet && a.number < b.number);
}

// All that follow the place, up to the last of `txns`. A posting without its movement is passed over: other
// questions find it.
void add_postings_between(Tx& tx, const JournalPlace& after, std::vector<JournalTxn>& txns) {
  if (txns.empty()) return;
  const JournalTxn& last = txns.back();
  auto owner = txns.begin();
  for (const Row& row :
       tx.all("SELECT sheet, number, debit, credit, amount_fen, leg FROM posting WHERE (sheet = ? AND number "
              "> ? "
              "AND (sheet < ? OR number <= ?)) OR (sheet > ? AND sheet < ?) OR (sheet > ? AND sheet = ? AND "
              "number <= ?) ORDER BY sheet, number, leg",
              {after.sheet, after.number, last.sheet, last.number, after.sheet, last.sheet, after.sheet,
               last.sheet, last.number})) {
    const JournalPlace place{row.id<SheetId>(0), row.integer(1)};
    while (owner != txns.end() && stands_before({owner->sheet, owner->number}, place)) ++owner;
    if (owner == txns.end() || stands_before(place, {owner->sheet, owner->number})) continue;
    if (row.integer(5) != std::ssize(owner->postings) + 1) throw std::logic_error("a leg is missing");
    owner->postings.emplace_back(read_account(row.text(2)), read_account(row.text(3)), row.fen(4));
  }
}

}  // namespace

void append_journal(Tx& tx, std::span<const JournalTxn> txns) {
  try {
    insert_txns(tx, txns);
  } catch (const DatabaseError& error) {
    if (error.code() != kDuplicateKey) throw;
    throw DatabaseError(kRecordChanged, error.what());
  }
  insert_postings(tx, txns);
}

std::vector<JournalTxn> find_by_reference(Tx& tx, const std::set<std::string>& references) {
  const std::vector<Param> params(references.begin(), references.end());
  std::vector<JournalTxn> txns;
  for (const Row& row :
       tx.all_of("SELECT " JOURNAL_CELLS " FROM journal_txn FORCE INDEX (by_reference) WHERE reference IN (",
                 "?", params, ")")) {
    txns.push_back(read_journal_txn(row));
  }
  return txns;
}

Page<JournalTxn> list_journal(Tx& tx, SheetId sheet, const PageRequest& page) {
  const std::int64_t below = page.after == 0 ? INT64_MAX : page.after;
  return cut_page(list_journal(tx, sheet, 0, below, page.rows() + 1), page,
                  [](const JournalTxn& txn) { return txn.number; });
}

std::vector<JournalTxn> list_journal(Tx& tx, SheetId sheet, std::int64_t after, std::int64_t below,
                                     int limit) {
  std::vector<JournalTxn> txns;
  for (const Row& row :
       tx.all("SELECT " JOURNAL_CELLS
              " FROM journal_txn WHERE sheet = ? AND number > ? AND number < ? ORDER BY number DESC LIMIT ?",
              {sheet, after, below, limit})) {
    txns.push_back(read_journal_txn(row));
  }
  std::ranges::reverse(txns);
  add_postings(tx, txns);
  std::ranges::reverse(txns);
  return txns;
}

std::vector<JournalTxn> find_movements(Tx& tx, SheetId sheet, std::span<const std::int64_t> numbers) {
  std::vector<Param> places;
  for (const std::int64_t number : numbers) places.insert(places.end(), {sheet, number});
  std::vector<JournalTxn> txns;
  for (const Row& row :
       tx.all_of("SELECT " JOURNAL_CELLS " FROM journal_txn FORCE INDEX (PRIMARY) WHERE (sheet, number) IN (",
                 "(?,?)", places, ") ORDER BY number DESC")) {
    txns.push_back(read_journal_txn(row));
  }
  if (txns.size() != numbers.size()) throw std::logic_error("a movement is missing");
  std::map<std::int64_t, JournalTxn*> owners;
  for (JournalTxn& txn : txns) owners.emplace(txn.number, &txn);
  for (const Row& row :
       tx.all_of("SELECT number, debit, credit, amount_fen, leg FROM posting FORCE INDEX (PRIMARY) WHERE "
                 "(sheet, number) IN (",
                 "(?,?)", places, ") ORDER BY number, leg")) {
    std::vector<Posting>& postings = owners.at(row.integer(0))->postings;
    if (row.integer(4) != std::ssize(postings) + 1) throw std::logic_error("a leg is missing");
    postings.emplace_back(read_account(row.text(1)), read_account(row.text(2)), row.fen(3));
  }
  return txns;
}

std::vector<JournalTxn> read_journal(Tx& tx, SheetId sheet, std::int64_t number, int limit) {
  std::vector<JournalTxn> txns;
  for (const Row& row : tx.all("SELECT " JOURNAL_CELLS
                               " FROM journal_txn WHERE sheet = ? AND number > ? ORDER BY number LIMIT ?",
                               {sheet, number, limit})) {
    txns.push_back(read_journal_txn(row));
  }
  add_postings(tx, txns);
  return txns;
}

std::vector<JournalTxn> read_journal(Tx& tx, const JournalPlace& after, SheetId last, int limit) {
  std::vector<JournalTxn> txns;
  for (const Row& row :
       tx.all("SELECT " JOURNAL_CELLS
              " FROM journal_txn WHERE (sheet = ? AND number > ?) OR (sheet > ? AND sheet <= ?) "
              "ORDER BY sheet, number LIMIT ?",
              {after.sheet, after.number, after.sheet, last, limit})) {
    txns.push_back(read_journal_txn(row));
  }
  add_postings_between(tx, after, txns);
  return txns;
}

std::optional<JournalTxn> find_last_before(Tx& tx, SheetId sheet, Instant instant) {
  const auto row =
      tx.one("SELECT " JOURNAL_CELLS
             " FROM journal_txn WHERE sheet = ? AND at < ? ORDER BY at DESC, number DESC LIMIT 1",
             {sheet, instant});
  if (!row) return std::nullopt;
  return read_journal_txn(*row);
}

std::map<SheetId, JournalTxn> find_last_before(Tx& tx, const std::set<SheetId>& sheets, Instant instant) {
  const std::vector<Param> keys(sheets.begin(), sheets.end());
  std::vector<Param> places;
  for (const Row& row :
       tx.all_of("SELECT s.sheet, (SELECT j.number FROM journal_txn j WHERE j.sheet = s.sheet AND j.at < ? "
                 "ORDER BY j.at DESC, j.number DESC LIMIT 1) FROM ledger_sheet s WHERE s.sheet IN (",
                 {instant}, "?", keys, ")")) {
    if (!row.is_null(1)) places.insert(places.end(), {row.integer(0), row.integer(1)});
  }
  std::map<SheetId, JournalTxn> last;
  for (const Row& row :
       tx.all_of("SELECT " JOURNAL_CELLS " FROM journal_txn FORCE INDEX (PRIMARY) WHERE (sheet, number) IN (",
                 "(?,?)", places, ")")) {
    last.emplace(row.id<SheetId>(0), read_journal_txn(row));
  }
  return last;
}

Balance balance_before(Tx& tx, SheetId sheet, Instant instant) {
  const auto last = find_last_before(tx, sheet, instant);
  return last ? last->after : Balance{};
}

std::vector<FlowTotal> total_flows(Tx& tx, SheetId sheet, std::int64_t after, std::int64_t last) {
  std::vector<FlowTotal> totals;
  for (const Row& row : tx.all("SELECT debit, credit, CAST(SUM(amount_fen) AS SIGNED) FROM posting "
                               "WHERE sheet = ? AND number > ? AND number <= ? GROUP BY debit, credit",
                               {sheet, after, last})) {
    totals.push_back({read_account(row.text(0)), read_account(row.text(1)), row.fen(2)});
  }
  return totals;
}

std::multimap<SheetId, FlowTotal> total_flows(Tx& tx, const std::set<SheetId>& sheets, Instant from,
                                              Instant until) {
  const std::vector<Param> keys(sheets.begin(), sheets.end());
  std::multimap<SheetId, FlowTotal> totals;
  for (const Row& row : tx.all_of("SELECT p.sheet, p.debit, p.credit, CAST(SUM(p.amount_fen) AS SIGNED) FROM "
                                  "journal_txn j FORCE INDEX "
                                  "(by_time) JOIN posting p ON p.sheet = j.sheet AND p.number = j.number "
                                  "WHERE j.at >= ? AND j.at < ? AND j.sheet IN (",
                                  {from, until}, "?", keys, ") GROUP BY p.sheet, p.debit, p.credit")) {
    totals.emplace(row.id<SheetId>(0),
                   FlowTotal{read_account(row.text(1)), read_account(row.text(2)), row.fen(3)});
  }
  return totals;
}

}  // namespace fenrun::db
