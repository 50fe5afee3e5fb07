#include "db/dealer/tree_change.hpp"

#include <algorithm>
#include <stdexcept>

namespace fenrun::db {
namespace {

std::int64_t lock_sequence(Tx& tx, std::string_view name) {
  const auto row = tx.one("SELECT next_value FROM sequence_counter WHERE name = ? FOR UPDATE", {name});
  if (!row) throw std::logic_error("a sequence that the migrations write is missing");
  return row->integer(0);
}

}  // namespace

TreeLock lock_tree(Tx& tx, Instant now) {
  TreeLock lock{lock_sequence(tx, "tree_change"), now};
  const auto last = tx.one("SELECT seq, at FROM tree_change ORDER BY seq DESC LIMIT 1");
  if (!last) return lock;
  if (last->integer(0) >= lock.next_seq)
    throw std::logic_error("the stream of tree changes has passed its sequence");
  lock.at = std::max(now, last->time(1) + std::chrono::microseconds{1});
  return lock;
}

void hold_tree(Tx& tx) {
  tx.one("SELECT next_value FROM sequence_counter WHERE name = 'tree_change' LOCK IN SHARE MODE");
}

void append_tree_changes(Tx& tx, const TreeLock& lock, std::span<const TreeChange> changes) {
  std::vector<Param> values;
  values.reserve(changes.size() * 5);
  std::int64_t seq = lock.next_seq;
  for (const TreeChange& change : changes) {
    values.insert(values.end(), {seq++, change.dealer, change.parent_id, change.tier_id, lock.at});
  }
  if (values.empty()) return;
  tx.execute_rows("INSERT INTO tree_change (seq, dealer_id, parent_id, tier_id, at) VALUES", "(?,?,?,?,?)",
                  values);
  tx.execute_one("UPDATE sequence_counter SET next_value = ? WHERE name = 'tree_change'", {seq});
}

// Numbers and dates rise together, so what may go is a prefix of the stream. It is found without a lock and
// deleted by number: a condition on `at` would lock every row that it looks at.
std::uint64_t sweep_tree_changes(Tx& tx, Instant before, int limit) {
  const auto oldest = tx.all("SELECT seq, at FROM tree_change ORDER BY seq LIMIT ?", {limit + 1});
  std::int64_t last_to_go = 0;
  for (std::size_t i = 0; i + 1 < oldest.size() && oldest[i].time(1) < before; ++i) {
    last_to_go = oldest[i].integer(0);
  }
  if (last_to_go == 0) return 0;
  return tx.execute("DELETE FROM tree_change WHERE seq <= ?", {last_to_go});
}

DealerId take_dealer_id(Tx& tx) {
  const std::int64_t id = lock_sequence(tx, "dealer");
  tx.execute_one("UPDATE sequence_counter SET next_value = ? WHERE name = 'dealer'", {id + 1});
  return DealerId{id};
}

}  // namespace fenrun::db
