#include "db/dealer/gate.hpp"

#include <vector>

namespace fenrun::db {

void insert_gate(Tx& tx, DealerId dealer) {
  tx.execute_one("INSERT INTO dealer_gate (dealer_id, is_open) VALUES (?, 1)", {dealer});
}

void hold_gates(Tx& tx, const std::set<DealerId>& dealers) {
  const std::vector<Param> params(dealers.begin(), dealers.end());
  tx.all_of("SELECT dealer_id FROM dealer_gate WHERE dealer_id IN (", "?", params, ") LOCK IN SHARE MODE");
}

void lock_gate(Tx& tx, DealerId dealer) {
  tx.one("SELECT dealer_id FROM dealer_gate WHERE dealer_id = ? FOR UPDATE", {dealer});
}

void close_gate(Tx& tx, DealerId dealer) {
  tx.execute_one("UPDATE dealer_gate SET is_open = 0 WHERE dealer_id = ?", {dealer});
}

}  // namespace fenrun::db
