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

WalkStep walk_page(db::Tx& tx, SheetWalk& walk, int limit) {
  WalkStep step;
  for (const db::JournalTxn& txn : db::read_journal(tx, walk.sheet, walk.number, limit)) {
    if (auto fault = step_on(walk, txn)) return {step.movements, std::move(fault)};
    ++step.movements;
  }
  return step;
}

// Up to the movement that cannot be read, to say which it is.
WalkStep walk_slowly(db::Tx& tx, SheetWalk& walk, int limit) {
  for (int movements = 0; movements < limit; ++movements) {
    WalkStep step;
    try {
      step = walk_page(tx, walk, 1);
    } catch (const std::logic_error& error) {
      return {movements, fault_after(walk, error.what())};
    }
    if (step.fault || step.movements == 0) return {movements, std::move(step.fault)};
  }
  return {limit, std::nullopt};
}

}  // namespace

std::optional<LedgerFault> begin_walk(db::Tx& tx, SheetWalk& walk, SheetId sheet, std::int64_t number) {
  walk = SheetWalk{};
  walk.sheet = sheet;
  if (number == 0) return std::nullopt;
  try {
    for (const db::JournalTxn& txn : db::read_journal(tx, sheet, number - 1, 1)) {
      if (txn.number == number) take_step(walk, txn);
    }
  } catch (const std::logic_error& error) {
    return LedgerFault{sheet, number, error.what()};
  }
  walk.moved.clear();
  if (walk.number != number) return LedgerFault{sheet, number, "is missing"};
  return std::nullopt;
}

std::optional<LedgerFault> step_on(SheetWalk& walk, const db::JournalTxn& txn) {
  if (const char* wrong = what_is_wrong(walk, txn)) return fault_after(walk, wrong);
  take_step(walk, txn);
  return std::nullopt;
}

// A word that no program of ours ever wrote breaks the reading of a page off before a step is made.
WalkStep walk_on(db::Tx& tx, SheetWalk& walk, int limit) {
  try {
    return walk_page(tx, walk, limit);
  } catch (const std::logic_error&) {
  }
  return walk_slowly(tx, walk, limit);
}

}  // namespace fenrun::flows
