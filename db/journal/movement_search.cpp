#include "db/journal/movement_search.hpp"

#include <algorithm>
#include <optional>

#include "db/journal/journal_total.hpp"

namespace fenrun::db {
namespace {

// What one question reads at most, but for a sheet that has more alone; and one page.
constexpr int kSheetsInSlice = 50;
constexpr std::int64_t kMovementsInPage = 1'000'000;
constexpr int kSlicesInPage = 80;

// Movements after the first number, up to the last: on a sheet, what is later has a higher number.
struct NumberRange {
  std::int64_t after = 0;
  std::int64_t last = INT64_MAX - 1;
};

std::int64_t number_before(Tx& tx, SheetId sheet, Instant instant) {
  const auto last = find_last_before(tx, sheet, instant);
  return last ? last->number : 0;
}

NumberRange range_of(Tx& tx, SheetId sheet, const MovementFilter& filter) {
  NumberRange range;
  if (filter.from) range.after = number_before(tx, sheet, *filter.from);
  if (filter.until) range.last = number_before(tx, sheet, *filter.until);
  return range;
}

std::vector<Param> pairs_of(const MovementFilter& filter) {
  std::vector<Param> pairs;
  for (const auto& [debit, credit] : fitting_pairs(filter)) {
    pairs.emplace_back(to_word(debit));
    pairs.emplace_back(to_word(credit));
  }
  return pairs;
}

// The account whose balance grows by debits, or by credits; empty words where the filter has none or the
// other.
std::string_view word_growing_by(Side side, const MovementFilter& filter) {
  if (!filter.account || row_of(*filter.account).side != side) return "";
  return to_word(*filter.account);
}

std::vector<std::int64_t> numbers_below(Tx& tx, SheetId sheet, const NumberRange& range, std::int64_t below,
                                        const MovementFilter& filter) {
  static_assert(PageRequest::kLimitMax == 100, "one more than a page holds");
  const auto pairs = pairs_of(filter);
  std::vector<std::int64_t> numbers;
  for (const Row& row :
       tx.all_of("SELECT DISTINCT number FROM posting WHERE sheet = ? AND number > ? AND number < ? "
                 "AND (debit, credit) IN (",
                 {sheet, range.after, below}, "(?,?)", pairs, ") ORDER BY number DESC LIMIT 101")) {
    numbers.push_back(row.integer(0));
  }
  return numbers;
}

std::vector<AccountOnSheet> balances_between(Tx& tx, Account account, SheetId after, SheetId last) {
  const std::string_view word = to_word(account);
  const bool grows_by_debits = row_of(account).side == Side::debit;
  std::vector<AccountOnSheet> found;
  for (const Row& row : tx.all("SELECT sheet, COUNT(DISTINCT number), CAST(SUM(IF(debit = ?, amount_fen, "
                               "-amount_fen)) AS SIGNED) FROM "
                               "posting WHERE sheet > ? AND sheet <= ? AND (debit = ? OR credit = ?) GROUP "
                               "BY sheet ORDER BY sheet",
                               {word, after, last, word, word})) {
    const std::int64_t debits = row.fen(2).value;
    found.push_back({row.id<SheetId>(0), row.integer(1), Fen{grows_by_debits ? debits : -debits}});
  }
  return found;
}

struct Slice {
  SheetId last;
  std::int64_t movements = 0;
};

// Sheets that follow each other, with so many movements together, or one with more.
std::optional<Slice> slice_after(Tx& tx, SheetId after, std::int64_t movements_together) {
  std::optional<Slice> slice;
  for (const Row& row :
       tx.all("SELECT sheet, number FROM ledger_sheet WHERE sheet > ? ORDER BY sheet LIMIT ?",
              {after, kSheetsInSlice})) {
    const std::int64_t movements = (slice ? slice->movements : 0) + row.integer(1);
    if (slice && movements > movements_together) break;
    slice = Slice{row.id<SheetId>(0), movements};
  }
  return slice;
}

}  // namespace

Page<JournalTxn> list_movements(Tx& tx, SheetId sheet, const MovementFilter& filter,
                                const PageRequest& page) {
  const NumberRange range = range_of(tx, sheet, filter);
  const std::int64_t below = std::min(page.after == 0 ? INT64_MAX : page.after, range.last + 1);
  std::vector<JournalTxn> txns;
  if (filter.is_of_postings()) {
    auto numbers = numbers_below(tx, sheet, range, below, filter);
    if (std::ssize(numbers) > page.rows() + 1) numbers.resize(static_cast<std::size_t>(page.rows()) + 1);
    txns = find_movements(tx, sheet, numbers);
  } else {
    txns = list_journal(tx, sheet, range.after, below, page.rows() + 1);
  }
  return cut_page(std::move(txns), page, [](const JournalTxn& txn) { return txn.number; });
}

ListTotal total_of_movements(Tx& tx, SheetId sheet, const MovementFilter& filter) {
  const NumberRange range = range_of(tx, sheet, filter);
  if (!filter.is_of_postings()) return total_of_journal(tx, sheet, range.after, range.last);
  const std::string_view debited = word_growing_by(Side::debit, filter);
  const std::string_view credited = word_growing_by(Side::credit, filter);
  const auto pairs = pairs_of(filter);
  static_assert(kTotalRowsMax == 100'000, "one row more is counted than the total tells");
  // A debit of what grows by credits takes from it, and a credit of what grows by debits.
  for (const Row& row :
       tx.all_of("SELECT COUNT(*), CAST(COALESCE(SUM(part), 0) AS SIGNED) FROM (SELECT SUM(IF(debit = ? OR "
                 "credit = ?, -amount_fen, amount_fen)) AS part FROM posting WHERE sheet = ? AND number > ? "
                 "AND number <= ? AND (debit, credit) IN (",
                 {credited, debited, sheet, range.after, range.last}, "(?,?)", pairs,
                 ") GROUP BY number LIMIT 100001) AS found")) {
    return {row.integer(0), row.fen(1)};
  }
  return {};
}

AccountSheets list_sheets_of(Tx& tx, Account account, SheetId after, int limit,
                             std::int64_t movements_together) {
  AccountSheets listed;
  std::int64_t looked_at = 0;
  // Dealers' accounts stand on dealers' sheets only.
  SheetId reached = row_of(account).owner == Owner::dealer ? std::max(after, SheetId{-1}) : after;
  for (int slices = 0; slices < kSlicesInPage && looked_at < kMovementsInPage; ++slices) {
    const auto slice = slice_after(tx, reached, movements_together);
    if (!slice) return listed;
    for (const AccountOnSheet& one : balances_between(tx, account, reached, slice->last)) {
      if (std::ssize(listed.sheets) == limit) {
        listed.next = listed.sheets.back().sheet;
        return listed;
      }
      listed.sheets.push_back(one);
    }
    reached = slice->last;
    looked_at += slice->movements;
  }
  listed.next = reached;
  return listed;
}

}  // namespace fenrun::db
