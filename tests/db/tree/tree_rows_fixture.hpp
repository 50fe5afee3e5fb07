// Writes dealers and the change stream as the stories do.
#pragma once

#include "db/dealer/tree_change.hpp"
#include "db/tree/dealer_tree.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::testing {

class TreeRowsTest : public DatabaseTest {
 protected:
  using Changes = std::vector<db::TreeChange>;

  static db::TreeChange place(std::int64_t dealer, std::int64_t parent, std::int64_t tier = 1) {
    return {{dealer}, {parent}, {tier}};
  }

  void SetUp() override {
    DatabaseTest::SetUp();
    database().run([](db::Tx& tx) -> Result<int> {
      tx.execute("DELETE FROM sequence_counter WHERE name = 'tree_change'");
      tx.execute("INSERT INTO sequence_counter (name, next_value) VALUES ('tree_change', 1)");
      tx.execute("UPDATE sequence_counter SET next_value = 1 WHERE name = 'dealer'");
      return 0;
    });
  }

  // One transaction: rows and stream.
  static void write(const Changes& changes) {
    database().run([&](db::Tx& tx) -> Result<int> {
      write_rows(tx, changes);
      db::append_tree_changes(tx, db::lock_tree(tx, kNow), changes);
      return 0;
    });
  }

  // Rows without a word in the stream: what a faulty program or a careless hand would do.
  static void write_behind_the_stream(const Changes& changes) {
    database().run([&](db::Tx& tx) -> Result<int> {
      write_rows(tx, changes);
      return 0;
    });
  }

  static void delete_changes_up_to(std::int64_t seq) {
    database().run([&](db::Tx& tx) -> Result<int> {
      tx.execute("DELETE FROM tree_change WHERE seq <= ?", {seq});
      return 0;
    });
  }

 private:
  static constexpr Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};

  static void write_rows(db::Tx& tx, const Changes& changes) {
    for (const auto& change : changes) {
      tx.execute("UPDATE sequence_counter SET next_value = GREATEST(next_value, ?) WHERE name = 'dealer'",
                 {change.dealer.value + 1});
      const std::int64_t level = change.parent_id.is_set() ? 2 : 1;
      const bool is_new = tx.insert_new(
          "INSERT INTO dealer (id, public_id, consumer_id, parent_id, sponsor_id, level, tier_id, name, "
          "state, joined_at) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, 'name', 'active', ?)",
          {change.dealer.value, public_id(change.dealer.value), change.dealer.value, change.parent_id.value,
           change.parent_id.value, level, change.tier_id.value, kNow});
      if (is_new) continue;
      tx.execute("UPDATE dealer SET parent_id = ?, level = ?, tier_id = ? WHERE id = ?",
                 {change.parent_id.value, level, change.tier_id.value, change.dealer.value});
    }
  }

  static std::string public_id(std::int64_t dealer) {
    const std::string digits = std::to_string(dealer);
    return std::string(26 - digits.size(), '0') + digits;
  }
};

}  // namespace fenrun::testing
