#include "flows/ledger/post.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/assert.hpp"
#include "db/journal/journal.hpp"
#include "db/journal/sheet.hpp"
#include "db/journal/subject.hpp"
#include "domain/ledger/plan_movement.hpp"

namespace fenrun::flows {
namespace {

using MovementKey = std::pair<MovementKind, std::string>;

// Subjects that a movement has begun or changed.
struct Touched {
  std::set<std::string> begun;
  std::set<std::string> changed;

  void add(const std::string& reference, bool is_begun) {
    if (is_begun) {
      begun.insert(reference);
    } else if (!begun.contains(reference)) {
      changed.insert(reference);
    }
  }
};

// Everything that is locked, changed in memory as movement follows movement, and written at the end.
struct Books {
  std::map<SheetId, db::Sheet> sheets;
  db::Commissions commissions;
  db::Withdrawals withdrawals;
  std::map<MovementKey, db::JournalTxn> known;  // posted before

  std::vector<db::JournalTxn> entries;  // to be written
  std::set<SheetId> changed_sheets;
  Touched touched_commissions;
  Touched touched_withdrawals;
};

bool begins_its_subject(const Movement& movement) {
  return movement.kind == MovementKind::accrue || movement.kind == MovementKind::hold;
}

std::set<std::string> subjects(std::span<const Movement> movements, Subject wanted) {
  std::set<std::string> found;
  for (const Movement& movement : movements) {
    const bool is_wanted = row_of(movement.kind).subject == wanted && !begins_its_subject(movement);
    if (is_wanted) found.insert(movement.subject);
  }
  return found;
}

Books lock_books(db::Tx& tx, std::span<const Movement> movements) {
  Books books;
  std::set<SheetId> sheets;
  std::set<std::string> references;
  for (const Movement& movement : movements) {
    sheets.insert(sheet_of(movement));
    references.insert(movement.reference);
  }
  books.commissions = db::lock_commissions(tx, subjects(movements, Subject::commission));
  books.withdrawals = db::lock_withdrawals(tx, subjects(movements, Subject::withdrawal));
  for (db::Sheet& sheet : db::lock_sheets(tx, sheets)) books.sheets.emplace(sheet.id, std::move(sheet));
  // Asked after the locks: a repeat that waited for them sees what the first one wrote.
  for (db::JournalTxn& txn : db::find_by_reference(tx, references)) {
    MovementKey key{txn.kind, txn.reference};
    books.known.emplace(std::move(key), std::move(txn));
  }
  return books;
}

bool is_same(const db::JournalTxn& txn, const Movement& movement) {
  return txn.sheet == sheet_of(movement) && txn.amount == movement.amount && txn.subject == movement.subject;
}

SheetState state_of(const Books& books, const Movement& movement) {
  SheetState state;
  state.balance = books.sheets.at(sheet_of(movement)).balance;
  if (row_of(movement.kind).subject == Subject::commission) {
    const auto found = books.commissions.find(movement.subject);
    if (found != books.commissions.end()) state.commission = found->second.money;
  }
  if (row_of(movement.kind).subject == Subject::withdrawal) {
    const auto found = books.withdrawals.find(movement.subject);
    if (found != books.withdrawals.end()) state.withdrawal = found->second;
  }
  return state;
}

void keep_subject(Books& books, const Movement& movement, const SheetState& after, Instant at) {
  if (after.commission) {
    const db::CommissionRow fresh{*after.commission, movement.matures_at, at};
    const auto [row, is_new] = books.commissions.try_emplace(movement.subject, fresh);
    if (!is_new) row->second.money = *after.commission;
    books.touched_commissions.add(movement.subject, begins_its_subject(movement));
  }
  if (after.withdrawal) {
    books.withdrawals.insert_or_assign(movement.subject, *after.withdrawal);
    books.touched_withdrawals.add(movement.subject, begins_its_subject(movement));
  }
}

void turn_page(db::Sheet& sheet, const db::JournalTxn& entry) {
  sheet.number = entry.number;
  sheet.at = entry.at;
  sheet.hash = entry.hash;
  sheet.balance = entry.after;
  if (entry.after.owed.value == 0) {
    sheet.owed_since.reset();
  } else if (!sheet.owed_since) {
    sheet.owed_since = entry.at;
  }
}

void enter(Books& books, const Movement& movement, const PlannedMovement& plan, Instant now) {
  db::Sheet& sheet = books.sheets.at(sheet_of(movement));
  db::JournalTxn entry{sheet.id,
                       sheet.number + 1,
                       movement.kind,
                       movement.reference,
                       movement.subject,
                       movement.amount,
                       std::max(now, sheet.at),
                       plan.after.balance,
                       plan.postings,
                       sheet.hash,
                       {}};
  entry.hash = db::hash_of(entry);
  turn_page(sheet, entry);
  keep_subject(books, movement, plan.after, entry.at);
  books.changed_sheets.insert(sheet.id);
  books.known.emplace(MovementKey{movement.kind, movement.reference}, entry);
  books.entries.push_back(std::move(entry));
}

// Rows of `all` that `names` names.
template <class Rows>
Rows pick(const Rows& all, const std::set<std::string>& names) {
  Rows picked;
  for (const auto& [reference, row] : all) {
    if (names.contains(reference)) picked.emplace(reference, row);
  }
  return picked;
}

void record(db::Tx& tx, Books& books) {
  db::append_journal(tx, books.entries);
  db::insert_commissions(tx, pick(books.commissions, books.touched_commissions.begun));
  db::update_commissions(tx, pick(books.commissions, books.touched_commissions.changed));
  db::insert_withdrawals(tx, pick(books.withdrawals, books.touched_withdrawals.begun));
  db::update_withdrawals(tx, pick(books.withdrawals, books.touched_withdrawals.changed));
  std::vector<db::Sheet> sheets;
  for (const SheetId id : books.changed_sheets) sheets.push_back(books.sheets.at(id));
  db::save_sheets(tx, sheets);
}

}  // namespace

Result<Posted> post(db::Tx& tx, std::span<const Movement> movements, Instant now) {
  FENRUN_ASSERT(movements.size() <= kMovementsPerPostMax);
  for (const Movement& movement : movements) {
    const Done formed = check_movement(movement);
    if (!formed) return formed.error();
  }
  if (movements.empty()) return Posted{};
  Books books = lock_books(tx, movements);

  Posted outcome;
  for (const Movement& movement : movements) {
    const auto before = books.known.find({movement.kind, movement.reference});
    if (before != books.known.end()) {
      if (!is_same(before->second, movement)) return kMovementReused;
      ++outcome.already_posted;
      continue;
    }
    const auto plan = plan_movement(movement, state_of(books, movement));
    if (!plan) return plan.error();
    enter(books, movement, *plan, now);
    ++outcome.posted;
  }
  if (outcome.posted > 0) record(tx, books);
  return outcome;
}

Result<Posted> post(db::Tx& tx, const Movement& movement, Instant now) {
  return post(tx, std::span(&movement, 1), now);
}

Movement accrue(std::string commission, DealerId dealer, Fen amount, std::optional<Instant> matures_at) {
  return {MovementKind::accrue, commission, dealer, amount, commission, matures_at};
}

Movement claw_back(std::string reference, std::string commission, DealerId dealer, Fen amount) {
  return {MovementKind::claw_back, std::move(reference), dealer, amount, std::move(commission)};
}

Movement keep_unclaimed(std::string reference, Fen amount) {
  return {MovementKind::keep_unclaimed, std::move(reference), DealerId{}, amount, {}};
}

Movement return_unclaimed(std::string reference, Fen amount) {
  return {MovementKind::return_unclaimed, std::move(reference), DealerId{}, amount, {}};
}

Movement hold(std::string withdrawal, DealerId dealer, Fen amount) {
  return {MovementKind::hold, withdrawal, dealer, amount, withdrawal};
}

Movement return_hold(std::string reference, std::string withdrawal, DealerId dealer, Fen amount) {
  return {MovementKind::return_hold, std::move(reference), dealer, amount, std::move(withdrawal)};
}

Movement settle(std::string bill, std::string withdrawal, DealerId dealer, Fen amount) {
  return {MovementKind::settle, std::move(bill), dealer, amount, std::move(withdrawal)};
}

}  // namespace fenrun::flows
