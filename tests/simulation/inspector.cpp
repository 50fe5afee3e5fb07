#include "tests/simulation/inspector.hpp"

#include <algorithm>
#include <type_traits>

#include "db/journal/journal.hpp"
#include "tests/simulation/plant.hpp"

namespace fenrun::simulation {
namespace {

using State = emulator::pay::TransferState;
using std::chrono::minutes;

constexpr std::size_t kCallsAMinuteMax = 12;
// Approvals are judged by a worker's clock, which may be wrong by this much.
constexpr minutes kClockSlack{7};

// After millions of steps all is well: `what` is words, or tells them when they are needed.
template <class What>
void demand(bool holds, const char* invariant, const What& what) {
  if (holds) return;
  if constexpr (std::is_invocable_v<const What&>) {
    throw Violation(invariant, what());
  } else {
    throw Violation(invariant, what);
  }
}

bool is_closed_unpaid(const emulator::pay::Transfer* transfer) {
  return transfer != nullptr && (transfer->state == State::fail || transfer->state == State::cancelled);
}

bool is_paid(const emulator::pay::Transfer* transfer) {
  return transfer != nullptr && transfer->state == State::success;
}

bool is_ended_unpaid(WithdrawalState state) { return !is_open(state) && state != WithdrawalState::paid; }

std::int64_t sum_on(const Posting& posting, Account account) {
  if (posting.debit() == account) return posting.amount().value;
  return posting.credit() == account ? -posting.amount().value : 0;
}

}  // namespace

void Inspector::see_claim(const flows::ClaimedPayout& claimed, bool was_fuse_blown, bool was_breaker_open) {
  const Payout& payout = claimed.payout;
  const auto held = house_.witness.in_hand.find(payout.id.value);
  const bool is_free = held == house_.witness.in_hand.end() || held->second.first < house_.now;
  demand(is_free, "one_hand",
         [&] { return payout.number + " was claimed while another worker had it in hand"; });
  house_.witness.in_hand[payout.id.value] = {house_.now + kPayoutLease, payout.fence};
  if (claimed.step != PayoutStep::post) return;
  demand(!was_fuse_blown, "fuse_holds",
         [&] { return payout.number + " is about to be sent under a blown fuse"; });
  if (payout.posts == 1) check_approvals(payout, house_.now);
  // What was sent before the funds were short is no probe.
  const bool is_probe = was_breaker_open && payout.posts == 1;
  if (!is_probe) return;
  const auto& last = house_.witness.last_probe;
  if (last && !house_.plan.has(FaultKind::clock_leaps)) {
    demand(house_.now - *last >= kFundsProbe, "one_probe",
           [&] { return payout.number + " is a second probe for funds"; });
  }
  house_.witness.last_probe = house_.now;
}

// I8: of as many different people as its amount and its dealer's newness want, none of whom edited it.
void Inspector::check_approvals(const Payout& payout, Instant now) {
  const Withdrawal& withdrawal = house_.rows.withdrawals.find(payout.withdrawal.value)->withdrawal;
  const Dealer& dealer = *house_.rows.dealers.find(withdrawal.dealer.value);
  const bool is_fresh = withdrawal.requested_at - dealer.joined_at <= std::chrono::days{7} + kClockSlack;
  const bool is_known = withdrawal.requested_at - dealer.joined_at > std::chrono::days{7} - kClockSlack;
  int needed = is_fresh && !is_known ? 2 : 1;
  if (payout.reissue > 0) needed = 2;
  int people = 0;
  for (const auto& [key, approval] : house_.rows.approvals.all()) {
    const bool counts = approval.withdrawal == withdrawal.id && approval.round == withdrawal.round &&
                        now - approval.at < std::chrono::hours{24} + kClockSlack &&
                        !house_.rows.editors.find({withdrawal.id.value, approval.staff.value});
    if (counts) ++people;
  }
  demand(people >= needed, "I8", [&] {
    return payout.number + " would be sent with " + std::to_string(people) + " approvals of " +
           std::to_string(needed);
  });
}

void Inspector::see_post(const flows::ClaimedPayout& claimed, const Letter& letter, Instant claimed_at) {
  const Payout& payout = claimed.payout;
  const auto* const attempt = house_.rows.attempts.find({payout.id.value, payout.fence});
  const bool is_written = attempt != nullptr && attempt->step == PayoutStep::post;
  demand(is_written, "I10", [&] { return letter.number + " leaves and no attempt is written down"; });
  demand(house_.now - claimed_at <= kSendWithin, "sent_in_time",
         [&] { return letter.number + " leaves long after its claim"; });
  const auto asked = house_.witness.asked_for.find(payout.withdrawal.value);
  demand(asked != house_.witness.asked_for.end(), "I8",
         [&] { return letter.number + " pays what nobody asked for"; });
  const bool is_right =
      letter.amount == asked->second.net.value &&
      house_.sealer.blind_index("openid", house_.wechat.payee_of(letter)) == asked->second.openid_index;
  demand(is_right, "I8",
         [&] { return letter.number + " is for another amount or payee than was asked for and approved"; });
  // The direct way has bytes of its own, and is never taken after the other.
  const bool is_direct = !letter.authorization.empty();
  const auto [known, is_first] =
      bodies_.try_emplace(letter.number + (is_direct ? " directly" : ""), body_of(letter));
  demand(is_first || known->second == body_of(letter), "I9",
         [&] { return letter.number + " leaves with another body"; });
  demand(!is_direct || !payout.is_cancel_wanted, "called_off",
         [&] { return letter.number + " leaves without a tap and is to be called off"; });
  demand(!is_direct || !bodies_.contains(letter.number), "I9",
         [&] { return letter.number + " leaves directly after its dealer was to be asked"; });
  const auto us = claimed_at.time_since_epoch().count();
  const auto last = house_.witness.last_post_at_us.find(letter.number);
  // What opens the page of a transfer that WeChat knows is asked for at once.
  const bool is_known = payout.state == PayoutState::await_user;
  if (last != house_.witness.last_post_at_us.end() && !is_known && !house_.plan.has(FaultKind::clock_leaps)) {
    const std::chrono::microseconds pause(us - last->second);
    demand(pause >= kResendPauseMin, "post_pause",
           [&] { return letter.number + " is sent again within a minute"; });
  }
  house_.witness.last_post_at_us[letter.number] = us;
}

// I11: every other number of the withdrawal was closed before this one reached WeChat.
void Inspector::see_arrival(PayoutId id, const Letter& letter) {
  const std::int64_t withdrawal = house_.rows.payouts.find(id.value)->payout.withdrawal.value;
  // A repeat is the same payment to WeChat, however late it comes.
  if (house_.wechat.find(letter.number) != nullptr) return;
  for (const auto& [number, other] : house_.witness.withdrawal_of) {
    if (other != withdrawal || number == letter.number) continue;
    demand(is_closed_unpaid(house_.wechat.find(number)), "I11", [&, &number = number] {
      return letter.number + " arrives while " + number + " of the same withdrawal is not closed";
    });
  }
  house_.witness.withdrawal_of.emplace(letter.number, withdrawal);
}

void Inspector::see_call(const std::string& number) {
  auto& calls = house_.witness.calls[number];
  std::erase_if(calls, [&](Instant at) { return house_.now - at >= minutes{1}; });
  calls.push_back(house_.now);
  demand(calls.size() <= kCallsAMinuteMax, "no_hammering",
         [&] { return number + " is called about more than twelve times a minute"; });
}

void Inspector::see_record(PayoutId payout, std::int64_t fence, const Payout& before) {
  const Payout& after = house_.rows.payouts.find(payout.value)->payout;
  if (before.fence != fence) {
    demand(after == before, "stale_changes_nothing",
           [&] { return before.number + " was changed under an old fence"; });
    return;
  }
  const auto held = house_.witness.in_hand.find(payout.value);
  const bool is_mine = held != house_.witness.in_hand.end() && held->second.second == fence;
  if (is_mine) house_.witness.in_hand.erase(held);
}

// A record whose COMMIT was not answered may stand all the same: then the lease is over.
void Inspector::see_leases_end() {
  std::erase_if(house_.witness.in_hand, [&](const auto& held) {
    const PayoutRow& row = *house_.rows.payouts.find(held.first);
    return !row.lease_until && row.payout.fence == held.second.second;
  });
}

void Inspector::after_step() {
  see_leases_end();
  check_payouts();
  if (seen_version_ == house_.rows.version) return;
  seen_version_ = house_.rows.version;
  check_withdrawals();
  check_sheets();
  if (journal_seen_ != house_.rows.journal.all().size()) check_sums();
  check_messages();
  demand(!house_.rows.the_fuse().is_blown || house_.witness.fuse_causes > 0, "fuse_for_cause", [&] {
    return "the fuse is blown and nothing happened that blows it: " + house_.rows.the_fuse().reason;
  });
}

void Inspector::check_payouts() {
  for (const auto& [id, row] : house_.rows.payouts.all()) check_payout(row.payout);
  std::map<std::int64_t, int> paid;
  for (const auto& [number, withdrawal] : house_.witness.withdrawal_of) {
    if (!is_paid(house_.wechat.find(number))) continue;
    demand(++paid[withdrawal] == 1, "I6",
           [&number = number] { return "a withdrawal was paid twice, at last by " + number; });
  }
}

void Inspector::check_payout(const Payout& payout) {
  const auto [known, is_new] = last_states_.try_emplace(payout.id.value, payout.state);
  if (!is_new && known->second != payout.state) {
    const PayoutState from = known->second;
    demand(!is_terminal(from), "I12",
           [&] { return payout.number + " has left its end " + std::string(to_word(from)); });
    const bool may_fall = from == PayoutState::transferring && payout.state == PayoutState::await_user;
    demand(may_fall || rank_of(payout.state) >= rank_of(from), "I12",
           [&] { return payout.number + " went back"; });
    known->second = payout.state;
  }
  const auto* const transfer = house_.wechat.find(payout.number);
  if (payout.state == PayoutState::succeeded) {
    demand(is_paid(transfer), "I7",
           [&] { return payout.number + " is paid in our books and not at WeChat"; });
    demand(transfer->order.amount == payout.amount.value, "I7",
           [&] { return payout.number + " was paid otherwise"; });
  }
  const bool is_unpaid = payout.state == PayoutState::failed || payout.state == PayoutState::cancelled;
  if (is_unpaid)
    demand(is_closed_unpaid(transfer), "D4",
           [&] { return payout.number + " is closed here and not at WeChat"; });
  if (payout.state == PayoutState::voided) {
    demand(transfer == nullptr, "D4",
           [&] { return payout.number + " was taken back and is known to WeChat"; });
  }
}

void Inspector::check_withdrawals() {
  std::map<std::int64_t, int> open_of_dealer;
  std::set<std::pair<std::int64_t, std::string>> keys;
  for (const auto& [id, row] : house_.rows.withdrawals.all()) {
    const Withdrawal& one = row.withdrawal;
    house_.witness.asked_for.try_emplace(
        id, Witness::Approved{one.amounts.net, one.payee.openid_index, one.amounts.gross, one.dealer});
    demand(keys.emplace(one.dealer.value, row.request_key).second, "one_for_each_key",
           [&] { return one.public_id + " was asked for under a key that was used"; });
    if (is_open(one.state)) {
      demand(++open_of_dealer[one.dealer.value] == 1, "one_open", "a dealer has two withdrawals open");
    }
    const auto [known, is_new] = last_withdrawals_.try_emplace(id, one.state);
    demand(is_new || is_open(known->second) || known->second == one.state, "I12",
           [&] { return one.public_id + " has left its end"; });
    known->second = one.state;
  }
  std::map<std::int64_t, int> open_of_withdrawal;
  std::map<std::int64_t, int> succeeded;
  for (const auto& [id, row] : house_.rows.payouts.all()) {
    const std::int64_t of = row.payout.withdrawal.value;
    if (row.payout.state == PayoutState::succeeded) ++succeeded[of];
    if (is_terminal(row.payout.state)) continue;
    demand(++open_of_withdrawal[of] == 1, "I9", "a withdrawal has two transfers open");
  }
  for (const auto& [id, row] : house_.rows.withdrawals.all()) {
    const Withdrawal& one = row.withdrawal;
    demand((one.state == WithdrawalState::paid) == (succeeded[id] == 1), "I7",
           [&] { return one.public_id + " and its transfers disagree about whether it was paid"; });
    const bool is_over = is_ended_unpaid(one.state) && open_of_withdrawal[id] > 0;
    demand(!is_over, "returned_once",
           [&] { return one.public_id + " was given back while a transfer is open"; });
  }
}

// I4, I5, and what each dealer has by what they earned, were paid and are waiting for.
void Inspector::check_sheets() {
  std::map<std::int64_t, std::int64_t> held;
  std::map<std::int64_t, std::int64_t> gone;
  for (const auto& [id, row] : house_.rows.withdrawals.all()) {
    const auto& asked = house_.witness.asked_for.at(id);
    if (is_open(row.withdrawal.state)) held[asked.dealer.value] += asked.gross.value;
    if (row.withdrawal.state == WithdrawalState::paid) gone[asked.dealer.value] += asked.gross.value;
  }
  for (const auto& [dealer, earned] : house_.witness.earned) {
    const auto* const sheet = house_.rows.sheets.find(sheet_of(DealerId{dealer}).value);
    if (sheet == nullptr) continue;
    const std::string who = "dealer " + std::to_string(dealer);
    demand(is_within_bounds(sheet->balance), "I4", [&] { return who + " has an account below zero"; });
    demand(sheet->balance.held.value == held[dealer], "I5",
           [&] { return who + " has another sum held than open withdrawals"; });
    demand(sheet->balance.available.value == earned.value - held[dealer] - gone[dealer], "I3",
           [&] { return who + " has another sum available than was earned and not withdrawn"; });
  }
}

// A message is written by the transaction that ends the withdrawal, and by no other.
void Inspector::check_messages() {
  const auto& written = house_.rows.dealer_messages;
  for (const auto& [id, row] : house_.rows.withdrawals.all()) {
    const Withdrawal& one = row.withdrawal;
    const auto news = message_about(one.state);
    for (const DealerMessageKind kind : {DealerMessageKind::paid, DealerMessageKind::failed}) {
      const Instant* const at = written.find({id, kind});
      demand((at != nullptr) == (news == kind), "told", [&] {
        return one.public_id + " is " + std::string(to_word(one.state)) + " and its dealer is told otherwise";
      });
      demand(at == nullptr || *at == one.state_at, "told",
             [&] { return one.public_id + " ended at another time than its message was written"; });
    }
  }
}

// I1 to I3: sheet by sheet the postings add up to the balance, and what is in flight to the open transfers
// that WeChat has locked the money of.
void Inspector::check_sums() {
  journal_seen_ = house_.rows.journal.all().size();
  std::map<SheetId, Balance> balances;
  std::int64_t in_flight = 0;
  for (const auto& [key, txn] : house_.rows.journal.all()) {
    Balance& balance = balances[txn.sheet];
    for (const Posting& posting : txn.postings) {
      balance = after(balance, posting);
      in_flight += sum_on(posting, Account::in_flight);
    }
  }
  for (const auto& [id, balance] : balances) {
    demand(house_.rows.sheets.find(id.value)->balance == balance, "I3",
           "a sheet is not what its postings add up to");
  }
  std::int64_t locked = 0;
  for (const auto& [id, row] : house_.rows.payouts.all()) {
    if (row.payout.is_locked && row.payout.state != PayoutState::succeeded) locked += row.payout.amount.value;
  }
  demand(in_flight == locked, "I21", [&] {
    return std::to_string(in_flight) + " fen are in flight in the journal and " + std::to_string(locked) +
           " by the transfers";
  });
}

// I18: the chain of every sheet.
void Inspector::check_journal() {
  std::map<std::pair<SheetId, std::int64_t>, const db::JournalTxn*> by_place;
  for (const auto& [key, txn] : house_.rows.journal.all())
    by_place.emplace(std::pair(txn.sheet, txn.number), &txn);
  std::map<SheetId, std::string> heads;
  for (const auto& [place, txn] : by_place) {
    const auto [head, is_first] = heads.try_emplace(place.first, std::string(32, '\0'));
    const bool is_chained = txn->hash_previous == head->second && db::hash_of(*txn) == txn->hash;
    demand(is_chained, "I18", "the chain of a sheet is broken");
    head->second = txn->hash;
  }
}

// I7, I20, I21: nothing is under way but what waits for people, and WeChat's books are ours.
void Inspector::at_rest() {
  check_journal();
  std::int64_t with_people = 0;
  for (const auto& [id, row] : house_.rows.payouts.all()) {
    if (is_terminal(row.payout.state)) continue;
    demand(row.payout.needs_human, "I20", [&row = row] {
      return row.payout.number + " is still " + std::string(to_word(row.payout.state));
    });
    ++with_people;
  }
  for (const auto& [id, row] : house_.rows.withdrawals.all()) {
    const Withdrawal& one = row.withdrawal;
    const Payout* const newest = house_.rows.newest_payout_of(one.id);
    const bool is_with_people = newest != nullptr && newest->needs_human;
    demand(!is_open(one.state) || is_with_people, "I20",
           [&] { return one.public_id + " is still " + std::string(to_word(one.state)); });
  }
  std::int64_t paid = 0;
  for (const auto& [number, transfer] : house_.wechat.book().all()) {
    if (transfer.state == State::success) paid += transfer.order.amount;
  }
  std::int64_t settled = 0;
  for (const auto& [key, txn] : house_.rows.journal.all()) {
    if (txn.kind == MovementKind::settle) settled += txn.amount.value;
  }
  demand(settled <= paid && (settled == paid || with_people > 0), "I7", [&] {
    return "WeChat has paid " + std::to_string(paid) + " fen and our books say " + std::to_string(settled);
  });
}

}  // namespace fenrun::simulation
