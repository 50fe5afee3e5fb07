#include "flows/ledger/walk_sheet.hpp"

#include <stdexcept>

namespace fenrun::flows {
namespace {

// Nothing: it follows.
const char* what_is_wrong(const SheetWalk& walk, const db::JournalTxn& txn) {
  if (txn.number != walk.number + 1) return "is missing";
  if (txn.hash_previous != walk.hash) return "does not carry the hash of the one before";
  if (db::hash_of(txn) != txn.hash) return "was changed";
  if (after(walk.balance, txn.postings) != txn.after)
    return "left a balance that its postings do not explain";
  if (!is_within_bounds(txn.after)) return "left a balance below zero";
  if (txn.at < walk.at) return "is older than the one before";
  for (const Posting& posting : txn.postings) {
    if (!is_legal(txn.kind, posting.debit(), posting.credit())) return "has a posting that is not legal";
  }
  return nullptr;
}

void take_step(SheetWalk& walk, const db::JournalTxn& txn) {
  walk.number = txn.number;
  walk.hash = txn.hash;
  walk.balance = txn.after;
  walk.at = txn.at;
  for (const Posting& posting : txn.postings) {
    walk.moved[posting.debit()] += posting.amount().value;
    walk.moved[posting.credit()] -= posting.amount().value;
  }
}

LedgerFault fault_after(const SheetWalk& walk, std::string what) {
  return {walk.sheet, walk.number + 1, std::move(what)};
}

}  // namespace

SheetWalk begin_walk(db::Tx& tx, SheetId sheet, std::int64_t number) {
  SheetWalk walk;
  walk.sheet = sheet;
  if (number == 0) return walk;
  for (const db::JournalTxn& txn : db::read_journal(tx, sheet, number - 1, 1)) {
    if (txn.number == number) take_step(walk, txn);
  }
  walk.moved.clear();
  return walk;
}

std::optional<LedgerFault> step_on(SheetWalk& walk, const db::JournalTxn& txn) {
  if (const char* wrong = what_is_wrong(walk, txn)) return fault_after(walk, wrong);
  take_step(walk, txn);
  return std::nullopt;
}

WalkStep walk_on(db::Tx& tx, SheetWalk& walk, int limit) {
  std::vector<db::JournalTxn> txns;
  try {
    txns = db::read_journal(tx, walk.sheet, walk.number, limit);
  } catch (const std::logic_error& error) {
    // A word that no program of ours ever wrote. One by one, to say which.
    if (limit == 1) return {0, fault_after(walk, error.what())};
    return walk_on(tx, walk, 1);
  }
  WalkStep step;
  for (const db::JournalTxn& txn : txns) {
    if (auto fault = step_on(walk, txn)) return {step.movements, std::move(fault)};
    ++step.movements;
  }
  return step;
}

}  // namespace fenrun::flows
