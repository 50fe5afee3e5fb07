#include "db/dealer/gate.hpp"

#include <vector>

namespace fenrun::db {

void make_missing_gates(Tx& tx, const std::set<DealerId>& dealers) {
  const std::vector<Param> params(dealers.begin(), dealers.end());
  tx.execute_of(
      "INSERT IGNORE INTO dealer_gate (dealer_id, is_open) SELECT id, state <> 'ended' FROM dealer WHERE id "
      "IN (",
      {}, "?", params, ")");
}

void insert_gate(Tx& tx, DealerId dealer) {
  tx.execute_one("INSERT INTO dealer_gate (dealer_id, is_open) VALUES (?, 1)", {dealer});
}

// By the primary key only: a scan of a small table would wait for the gate of somebody else.
void hold_gates(Tx& tx, const std::set<DealerId>& dealers) {
  const std::vector<Param> params(dealers.begin(), dealers.end());
  const auto held = tx.all_of("SELECT dealer_id FROM dealer_gate FORCE INDEX (PRIMARY) WHERE dealer_id IN (",
                              "?", params, ") ORDER BY dealer_id LOCK IN SHARE MODE");
  if (held.size() == dealers.size()) return;
  make_missing_gates(tx, dealers);
  tx.all_of("SELECT dealer_id FROM dealer_gate FORCE INDEX (PRIMARY) WHERE dealer_id IN (", "?", params,
            ") ORDER BY dealer_id LOCK IN SHARE MODE");
}

void lock_gate(Tx& tx, DealerId dealer) {
  make_missing_gates(tx, {dealer});
  tx.one("SELECT dealer_id FROM dealer_gate WHERE dealer_id = ? FOR UPDATE", {dealer});
}

void close_gate(Tx& tx, DealerId dealer) {
  tx.execute_one("UPDATE dealer_gate SET is_open = 0 WHERE dealer_id = ?", {dealer});
}

}  // namespace fenrun::db
