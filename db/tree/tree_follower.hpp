// Keeps a DealerTree equal to the table: loads it, then applies the numbered changes. Not thread-safe (one
// owner); the tree may be read by anybody meanwhile.
#pragma once

#include <cstdint>
#include <vector>

#include "db/mysql/connection.hpp"
#include "db/tree/dealer_tree.hpp"
#include "db/tree/tree_rows.hpp"

namespace fenrun::db {

class TreeFollower {
 public:
  explicit TreeFollower(DealerTree& tree) : tree_(tree) {}

  // The number of the last change in the tree; -1 before the first load.
  [[nodiscard]] std::int64_t seq() const { return seq_; }

  struct Progress {
    std::vector<NumberedChange> changes;  // applied, in order
    bool is_reloaded = false;             // everything may have changed
  };

  // Loads the tree the first time; afterwards applies what the stream holds beyond seq(). The stream says by
  // a missing number that changes were lost to us (old ones are deleted in time), and the whole tree is read
  // again, as it is when a change does not fit. Throws what load_tree() throws and leaves the tree as it was.
  Progress catch_up(Connection& connection);

  // The next catch_up() reads the whole table.
  void forget() { seq_ = -1; }

  // Reads the table and names every dealer whose place or tier in the tree is wrong; empty is the answer of a
  // healthy system. Changes that the tree has yet to hear of do not count. Needs a loaded tree; corrects
  // nothing.
  std::vector<DealerId> verify(Connection& connection);

 private:
  void reload(Connection& connection);
  bool apply_page(const std::vector<NumberedChange>& page);

  DealerTree& tree_;
  std::int64_t seq_ = -1;
};

}  // namespace fenrun::db
