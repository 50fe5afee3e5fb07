#include "flows/ledger/verify_ledger.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <utility>

#include "db/journal/explained.hpp"
#include "db/journal/orphan.hpp"
#include "db/journal/sheet.hpp"
#include "flows/ledger/check_sheet.hpp"

namespace fenrun::flows {
namespace {

constexpr int kPageMovements = 1000;

LedgerFault seal_fault(std::int64_t number, std::string what) { return {SheetId{}, number, std::move(what)}; }

const char* wrong_with(const db::Seal& seal, std::int64_t number, const std::string& mac,
                       const crypto::Key256& key) {
  if (seal.number != number + 1) return "is missing";
  if (seal.mac_previous != mac) return "does not carry the MAC of the one before";
  if (!seal.is_whole) return "has not as many heads as it says";
  if (db::hash_of(seal.heads) != seal.heads_hash) return "has heads that were changed";
  if (db::mac_of(seal, key) != seal.mac) return "was not made with our key";
  return nullptr;
}

using ClosedMonths = std::map<SheetId, std::vector<db::StatementRow>>;

std::vector<db::StatementRow> months_of(ClosedMonths& months, SheetId sheet) {
  const auto found = months.find(sheet);
  return found == months.end() ? std::vector<db::StatementRow>{} : std::move(found->second);
}

// By words that no program of ours ever wrote the reading of a page is broken off: movement by movement the
// first of them is found.
std::optional<LedgerFault> verify_slowly(db::Tx& tx, const db::Sheet& row,
                                         std::vector<db::StatementRow> months, std::int64_t& movements) {
  SheetCheck check(row, std::move(months));
  while (!check.is_at_row()) {
    std::vector<db::JournalTxn> next;
    try {
      next = db::read_journal(tx, row.id, check.number(), 1);
    } catch (const std::logic_error& error) {
      return LedgerFault{row.id, check.number() + 1, error.what()};
    }
    if (next.empty()) break;
    if (auto fault = check.pass(next.front())) return fault;
    ++movements;
  }
  return check.finish();
}

// The movements of neighbouring sheets in their order, page by page.
class JournalReader {
 public:
  JournalReader(db::Tx& tx, SheetId first, SheetId last) : tx_(tx), place_{first, 0}, last_(last) {}

  // Nothing after the last.
  const db::JournalTxn* peek() {
    if (next_ == page_.size() && !is_done_) turn();
    return next_ < page_.size() ? &page_[next_] : nullptr;
  }
  void pass() { ++next_; }

 private:
  void turn() {
    page_ = db::read_journal(tx_, place_, last_, kPageMovements);
    next_ = 0;
    is_done_ = std::ssize(page_) < kPageMovements;
    if (!page_.empty()) place_ = {page_.back().sheet, page_.back().number};
  }

  db::Tx& tx_;
  db::JournalPlace place_;
  const SheetId last_;
  std::vector<db::JournalTxn> page_;
  std::size_t next_ = 0;
  bool is_done_ = false;
};

// `rows` were read before. What grew since is passed over, and so is a sheet without a row: verify_rest()
// finds it.
std::optional<LedgerFault> walk_together(db::Tx& tx, const std::vector<db::Sheet>& rows, ClosedMonths months,
                                         std::int64_t& movements) {
  if (rows.empty()) return std::nullopt;
  JournalReader reader(tx, rows.front().id, rows.back().id);
  for (const db::Sheet& row : rows) {
    SheetCheck check(row, months_of(months, row.id));
    for (const db::JournalTxn* txn = reader.peek(); txn != nullptr && txn->sheet <= row.id;
         txn = reader.peek()) {
      if (txn->sheet == row.id && !check.is_at_row()) {
        if (auto fault = check.pass(*txn)) return fault;
        ++movements;
      }
      reader.pass();
    }
    if (auto fault = check.finish()) return fault;
  }
  return std::nullopt;
}

std::optional<LedgerFault> fault_of_totals(db::Tx& tx) {
  const auto unexplained = db::unexplained_totals(tx);
  if (unexplained.empty()) return std::nullopt;
  const auto& [account, fen] = *unexplained.begin();
  return seal_fault(db::last_seal(tx), "leaves " + std::to_string(fen) + " fen in the folded total of " +
                                           account + " that no posting explains");
}

}  // namespace

std::vector<SheetId> sheets_after(db::Tx& tx, SheetId sheet, int limit) {
  return db::list_sheets(tx, sheet, limit);
}

// The months are read before the rows, so that a row knows of every month that was read.
std::optional<LedgerFault> verify_sheets(db::Tx& tx, std::span<const SheetId> sheets,
                                         std::int64_t& movements) {
  const std::int64_t before = movements;
  ClosedMonths months = db::find_statements_of(tx, sheets);
  const std::vector<db::Sheet> rows = db::find_sheets(tx, sheets);
  try {
    return walk_together(tx, rows, months, movements);
  } catch (const std::logic_error&) {
    movements = before;
  }
  for (const db::Sheet& row : rows) {
    if (auto fault = verify_slowly(tx, row, months_of(months, row.id), movements)) return fault;
  }
  // What cannot be read stands on no sheet, or after what its row says: verify_rest() finds it.
  return std::nullopt;
}

std::optional<LedgerFault> verify_money(db::Tx& tx, SheetId after, SheetId last) {
  if (const auto orphan = db::find_unexplained_commission(tx, {after, last}))
    return LedgerFault{orphan->sheet, orphan->number, "began a commission whose money is something else now"};
  if (const auto orphan = db::find_unexplained_withdrawal(tx, {after, last}))
    return LedgerFault{orphan->sheet, orphan->number, "began a withdrawal whose money is something else now"};
  return std::nullopt;
}

std::optional<LedgerFault> verify_seals(db::Tx& tx, const crypto::Key256& key, std::int64_t& number,
                                        std::string& mac, int limit) {
  for (const db::Seal& seal : db::read_seals(tx, number, limit)) {
    if (const char* wrong = wrong_with(seal, number, mac, key)) return seal_fault(number + 1, wrong);
    number = seal.number;
    mac = seal.mac;
  }
  return std::nullopt;
}

std::optional<LedgerFault> verify_rest(db::Tx& tx) {
  struct Question {
    std::optional<db::Orphan> (*find)(db::Tx&);
    const char* what;
  };
  const Question questions[] = {
      {db::find_sealed_orphan, "was sealed and is gone or changed"},
      {db::find_sheetless_movement, "stands on a sheet that is gone"},
      {db::find_lone_posting, "has postings and no movement"},
      {db::find_overlong_sheet, "is newer than the sheet's row"},
      {db::find_unexplained_pending, "leaves pending or disputed money that is no commission's"},
      {db::find_unexplained_held, "leaves held money that is no withdrawal's"},
      {db::find_commission_of_nothing, "is none, and a commission has money by it"},
      {db::find_withdrawal_of_nothing, "is none, and a withdrawal has money by it"},
      {db::find_sheetless_statement, "is said by a closed month of a sheet that is gone"},
      {db::find_misdated_sheet, "is not the time that the sheet's row says"},
      {db::find_missealed_sheet, "is not how far the sheet is sealed"},
      {db::find_lost_seal, "is not the newest, or is gone"},
  };
  for (const Question& question : questions) {
    if (const auto orphan = question.find(tx))
      return LedgerFault{orphan->sheet, orphan->number, question.what};
  }
  return fault_of_totals(tx);
}

std::int64_t TrialBalance::sum() const {
  std::int64_t sum = 0;
  for (const auto& [account, amount] : journal) sum += amount;
  return sum;
}

std::int64_t TrialBalance::difference() const {
  std::int64_t difference = 0;
  for (const auto& [account, amount] : sheets) {
    const auto found = journal.find(account);
    difference += std::abs(amount - (found == journal.end() ? 0 : found->second));
  }
  return difference;
}

TrialBalance folded_trial_balance(db::Tx& tx) {
  TrialBalance balance{db::sealed_totals(tx), db::sheet_totals(tx)};
  for (const auto& [account, fen] : db::unsealed_totals(tx)) balance.journal[account] += fen;
  return balance;
}

TrialBalance trial_balance(db::Tx& tx) { return {db::journal_totals(tx), db::sheet_totals(tx)}; }

}  // namespace fenrun::flows
