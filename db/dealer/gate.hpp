// Rows of `dealer_gate`: one for each dealer, for its lock alone. Whatever rests on a dealership that lasts
// (a binding, a code, a share of a sale) holds the gate in share mode until its story ends; ending the
// dealership locks it. So neither misses the other, and nobody waits for the dealer's own row, which
// withdrawals and moves keep to themselves.
#pragma once

#include <set>

#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"

namespace fenrun::db {

// Of dealers whom a server of an older version let join after the migration. The functions below call it
// where they miss one.
void make_missing_gates(Tx& tx, const std::set<DealerId>& dealers);
// For a dealer who has just joined.
void insert_gate(Tx& tx, DealerId dealer);

// Several stories may hold one at once. What is read of these dealers after it stays true in so far as the
// dealership does not end.
void hold_gates(Tx& tx, const std::set<DealerId>& dealers);

// Waits for all who hold it, and keeps everybody out until the story ends.
void lock_gate(Tx& tx, DealerId dealer);
// For good; the caller has it locked.
void close_gate(Tx& tx, DealerId dealer);

}  // namespace fenrun::db
