#include "flows/ledger/verify_ledger.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "db/journal/orphan.hpp"
#include "db/journal/sheet.hpp"

namespace fenrun::flows {
namespace {

constexpr int kPageMovements = 1000;

LedgerFault seal_fault(std::int64_t number, std::string what) { return {SheetId{}, number, std::move(what)}; }

const char* wrong_with(const db::Seal& seal, std::int64_t number, const std::string& mac,
                       const crypto::Key256& key) {
  if (seal.number != number + 1) return "is missing";
  if (seal.mac_previous != mac) return "does not carry the MAC of the one before";
  if (db::hash_of(seal.heads) != seal.heads_hash) return "has heads that were changed";
  if (db::mac_of(seal, key) != seal.mac) return "was not made with our key";
  return nullptr;
}

const char* kIsMissing = "is missing";

std::optional<LedgerFault> fault_of_row(const SheetWalk& walk, const db::Sheet& row) {
  if (walk.number < row.number) return LedgerFault{row.id, walk.number + 1, kIsMissing};
  if (walk.hash == row.hash && walk.balance == row.balance) return std::nullopt;
  return LedgerFault{row.id, row.number, "is not what the sheet's row says"};
}

// The row is read first: what it says must be in the journal, which may have grown since.
std::optional<LedgerFault> verify_sheet(db::Tx& tx, SheetId sheet, std::int64_t& movements) {
  const db::Sheet row = db::find_sheet(tx, sheet);
  SheetWalk walk;
  walk.sheet = sheet;
  while (walk.number < row.number) {
    const auto left = std::min<std::int64_t>(row.number - walk.number, kPageMovements);
    const WalkStep step = walk_on(tx, walk, static_cast<int>(left));
    movements += step.movements;
    if (step.fault) return step.fault;
    if (step.movements == 0) break;
  }
  return fault_of_row(walk, row);
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
std::optional<LedgerFault> walk_together(db::Tx& tx, const std::vector<db::Sheet>& rows,
                                         std::int64_t& movements) {
  if (rows.empty()) return std::nullopt;
  JournalReader reader(tx, rows.front().id, rows.back().id);
  for (const db::Sheet& row : rows) {
    SheetWalk walk;
    walk.sheet = row.id;
    for (const db::JournalTxn* txn = reader.peek(); txn != nullptr && txn->sheet <= row.id;
         txn = reader.peek()) {
      if (txn->sheet == row.id && walk.number < row.number) {
        if (auto fault = step_on(walk, *txn)) return fault;
        ++movements;
      }
      reader.pass();
    }
    if (auto fault = fault_of_row(walk, row)) return fault;
  }
  return std::nullopt;
}

}  // namespace

std::vector<SheetId> sheets_after(db::Tx& tx, SheetId sheet, int limit) {
  return db::list_sheets(tx, sheet, limit);
}

// By words that no program of ours ever wrote the reading of a page is broken off: sheet by sheet the walk
// says which.
std::optional<LedgerFault> verify_sheets(db::Tx& tx, std::span<const SheetId> sheets,
                                         std::int64_t& movements) {
  const std::int64_t before = movements;
  try {
    return walk_together(tx, db::find_sheets(tx, sheets), movements);
  } catch (const std::logic_error&) {
    movements = before;
  }
  for (const SheetId sheet : sheets) {
    if (auto fault = verify_sheet(tx, sheet, movements)) return fault;
  }
  // What cannot be read stands on no sheet, or after what its row says: verify_rest() finds it.
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

std::optional<LedgerFault> verify_rest(db::Tx& tx, std::int64_t last_seal) {
  if (db::find_seal_place(tx).last_seal > last_seal) return seal_fault(last_seal + 1, "is missing");
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
      {db::find_misstated_month, "is not what the statement of a closed month says"},
      {db::find_unexplained_held, "leaves held money that is no withdrawal's"},
  };
  for (const Question& question : questions) {
    if (const auto orphan = question.find(tx))
      return LedgerFault{orphan->sheet, orphan->number, question.what};
  }
  return std::nullopt;
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

TrialBalance trial_balance(db::Tx& tx) { return {db::journal_totals(tx), db::sheet_totals(tx)}; }

}  // namespace fenrun::flows
