#include "db/reconciliation/difference.hpp"

#include <stdexcept>

#include "db/journal/journal.hpp"
#include "db/journal/seal.hpp"
#include "domain/ledger/sheet.hpp"

#define DIFFERENCE_COLUMNS                                                                                \
  "id, day, account, class, line_key, number, channel_number, ours_fen, billed_fen, unbooked_fen, note, " \
  "state, explanation, reason, proposed_by, proposed_at, closed_by, closed_at, found_at"

namespace fenrun::db {
namespace {

template <class T>
T known_word(const std::optional<T>& value, const std::string& word) {
  if (!value) throw std::logic_error("a difference with an unknown word: " + word);
  return *value;
}

std::optional<Fen> difference_fen(const Row& row, std::size_t column) {
  if (row.is_null(column)) return std::nullopt;
  return row.fen(column);
}

FiledDifference read_difference(const Row& row) {
  FiledDifference filed;
  filed.id = row.id<DifferenceId>(0);
  filed.day = known_word(parse_bill_day(row.text(1)), row.text(1));
  filed.found.account = known_word(bill_kind_from(row.text(2)), row.text(2));
  filed.found.kind = known_word(difference_class_from(row.text(3)), row.text(3));
  filed.found.key = row.text(4);
  filed.found.number = row.text(5);
  filed.found.channel_number = row.text(6);
  filed.found.ours = difference_fen(row, 7);
  filed.found.billed = difference_fen(row, 8);
  filed.found.unbooked = row.fen(9);
  filed.found.note = row.text(10);
  filed.state = known_word(difference_state_from(row.text(11)), row.text(11));
  filed.explanation = known_word(fund_explanation_from(row.text(12)), row.text(12));
  filed.reason = row.text(13);
  filed.proposed_by = row.id<StaffId>(14);
  filed.proposed_at = row.maybe_time(15);
  filed.closed_by = row.id<StaffId>(16);
  filed.closed_at = row.maybe_time(17);
  filed.found_at = row.time(18);
  return filed;
}

std::vector<FiledDifference> read_difference_rows(const std::vector<Row>& rows) {
  std::vector<FiledDifference> differences;
  differences.reserve(rows.size());
  for (const Row& row : rows) differences.push_back(read_difference(row));
  return differences;
}

}  // namespace

bool insert_difference(Tx& tx, FiledDifference& difference) {
  const Difference& found = difference.found;
  const std::string day = bill_day_text(difference.day);
  const bool is_new = tx.insert_new(
      "INSERT INTO reconciliation_difference (day, account, class, line_key, number, channel_number, "
      "ours_fen, billed_fen, unbooked_fen, note, state, found_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?)",
      {day, to_word(found.account), to_word(found.kind), found.key, found.number, found.channel_number,
       found.ours, found.billed, found.unbooked, found.note, difference.found_at});
  if (!is_new) return false;
  const auto row = tx.one(
      "SELECT id FROM reconciliation_difference WHERE day = ? AND account = ? AND class = ? AND line_key = ?",
      {day, to_word(found.account), to_word(found.kind), found.key});
  if (!row) throw std::logic_error("a difference is not where it was filed");
  difference.id = row->id<DifferenceId>(0);
  return true;
}

std::optional<FiledDifference> lock_difference(Tx& tx, DifferenceId id) {
  const auto row =
      tx.one("SELECT " DIFFERENCE_COLUMNS " FROM reconciliation_difference WHERE id = ? FOR UPDATE", {id});
  if (!row) return std::nullopt;
  return read_difference(*row);
}

std::vector<FiledDifference> lock_differences(Tx& tx, BillDay day, BillKind account) {
  return read_difference_rows(
      tx.all("SELECT " DIFFERENCE_COLUMNS
             " FROM reconciliation_difference WHERE day = ? AND account = ? ORDER BY id FOR UPDATE",
             {bill_day_text(day), to_word(account)}));
}

void save_difference(Tx& tx, const FiledDifference& difference) {
  const Difference& found = difference.found;
  tx.execute(
      "UPDATE reconciliation_difference SET number = ?, channel_number = ?, ours_fen = ?, billed_fen = ?, "
      "unbooked_fen = ?, note = ?, state = ?, explanation = ?, reason = ?, proposed_by = ?, proposed_at = ?, "
      "closed_by = ?, closed_at = ? WHERE id = ?",
      {found.number, found.channel_number, found.ours, found.billed, found.unbooked, found.note,
       to_word(difference.state), to_word(difference.explanation), difference.reason, difference.proposed_by,
       difference.proposed_at, difference.closed_by, difference.closed_at, difference.id});
}

Page<FiledDifference> list_differences(Tx& tx, BillDay day, const DifferenceFilter& filter,
                                       const PageRequest& page) {
  const std::string_view kind = filter.kind ? to_word(*filter.kind) : "";
  const std::string_view state = filter.state ? to_word(*filter.state) : "";
  auto found = read_difference_rows(
      tx.all("SELECT " DIFFERENCE_COLUMNS
             " FROM reconciliation_difference WHERE day = ? AND id > ? AND (? = '' OR class = ?) "
             "AND (? = '' OR state = ?) ORDER BY id LIMIT ?",
             {bill_day_text(day), page.after, kind, kind, state, state, page.rows() + 1}));
  return cut_page(std::move(found), page, [](const FiledDifference& one) { return one.id.value; });
}

std::vector<FiledDifference> read_differences(Tx& tx, BillDay day, int limit) {
  return read_difference_rows(tx.all("SELECT " DIFFERENCE_COLUMNS
                                     " FROM reconciliation_difference WHERE day = ? ORDER BY id LIMIT ?",
                                     {bill_day_text(day), limit}));
}

bool is_in_doubt_by_bill(Tx& tx, std::string_view number, std::string_view channel_number) {
  const auto row = tx.one(
      "SELECT COUNT(*) FROM reconciliation_difference WHERE number IN (?, ?) AND account = 'operation' "
      "AND class IN ('state_differs', 'amount_differs', 'duplicate_line') AND state IN ('open', 'proposed')",
      {number, channel_number.empty() ? number : channel_number});
  return row->integer(0) > 0;
}

std::int64_t count_open_differences(Tx& tx, BillDay day) {
  return tx
      .one("SELECT COUNT(*) FROM reconciliation_difference WHERE day = ? AND state IN ('open', 'proposed')",
           {bill_day_text(day)})
      ->integer(0);
}

Fen unexplained_after(Tx& tx, BillDay day) {
  return tx
      .one(
          "SELECT CAST(COALESCE(SUM(unbooked_fen), 0) AS SIGNED) FROM reconciliation_difference "
          "WHERE state IN ('open', 'proposed') AND day > ?",
          {bill_day_text(day)})
      ->fen(0);
}

Fen suspense_balance(Tx& tx) {
  std::int64_t debits_less_credits = sealed_totals(tx)[Account::suspense];
  const std::int64_t last = -kCompanySheets;
  for (const Row& row :
       tx.all("SELECT sheet, sealed_number, number FROM ledger_sheet WHERE sheet BETWEEN ? AND -1", {last})) {
    for (const FlowTotal& flow : total_flows(tx, row.id<SheetId>(0), row.integer(1), row.integer(2))) {
      if (flow.debit == Account::suspense) debits_less_credits += flow.amount.value;
      if (flow.credit == Account::suspense) debits_less_credits -= flow.amount.value;
    }
  }
  return Fen{-debits_less_credits};
}

}  // namespace fenrun::db
