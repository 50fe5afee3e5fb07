#include "flows/reconciliation/store_bill.hpp"

#include "db/mysql/codes.hpp"
#include "db/reconciliation/reconciliation_day.hpp"
#include "flows/reconciliation/file_difference.hpp"

namespace fenrun::flows {
namespace {

bool may_be_renewed(const db::BillFile& file) { return !file.is_readable || file.sha1.empty(); }

void file_change(db::Tx& tx, const db::BillFile& kept, const db::BillFile& came, Instant now) {
  Difference difference;
  difference.kind = DifferenceClass::bill_changed;
  difference.account = kept.account;
  difference.key = came.sha1.empty() ? "none" : came.sha1;
  difference.number = kept.sha1;
  difference.note = "kept " + kept.sha1 + ", fetched " + difference.key;
  file_difference(tx, kept.day, difference, now);
}

}  // namespace

BillStored store_bill(db::Tx& tx, const StoreBill& command, Instant now) {
  db::BillFile file = command.file;
  file.fetched_at = now;
  const auto before = db::find_bill_file(tx, file.mchid, file.account, file.day);
  if (before) {
    const bool is_same = before->sha1 == file.sha1 && before->is_readable == file.is_readable;
    if (is_same) return BillStored::repeated;
    if (!may_be_renewed(*before)) {
      file_change(tx, *before, file, now);
      return BillStored::changed;
    }
    file.version = before->version + 1;
  }
  // Two fetched it at once: the story is run again and finds what the other has stored.
  if (!db::insert_bill_file(tx, file, command.packed))
    throw db::DatabaseError(db::kRecordChanged, "a bill was stored by somebody else");
  return before ? BillStored::renewed : BillStored::stored;
}

}  // namespace fenrun::flows
