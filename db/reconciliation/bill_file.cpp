#include "db/reconciliation/bill_file.hpp"

#include <stdexcept>

#define BILL_FILE_COLUMNS                                                                               \
  "id, mchid, account, day, version, sha1, is_readable, problem, line_count, income_fen, expense_fen, " \
  "fetched_at"

namespace fenrun::db {
namespace {

constexpr std::size_t kBillPartBytes = 1024 * 1024;

std::optional<BillFile> read_bill_file(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  const auto account = bill_kind_from(row->text(2));
  const auto day = parse_bill_day(row->text(3));
  if (!account || !day) throw std::logic_error("a bill of no account or day: " + row->text(3));
  return BillFile{row->integer(0),
                  row->text(1),
                  *account,
                  *day,
                  static_cast<int>(row->integer(4)),
                  row->text(5),
                  row->boolean(6),
                  row->text(7),
                  row->integer(8),
                  row->fen(9),
                  row->fen(10),
                  row->time(11)};
}

}  // namespace

std::optional<BillFile> find_bill_file(Tx& tx, std::string_view mchid, BillKind account, BillDay day) {
  return read_bill_file(tx.one("SELECT " BILL_FILE_COLUMNS
                               " FROM bill_file WHERE mchid = ? AND account = ? AND day = ? "
                               "ORDER BY version DESC LIMIT 1",
                               {mchid, to_word(account), bill_day_text(day)}));
}

std::vector<BillNote> list_bill_notes(Tx& tx, BillDay day) {
  std::vector<BillNote> notes;
  for (const Row& row : tx.all(
           "SELECT f.account, f.problem FROM bill_file f WHERE f.day = ? AND f.problem <> '' AND f.version = "
           "(SELECT MAX(g.version) FROM bill_file g WHERE g.mchid = f.mchid AND g.account = f.account AND "
           "g.day "
           "= f.day) ORDER BY f.id",
           {bill_day_text(day)})) {
    notes.push_back({bill_kind_from(row.text(0)).value(), row.text(1)});
  }
  return notes;
}

std::string_view BillContent::next() {
  const auto row =
      tx_.one("SELECT content FROM bill_file_part WHERE file_id = ? AND number = ?", {id_, number_++});
  part_ = row ? row->text(0) : std::string();
  return part_;
}

bool insert_bill_file(Tx& tx, const BillFile& file, std::string_view packed) {
  const bool is_new = tx.insert_new(
      "INSERT INTO bill_file (mchid, account, day, version, sha1, is_readable, problem, line_count, "
      "income_fen, expense_fen, fetched_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {file.mchid, to_word(file.account), bill_day_text(file.day), file.version, file.sha1, file.is_readable,
       file.problem, file.lines, file.income, file.expense, file.fetched_at});
  if (!is_new) return false;
  const auto stored = find_bill_file(tx, file.mchid, file.account, file.day);
  if (!stored) throw std::logic_error("a bill is not where it was stored");
  int number = 0;
  for (std::size_t at = 0; at < packed.size(); at += kBillPartBytes) {
    tx.execute_one("INSERT INTO bill_file_part (file_id, number, content) VALUES (?, ?, ?)",
                   {stored->id, number++, packed.substr(at, kBillPartBytes)});
  }
  return true;
}

}  // namespace fenrun::db
