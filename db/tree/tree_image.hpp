// A whole tree as plain arrays, built from rows of the table before anybody reads it.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "db/tree/tree_cells.hpp"

namespace fenrun::db {

// The rows are no tree: a parent that does not exist, or a cycle.
class TreeBroken : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

class TreeImage {
 public:
  TreeImage() : parent(1), tier(1) {}

  // A later row for the same dealer replaces an earlier one. Throws std::length_error beyond kTreeNodesMax.
  void put(TreeNode dealer, TreeNode parent_of_dealer, std::uint16_t tier_of_dealer);
  // Fills first_child, next_sibling and team_size. Throws TreeBroken.
  void link();

  [[nodiscard]] TreeNode size() const { return static_cast<TreeNode>(parent.size()); }

  // Indexed by node, as in TreeChunk.
  std::vector<std::uint32_t> parent;
  std::vector<std::uint16_t> tier;
  std::vector<TreeNode> first_child;
  std::vector<TreeNode> next_sibling;
  std::vector<std::uint32_t> team_size;

 private:
  void link_children();
  void count_teams();
};

}  // namespace fenrun::db
