#include "flows/reconciliation/file_difference.hpp"

#include <cstdlib>
#include <stdexcept>

#include "db/reconciliation/difference.hpp"
#include "flows/ledger/post.hpp"
#include "flows/payout/blow_payout_fuse.hpp"

namespace fenrun::flows {
namespace {

constexpr std::string_view kReconciler = "reconciliation";

void suspend(db::Tx& tx, const Difference& found, Instant now) {
  if (found.unbooked.value == 0) return;
  const auto kind = found.unbooked.value > 0 ? MovementKind::fund_in : MovementKind::fund_out;
  const auto posted =
      post(tx, Movement{kind, found.key, DealerId{}, Fen{std::abs(found.unbooked.value)}, {}}, now);
  if (!posted)
    throw std::logic_error("the ledger refuses a line of a bill: " + std::string(posted.error().code()));
}

void alarm(db::Tx& tx, BillDay day, const Difference& found, Instant now) {
  blow_payout_fuse(
      tx, kReconciler,
      "bill of " + bill_day_text(day) + ": " + std::string(to_word(found.kind)) + " " + found.key, now);
}

void reopen(FiledDifference& difference) {
  difference.state = DifferenceState::open;
  difference.explanation = FundExplanation::none;
  difference.reason.clear();
  difference.proposed_by = StaffId{};
  difference.proposed_at.reset();
  difference.closed_by = StaffId{};
  difference.closed_at.reset();
}

}  // namespace

void file_difference(db::Tx& tx, BillDay day, const Difference& found, Instant now) {
  FiledDifference filed;
  filed.day = day;
  filed.found = found;
  filed.found_at = now;
  if (!db::insert_difference(tx, filed)) return;
  suspend(tx, found, now);
  if (stops_payouts(found)) alarm(tx, day, found, now);
}

void refile_difference(db::Tx& tx, const FiledDifference& filed, const Difference* found, Instant now) {
  FiledDifference after = filed;
  if (found == nullptr) {
    const bool stays = !is_open(filed.state) || filed.found.unbooked.value != 0;
    if (stays) return;
    after.state = DifferenceState::gone;
  } else {
    const bool is_as_explained = *found == filed.found && filed.state != DifferenceState::gone;
    if (is_as_explained) return;
    after.found = *found;
    reopen(after);
    if (stops_payouts(*found)) alarm(tx, filed.day, *found, now);
  }
  db::save_difference(tx, after);
}

}  // namespace fenrun::flows
