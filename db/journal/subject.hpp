// What movements are about: the money of each commission and of each withdrawal.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/ledger/plan_movement.hpp"

namespace fenrun::db {

struct CommissionRow {
  CommissionMoney money;
  std::optional<Instant> matures_at;
  Instant created_at;
};

using Commissions = std::map<std::string, CommissionRow>;  // by reference
using Withdrawals = std::map<std::string, WithdrawalMoney>;

// Locked in the order of their references, before any sheet: a release and a clawback of one commission
// cannot pass each other.
Commissions lock_commissions(Tx& tx, const std::set<std::string>& references);
Withdrawals lock_withdrawals(Tx& tx, const std::set<std::string>& references);

std::optional<CommissionRow> find_commission(Tx& tx, const std::string& reference);
// Without locks, for pages.
Commissions find_commissions(Tx& tx, const std::set<std::string>& references);

// Throw DatabaseError kRecordChanged, which runs the story again, when somebody else made one of them
// meanwhile.
void insert_commissions(Tx& tx, const Commissions& commissions);
void insert_withdrawals(Tx& tx, const Withdrawals& withdrawals);
// The caller holds their locks.
void update_commissions(Tx& tx, const Commissions& commissions);
void update_withdrawals(Tx& tx, const Withdrawals& withdrawals);

// When commissions may be released: it becomes known with the receipt of the goods, and may be put off while
// they are pending.
void set_maturity(Tx& tx, const std::set<std::string>& references, std::optional<Instant> matures_at);

// Due and unlocked, oldest first; locked until the end of the transaction. Two claims at once get different
// ones.
Commissions claim_due_commissions(Tx& tx, Instant now, int limit);

}  // namespace fenrun::db
