#include "domain/ledger/plan_movement.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace fenrun {
namespace {

using Postings = std::vector<Posting>;

// Appends a posting of as much of `left` as `room` covers, and takes it off both.
void pour(Postings& postings, Account debit, Account credit, Fen& left, Fen room) {
  const Fen poured{std::min(left.value, std::max<std::int64_t>(room.value, 0))};
  if (poured.value == 0) return;
  postings.emplace_back(debit, credit, poured);
  left.value -= poured.value;
}

// Money of `from` becomes the dealer's to spend: debts first.
Postings make_available(Account from, Fen amount, const Balance& balance) {
  Postings postings;
  pour(postings, from, Account::owed, amount, balance.owed);
  pour(postings, from, Account::available, amount, amount);
  return postings;
}

// Undisputed money first, then what is frozen of this very commission, and a debt for the rest. Of other
// money no more is taken than the undisputed part: what is frozen and what is taken back never exceed what
// was earned.
Postings take_back(const CommissionMoney& commission, Fen amount, const Balance& balance) {
  Postings postings;
  const Fen free = commission.free();
  if (commission.is_released) {
    pour(postings, Account::available, Account::commission, amount, std::min(balance.available, free));
  } else {
    pour(postings, Account::pending, Account::commission, amount, free);
  }
  pour(postings, Account::disputed, Account::commission, amount, commission.frozen);
  pour(postings, Account::owed, Account::commission, amount, amount);
  return postings;
}

Fen poured_from(const Postings& postings, Account debit) {
  Fen sum;
  for (const Posting& posting : postings) {
    if (posting.debit() == debit) sum.value += posting.amount().value;
  }
  return sum;
}

PlannedMovement planned(Postings postings, SheetState state) {
  state.balance = after(state.balance, postings);
  return {std::move(postings), state};
}

Result<PlannedMovement> plan_accrue(const Movement& movement, SheetState state) {
  if (state.commission) return kCommissionMoneyExists;
  state.commission = CommissionMoney{movement.dealer, movement.amount, Fen{}, Fen{}, false};
  return planned({{Account::commission, Account::pending, movement.amount}}, state);
}

Result<PlannedMovement> plan_release(const Movement& movement, SheetState state) {
  if (state.commission->is_released) return kCommissionReleased;
  if (movement.amount != state.commission->free()) return kCommissionShort;
  state.commission->is_released = true;
  return planned(make_available(Account::pending, movement.amount, state.balance), state);
}

Result<PlannedMovement> plan_claw_back(const Movement& movement, SheetState state) {
  CommissionMoney& commission = *state.commission;
  if (movement.amount.value > commission.earned.value - commission.clawed_back.value) return kCommissionShort;
  Postings postings = take_back(commission, movement.amount, state.balance);
  commission.clawed_back.value += movement.amount.value;
  commission.frozen.value -= poured_from(postings, Account::disputed).value;
  return planned(std::move(postings), state);
}

// Frozen money of a commission that is still pending comes out of pending and goes back there.
Result<PlannedMovement> plan_freeze(const Movement& movement, SheetState state) {
  CommissionMoney& commission = *state.commission;
  if (movement.amount > commission.free()) return kCommissionShort;
  if (commission.is_released && movement.amount > state.balance.available) return kAvailableShort;
  commission.frozen.value += movement.amount.value;
  const Account from = commission.is_released ? Account::available : Account::pending;
  return planned({{from, Account::disputed, movement.amount}}, state);
}

Result<PlannedMovement> plan_unfreeze(const Movement& movement, SheetState state) {
  CommissionMoney& commission = *state.commission;
  if (movement.amount > commission.frozen) return kCommissionShort;
  commission.frozen.value -= movement.amount.value;
  if (!commission.is_released) {
    return planned({{Account::disputed, Account::pending, movement.amount}}, state);
  }
  return planned(make_available(Account::disputed, movement.amount, state.balance), state);
}

Result<PlannedMovement> plan_forfeit(const Movement& movement, SheetState state) {
  CommissionMoney& commission = *state.commission;
  if (movement.amount > commission.frozen) return kCommissionShort;
  commission.frozen.value -= movement.amount.value;
  commission.clawed_back.value += movement.amount.value;
  return planned({{Account::disputed, Account::commission, movement.amount}}, state);
}

Result<PlannedMovement> plan_hold(const Movement& movement, SheetState state) {
  if (state.withdrawal) return kWithdrawalMoneyExists;
  if (movement.amount > state.balance.available) return kAvailableShort;
  state.withdrawal = WithdrawalMoney{movement.dealer, movement.amount, Fen{}};
  return planned({{Account::available, Account::held, movement.amount}}, state);
}

// A piece of what is held goes where `credit` says, or back to the dealer.
Result<PlannedMovement> plan_resolve(const Movement& movement, SheetState state,
                                     std::optional<Account> credit) {
  if (movement.amount > state.withdrawal->open()) return kWithdrawalShort;
  state.withdrawal->resolved.value += movement.amount.value;
  if (credit) return planned({{Account::held, *credit, movement.amount}}, state);
  return planned(make_available(Account::held, movement.amount, state.balance), state);
}

Result<PlannedMovement> plan_write_off(const Movement& movement, const SheetState& state) {
  if (movement.amount > state.balance.owed) return kOwedShort;
  return planned({{Account::bad_debt, Account::owed, movement.amount}}, state);
}

// Kinds with one legal posting that asks nothing of the balance.
PlannedMovement plan_plain(const Movement& movement, const SheetState& state) {
  const auto rows = legal_postings();
  const auto row =
      std::ranges::find_if(rows, [&](const LegalPosting& one) { return one.kind == movement.kind; });
  FENRUN_ASSERT(row != rows.end());
  return planned({{row->debit, row->credit, movement.amount}}, state);
}

Done check_subject(const Movement& movement, const SheetState& state) {
  const Subject subject = row_of(movement.kind).subject;
  const bool is_new = movement.kind == MovementKind::accrue || movement.kind == MovementKind::hold;
  if (state.commission && state.commission->dealer != movement.dealer) return kSubjectOfAnother;
  if (state.withdrawal && state.withdrawal->dealer != movement.dealer) return kSubjectOfAnother;
  if (is_new) return {};
  if (subject == Subject::commission && !state.commission) return kCommissionMoneyUnknown;
  if (subject == Subject::withdrawal && !state.withdrawal) return kWithdrawalMoneyUnknown;
  return {};
}

Result<PlannedMovement> plan_by_kind(const Movement& movement, const SheetState& before) {
  switch (movement.kind) {
    case MovementKind::accrue:
      return plan_accrue(movement, before);
    case MovementKind::release:
      return plan_release(movement, before);
    case MovementKind::claw_back:
      return plan_claw_back(movement, before);
    case MovementKind::freeze:
      return plan_freeze(movement, before);
    case MovementKind::unfreeze:
      return plan_unfreeze(movement, before);
    case MovementKind::forfeit:
      return plan_forfeit(movement, before);
    case MovementKind::hold:
      return plan_hold(movement, before);
    case MovementKind::return_hold:
      return plan_resolve(movement, before, std::nullopt);
    case MovementKind::settle:
      return plan_resolve(movement, before, Account::in_flight);
    case MovementKind::withhold_tax:
      return plan_resolve(movement, before, Account::tax);
    case MovementKind::keep_fee:
      return plan_resolve(movement, before, Account::fees);
    case MovementKind::pay_offline:
      return plan_resolve(movement, before, Account::bank);
    case MovementKind::write_off:
      return plan_write_off(movement, before);
    case MovementKind::lock:
    case MovementKind::unlock:
    case MovementKind::keep_unclaimed:
    case MovementKind::return_unclaimed:
    case MovementKind::fund_in:
    case MovementKind::fund_out:
    case MovementKind::explain_top_up:
    case MovementKind::explain_fee:
    case MovementKind::explain_payout:
      return plan_plain(movement, before);
  }
  FENRUN_UNREACHABLE("no such kind of movement");
}

bool is_legal(const Movement& movement, const PlannedMovement& plan) {
  return std::ranges::all_of(plan.postings, [&](const Posting& posting) {
    return is_legal(movement.kind, posting.debit(), posting.credit());
  });
}

}  // namespace

Result<PlannedMovement> plan_movement(const Movement& movement, const SheetState& before) {
  const Done subject = check_subject(movement, before);
  if (!subject) return subject.error();
  auto plan = plan_by_kind(movement, before);
  if (!plan) return plan;
  // The tables are the law: a plan that they do not know, or that overdraws, must not reach the books.
  FENRUN_ASSERT(is_legal(movement, *plan));
  FENRUN_ASSERT(is_within_bounds(plan->after.balance));
  return plan;
}

}  // namespace fenrun
