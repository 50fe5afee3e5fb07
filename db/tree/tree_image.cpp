#include "db/tree/tree_image.hpp"

#include <string>

namespace fenrun::db {

void TreeImage::put(TreeNode dealer, TreeNode parent_of_dealer, std::uint16_t tier_of_dealer) {
  if (dealer >= kTreeNodesMax) throw std::length_error("a dealer id is too large for the tree");
  if (dealer >= size()) {
    parent.resize(dealer + 1);
    tier.resize(dealer + 1);
  }
  parent[dealer] = parent_of_dealer + 1;
  tier[dealer] = tier_of_dealer;
}

void TreeImage::link() {
  link_children();
  count_teams();
}

void TreeImage::link_children() {
  first_child.assign(size(), 0);
  next_sibling.assign(size(), 0);
  for (TreeNode dealer = 1; dealer < size(); ++dealer) {
    if (parent[dealer] == 0) continue;
    const TreeNode up = parent[dealer] - 1;
    if (up >= size() || (up != kTreeTop && parent[up] == 0)) {
      throw TreeBroken("dealer " + std::to_string(dealer) + " has a parent that does not exist");
    }
    next_sibling[dealer] = first_child[up];
    first_child[up] = dealer;
  }
}

// From the leaves upwards: a node is counted into its parent once all its own children have been. A node that
// never becomes a leaf hangs on a cycle.
void TreeImage::count_teams() {
  team_size.assign(size(), 0);
  std::vector<std::uint32_t> children_left(size(), 0);
  std::vector<TreeNode> leaves;
  TreeNode dealers = 0;
  for (TreeNode dealer = 1; dealer < size(); ++dealer) {
    if (parent[dealer] == 0) continue;
    ++dealers;
    ++children_left[parent[dealer] - 1];
    if (first_child[dealer] == 0) leaves.push_back(dealer);
  }
  while (!leaves.empty()) {
    const TreeNode dealer = leaves.back();
    leaves.pop_back();
    const TreeNode up = parent[dealer] - 1;
    team_size[up] += team_size[dealer] + 1;
    if (--children_left[up] == 0 && up != kTreeTop) leaves.push_back(up);
  }
  if (team_size[kTreeTop] != dealers) throw TreeBroken("some dealers stand in a cycle");
}

}  // namespace fenrun::db
