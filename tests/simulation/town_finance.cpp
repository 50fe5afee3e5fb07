// What finance decide, and what those do who mean us harm.
#include "flows/payout/blow_payout_fuse.hpp"
#include "flows/payout/resolve_payout.hpp"
#include "flows/withdrawal/resolve_withdrawal.hpp"
#include "tests/simulation/plant.hpp"
#include "tests/simulation/town.hpp"
#include "tests/simulation/town_story.hpp"

namespace fenrun::simulation {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr std::int64_t kTopUp = 100'000;
constexpr int kApprovalsTried = 40;

bool is_undecided(WithdrawalState state) {
  return state == WithdrawalState::requested || state == WithdrawalState::review ||
         state == WithdrawalState::approved_1;
}

}  // namespace

// What was sent back because its approvals did not fit is put right before it is judged anew: nobody could
// tell from the row itself.
void Town::mend_rows() {
  house_.rows.begin({});
  for (const auto& [id, asked] : house_.witness.asked_for) {
    const WithdrawalRow& row = *house_.rows.withdrawals.find(id);
    if (!is_undecided(row.withdrawal.state) || row.withdrawal.amounts.net == asked.net) continue;
    WithdrawalRow mended = row;
    mended.withdrawal.amounts.net = asked.net;
    house_.rows.withdrawals.put(id, mended);
  }
  house_.rows.commit();
}

void Town::finance_looks() {
  mend_rows();
  std::vector<Withdrawal> all;
  for (const auto& [id, row] : house_.rows.withdrawals.all()) {
    if (is_open(row.withdrawal.state)) all.push_back(row.withdrawal);
  }
  for (const Withdrawal& withdrawal : all) decide_on(withdrawal);
  if (house_.rows.the_fuse().is_blown) close_fuse();
  if (house_.rows.breaker.find(1)->is_open) house_.wechat.top_up(kTopUp, house_.now);
  const milliseconds wait = house_.is_calm ? minutes{10} : house_.dice.wait(minutes{15}, minutes{90});
  house_.after(wait, [this] { finance_looks(); });
}

void Town::decide_on(const Withdrawal& withdrawal) {
  const Payout* const newest = house_.rows.newest_payout_of(withdrawal.id);
  if (withdrawal.state == WithdrawalState::paying && newest != nullptr)
    return settle_stuck(withdrawal, *newest);
  if (!is_undecided(withdrawal.state)) return;
  // The first of two approvals lapses before the second comes.
  if (house_.strikes(FaultKind::people_dawdle, 900)) return;
  const flows::JudgeWithdrawal judged{withdrawal.public_id, somebody(), "because"};
  const std::int64_t draw = house_.is_calm ? 999 : house_.dice.below(1000);
  if (draw < 40) {
    const auto done = try_story([&](db::Tx& tx) { return flows::reject_withdrawal(tx, judged, house_.now); });
    return note("finance", done && *done ? "rejects" : "cannot_reject", withdrawal.public_id);
  }
  if (draw < 80) {
    const auto done = try_story([&](db::Tx& tx) { return flows::review_withdrawal(tx, judged, house_.now); });
    return note("finance", done && *done ? "reviews" : "cannot_review", withdrawal.public_id);
  }
  approve(withdrawal);
}

void Town::approve(const Withdrawal& withdrawal) {
  const flows::ApproveWithdrawal command{withdrawal.public_id, withdrawal.version, somebody()};
  const auto done = try_story([&](db::Tx& tx) {
    return flows::approve_withdrawal(tx, house_.rules, house_.keys, command, house_.now);
  });
  if (done && !*done) ++refused_;
  note("finance", done && *done ? "approves" : "cannot_approve", withdrawal.public_id);
  if (house_.is_calm && done && !*done) give_up_on(withdrawal);
  // Before the worker has seen it.
  if (house_.plan.has(FaultKind::row_tampered)) house_.after(milliseconds{0}, [this] { tamper(); });
}

// Whoever sent it for review does not approve it; where all but one have, nobody is left for the second
// approval, and after some hours of that it is turned down.
void Town::give_up_on(const Withdrawal& withdrawal) {
  if (++unapproved_[withdrawal.public_id] < kApprovalsTried) return;
  const flows::JudgeWithdrawal judged{withdrawal.public_id, somebody(), "nobody may approve it"};
  const auto done = try_story([&](db::Tx& tx) { return flows::reject_withdrawal(tx, judged, house_.now); });
  note("finance", done && *done ? "turns_down" : "cannot_turn_down", withdrawal.public_id);
}

// A transfer that failed for our reason is tried again or given back; the impatient try it earlier, too.
void Town::settle_stuck(const Withdrawal& withdrawal, const Payout& payout) {
  const bool is_impatient = !house_.is_calm && house_.dice.permille(30);
  if (is_terminal(payout.state) || is_impatient) {
    const flows::JudgeWithdrawal judged{withdrawal.public_id, somebody(), "because"};
    const bool reissues = !house_.is_calm && house_.dice.permille(500);
    const auto done = try_story([&](db::Tx& tx) {
      return reissues ? flows::reissue_withdrawal(tx, judged, house_.now)
                      : flows::return_withdrawal(tx, judged, house_.now);
    });
    if (done && !*done) ++refused_;
    return note("finance", reissues ? "reissues" : "returns", done && *done ? payout.number : "refused");
  }
  const bool is_stopped =
      !house_.is_calm && house_.plan.has(FaultKind::cancel_race) && house_.dice.permille(30);
  if (payout.needs_human || is_stopped) resolve(withdrawal, payout);
}

// With honest evidence: what WeChat has paid is closed as paid, everything else is called off.
void Town::resolve(const Withdrawal& withdrawal, const Payout& payout) {
  const auto* const transfer = house_.wechat.find(payout.number);
  const bool is_paid = transfer != nullptr && transfer->state == emulator::pay::TransferState::success;
  // There is nothing to call off at WeChat. After a month the bill shows that it was never paid.
  if (payout.human_reason == kHumanLost && !is_paid) return note("finance", "waits_for_bills", payout.number);
  const auto action = is_paid ? ResolutionAction::close_paid : ResolutionAction::cancel;
  const flows::ProposeResolution proposed{fresh_id(), withdrawal.public_id, action, "bill-line-1", "as seen",
                                          StaffId{1}};
  const auto made =
      try_story([&](db::Tx& tx) { return flows::propose_resolution(tx, proposed, house_.now); });
  if (!made || !*made) return note("finance", "cannot_resolve", payout.number);
  const flows::ConfirmResolution confirmed{proposed.public_id, StaffId{2}, {}, ""};
  const auto done = try_story(
      [&](db::Tx& tx) { return flows::confirm_resolution(tx, house_.keys, confirmed, house_.now); });
  if (!done) {
    try_story([&](db::Tx& tx) {
      return flows::refuse_resolution(tx, {proposed.public_id, StaffId{1}}, house_.now);
    });
  }
  note("finance", "resolves", payout.number + " " + std::string(to_word(action)));
}

void Town::close_fuse() {
  for (const StaffId staff : {StaffId{1}, StaffId{2}}) {
    try_story([&](db::Tx& tx) { return flows::close_payout_fuse(tx, staff, house_.now); });
  }
  note("finance", "closes_fuse", house_.rows.the_fuse().is_blown ? "not yet" : "closed");
}

// Signed by WeChat's key and not true, which only a leak of that key or a defect of WeChat's can make. A
// success that did not happen is not among them: it is believed, and found by the reconciliation of the next
// morning.
void Town::tell_lies() {
  if (house_.is_calm) return;
  const auto& numbers = house_.wechat.book().numbers();
  if (!numbers.empty()) {
    const auto& number =
        numbers[static_cast<std::size_t>(house_.dice.below(static_cast<std::int64_t>(numbers.size())))];
    const auto& transfer = *house_.wechat.find(number);
    db::TransferNotice notice{number,
                              transfer.transfer_bill_no,
                              std::string(kMchid),
                              ChannelState::fail,
                              Fen{transfer.order.amount},
                              house_.sealer.blind_index("openid", transfer.order.openid),
                              "ACCOUNT_FROZEN",
                              house_.now};
    if (house_.strikes(FaultKind::notice_lies, 600)) {
      ++house_.witness.fuse_causes;
      note("somebody", "lies", number);
      bring(notice, milliseconds{10});
    }
    if (house_.strikes(FaultKind::notice_foreign, 400)) {
      ++house_.witness.fuse_causes;
      notice.state = ChannelState::success;
      ++notice.amount.value;
      note("somebody", "tells_of_another", number);
      bring(notice, milliseconds{10});
    }
  }
  house_.after(house_.dice.wait(minutes{10}, hours{3}), [this] { tell_lies(); });
}

// Writes another amount into a row that everybody has approved, or into the bytes that are to be sent.
void Town::tamper() {
  if (house_.is_calm) return;
  house_.rows.begin({});
  for (const auto& [id, row] : house_.rows.withdrawals.all()) {
    if (row.withdrawal.state != WithdrawalState::approved || !house_.strikes(FaultKind::row_tampered, 300))
      continue;
    WithdrawalRow changed = row;
    changed.withdrawal.amounts.net.value += 1;
    house_.rows.withdrawals.put(id, changed);
    ++house_.witness.fuse_causes;
    note("somebody", "writes", row.withdrawal.public_id);
    break;
  }
  for (const auto& [number, row] : house_.rows.authorizations.all()) {
    if (!carries_transfers(row) || !house_.strikes(FaultKind::row_tampered, 200)) continue;
    ConfirmFree changed = row;
    changed.number = house_.rows.authorizations.all().begin()->first;
    if (changed.number == number) continue;
    house_.rows.authorizations.put(number, changed);
    ++house_.witness.fuse_causes;
    note("somebody", "writes", number);
    break;
  }
  for (const auto& [id, row] : house_.rows.payouts.all()) {
    const bool is_waiting = row.payout.state == PayoutState::created ||
                            row.payout.state == PayoutState::unknown ||
                            row.payout.state == PayoutState::parked_funds;
    if (!is_waiting || !house_.strikes(FaultKind::row_tampered, 300)) continue;
    PayoutRow changed = row;
    db::PayoutBody& body =
        row.payout.route != PayoutRoute::confirmed ? changed.bodies.direct.value() : changed.bodies.confirmed;
    Letter letter = letter_in(row.payout.number, body.sealed);
    letter.openid = openid_of(house_.plan.dealers + 1);
    letter.authorization.clear();
    body.sealed = body_of(letter);
    house_.rows.payouts.put(id, changed);
    ++house_.witness.fuse_causes;
    note("somebody", "writes", row.payout.number);
    break;
  }
  house_.rows.commit();
}

void Town::tamper_now_and_then() {
  tamper();
  house_.after(house_.dice.wait(minutes{1}, hours{2}), [this] { tamper_now_and_then(); });
}

void Town::calm_down() {
  house_.is_calm = true;
  house_.rows.locks = nullptr;
  house_.wechat.calm_down();
  house_.wechat.top_up(0, house_.now);
  house_.rows.begin({});
  for (std::int64_t id = 1; id <= house_.plan.dealers; ++id) {
    Dealer dealer = *house_.rows.dealers.find(id);
    dealer.state = DealerState::active;
    house_.rows.dealers.put(id, dealer);
  }
  house_.rows.commit();
  note("all", "faults_stop");
}

}  // namespace fenrun::simulation
