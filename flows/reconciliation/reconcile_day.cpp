#include "flows/reconciliation/reconcile_day.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/assert.hpp"
#include "db/reconciliation/bill_file.hpp"
#include "db/reconciliation/difference.hpp"
#include "db/reconciliation/our_entry.hpp"
#include "db/reconciliation/reconciliation_day.hpp"
#include "domain/order/refund.hpp"
#include "flows/reconciliation/file_difference.hpp"

namespace fenrun::flows {
namespace {

constexpr std::size_t kNumbersAtOnce = 1000;
constexpr std::size_t kNumbersHeld = 100'000;
constexpr std::size_t kOurNumberMax = 64;

bool may_be_ours(std::string_view number) {
  return !number.empty() && number.size() <= kOurNumberMax &&
         std::ranges::all_of(number, [](char c) { return c > ' ' && c < '\x7f'; });
}

// What our books hold of the day, and of the lines whatever their day.
class OurEntries {
 public:
  OurEntries(db::Tx& tx, BillKind account, BillDay day)
      : tx_(tx), account_(account), long_paid_(hours_of(day).from - std::chrono::days(1)) {
    const Period time = hours_of(day);
    const bool is_operation = account == BillKind::operation;
    const auto visit = [this](const OurEntry& entry) { add(entry); };
    is_operation ? db::visit_transfer_entries(tx, time, visit) : db::visit_order_entries(tx, time, visit);
  }

  // The rows that the lines name and the day does not have.
  void add_named_by(const BillLines& lines) {
    std::vector<std::string> unknown;
    lines([&](const BillLine& line) {
      if (line.kind == LineKind::fee || book_.find(line)) return;
      for (const std::string* number : {&line.voucher_number, &line.channel_number}) {
        if (may_be_ours(*number)) unknown.push_back(*number);
      }
      // What is in the bill beside is not always few.
      if (unknown.size() >= kNumbersHeld) look_up(unknown);
    });
    look_up(unknown);
  }

  [[nodiscard]] const OurBook& book() const { return book_; }

 private:
  void look_up(std::vector<std::string>& unknown) {
    std::ranges::sort(unknown);
    unknown.erase(std::unique(unknown.begin(), unknown.end()), unknown.end());
    for (std::size_t at = 0; at < unknown.size(); at += kNumbersAtOnce) {
      const std::span<const std::string> some =
          std::span(unknown).subspan(at, std::min(kNumbersAtOnce, unknown.size() - at));
      const bool is_operation = account_ == BillKind::operation;
      take(is_operation ? db::find_transfer_entries(tx_, some, long_paid_)
                        : db::find_order_entries(tx_, some));
    }
    unknown.clear();
  }
  void take(const std::vector<OurEntry>& found) {
    for (const OurEntry& entry : found) add(entry);
  }

  // The trade bill lists a refund when it is asked for, as it stands then, and says nothing later of one that
  // came to nothing.
  void add(OurEntry entry) {
    const bool is_refund = entry.flow.value < 0;
    const bool is_done = entry.state == to_text(RefundState::succeeded);
    if (account_ == BillKind::trade && is_refund && !is_done) entry.expected = Expected::either;
    book_.add(entry);
  }

  db::Tx& tx_;
  BillKind account_;
  Instant long_paid_;  // what we saw paid before then has no line on the day
  OurBook book_;
};

class DayMatcher {
 public:
  DayMatcher(db::Tx& tx, const ReconcileDay& command, BillDay day, Instant now)
      : tx_(tx), command_(command), day_(day), now_(now) {}

  [[nodiscard]] bool has_bills() const {
    return std::ranges::all_of(kBillKinds, [&](BillKind account) { return find(account, 0).has_value(); });
  }

  // Those that are there.
  void match_stored() {
    for (const BillKind account : kBillKinds) {
      if (find(account, 0)) match(account);
    }
  }

 private:
  [[nodiscard]] std::optional<db::BillFile> find(BillKind account, int offset) const {
    return db::find_bill_file(tx_, command_.mchid, account, day_ + std::chrono::days(offset));
  }

  // A file's lines, which are fetched and read anew each time they are gone through.
  [[nodiscard]] BillLines lines_of(const std::optional<db::BillFile>& file) const {
    if (!file || !file->is_readable || file->lines == 0) return [](const LineVisitor&) {};
    return [this, id = file->id, bill = file->account](const LineVisitor& visit) {
      db::BillContent content(tx_, id);
      command_.walk(
          bill, [&content] { return content.next(); }, visit);
    };
  }

  void match(BillKind account) {
    const auto file = find(account, 0);
    FENRUN_ASSERT(file);
    if (!file->is_readable) return file_broken(*file);
    const BillLines lines = lines_of(file);
    OurEntries ours(tx_, account, day_);
    ours.add_named_by(lines);
    const BillLines before = lines_of(find(account, -1));
    const BillLines after = lines_of(find(account, 1));
    const MatchedBill matched = match_bill({account, &ours.book(), lines, before, after});
    db::save_bill_figures(tx_, day_, account, matched.figures);
    file_all(account, matched.differences);
  }

  // What was found in a file before it stays as it is: nothing can be said about it.
  void file_broken(const db::BillFile& file) {
    Difference difference;
    difference.kind = DifferenceClass::bill_broken;
    difference.account = file.account;
    difference.key = difference.number = file.sha1;
    difference.note = file.problem;
    file_difference(tx_, day_, difference, now_);
  }

  void file_all(BillKind account, const std::vector<Difference>& differences) {
    using Key = std::tuple<DifferenceClass, std::string_view>;
    std::map<Key, const Difference*> found;
    for (const Difference& one : differences) found.emplace(Key(one.kind, one.key), &one);
    const auto filed = db::lock_differences(tx_, day_, account);
    for (const FiledDifference& one : filed) {
      if (one.found.kind == DifferenceClass::bill_changed) continue;
      const auto again = found.extract(Key(one.found.kind, one.found.key));
      refile_difference(tx_, one, again.empty() ? nullptr : again.mapped(), now_);
    }
    for (const auto& [key, difference] : found) file_difference(tx_, day_, *difference, now_);
  }

  db::Tx& tx_;
  const ReconcileDay& command_;
  const BillDay day_;
  const Instant now_;
};

void reconcile_day_before(db::Tx& tx, const ReconcileDay& command, Instant now) {
  const BillDay before = command.day - std::chrono::days(1);
  const auto day = db::lock_reconciliation_day(tx, before);
  if (!day || day->state == ReconciliationState::closed || !day->reconciled_at) return;
  if (db::count_open_differences(tx, before) == 0) return;
  DayMatcher(tx, command, before, now).match_stored();
}

}  // namespace

Result<ReconciliationDay> reconcile_day(db::Tx& tx, const ReconcileDay& command, Instant now) {
  (void)db::insert_reconciliation_day(tx, command.day, std::nullopt);
  auto day = db::lock_reconciliation_day(tx, command.day);
  FENRUN_ASSERT(day);
  if (day->state == ReconciliationState::closed) return kReconciliationClosed;
  DayMatcher matcher(tx, command, command.day, now);
  if (!matcher.has_bills()) return kReconciliationBillMissing;
  matcher.match_stored();
  reconcile_day_before(tx, command, now);
  day->reconciled_at = now;
  day->due_at.reset();
  db::save_reconciliation_day(tx, *day);
  return *db::find_reconciliation_day(tx, command.day);
}

void match_stored_bills(db::Tx& tx, const ReconcileDay& command, Instant now) {
  (void)db::insert_reconciliation_day(tx, command.day, std::nullopt);
  const auto day = db::lock_reconciliation_day(tx, command.day);
  FENRUN_ASSERT(day);
  if (day->state == ReconciliationState::open) DayMatcher(tx, command, command.day, now).match_stored();
}

}  // namespace fenrun::flows
