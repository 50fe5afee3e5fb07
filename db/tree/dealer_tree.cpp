#include "db/tree/dealer_tree.hpp"

#include <algorithm>

namespace fenrun::db {
namespace {

// A node between detach and attach: its chain upwards ends with itself.
constexpr std::uint32_t kDetached = ~std::uint32_t{0};
// Above any depth that the levels allow; a longer chain is a cycle, or a reader in the middle of a write.
constexpr int kDepthMax = 64;
constexpr int kTriesWithoutLock = 64;

TreeNode node_of(DealerId dealer) {
  const bool is_node = dealer.value >= 0 && dealer.value < std::int64_t{kTreeNodesMax};
  return is_node ? static_cast<TreeNode>(dealer.value) : kTreeNodesMax;
}

}  // namespace

// Between its birth and its end readers know that they must read again.
class DealerTree::WriteSection {
 public:
  explicit WriteSection(std::atomic<std::uint64_t>& version) : version_(version) {
    version_.store(version_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
  WriteSection(const WriteSection&) = delete;
  WriteSection& operator=(const WriteSection&) = delete;
  ~WriteSection() { version_.store(version_.load(std::memory_order_relaxed) + 1, std::memory_order_release); }

 private:
  std::atomic<std::uint64_t>& version_;
};

// `read` may see links in the middle of a change, so each of its loops has a bound of its own. No fence is
// needed: its loads acquire and the writer's stores release, so whoever saw a new cell also sees the odd
// version.
template <class Read>
auto DealerTree::consistent(Read read) const {
  for (int i = 0; i < kTriesWithoutLock; ++i) {
    const std::uint64_t before = version_.load(std::memory_order_acquire);
    if (before % 2 != 0) continue;
    auto result = read();
    if (version_.load(std::memory_order_relaxed) == before) return result;
  }
  const std::lock_guard lock(writing_);
  return read();
}

std::optional<Upline> DealerTree::upline(DealerId dealer) const {
  const TreeNode node = node_of(dealer);
  if (node == kTreeTop) return std::nullopt;
  return consistent([&]() -> std::optional<Upline> {
    std::uint32_t parent = cells_.get(&TreeChunk::parent, node);
    if (parent == 0) return std::nullopt;
    Upline found{{}, {cells_.get(&TreeChunk::tier, node)}};
    for (DealerId& ancestor : found.ancestors) {
      if (parent <= 1) break;
      ancestor.value = parent - 1;
      parent = cells_.get(&TreeChunk::parent, parent - 1);
    }
    return found;
  });
}

std::optional<TeamMember> DealerTree::member(DealerId dealer) const {
  const TreeNode node = node_of(dealer);
  return consistent([&]() -> std::optional<TeamMember> {
    if (cells_.get(&TreeChunk::parent, node) == 0) return std::nullopt;
    return member_at(node);
  });
}

bool DealerTree::is_in_branch(DealerId dealer, DealerId root) const {
  const TreeNode node = node_of(dealer);
  return consistent(
      [&] { return cells_.get(&TreeChunk::parent, node) != 0 && is_below(node, node_of(root)); });
}

std::uint32_t DealerTree::dealers() const {
  return consistent([&] { return cells_.get(&TreeChunk::team_size, kTreeTop); });
}

std::vector<TeamMember> DealerTree::children(DealerId parent, DealerId cursor, std::size_t limit) const {
  return consistent([&] {
    std::vector<TeamMember> page;
    TreeNode child = first_after(node_of(parent), node_of(cursor));
    for (; child != 0 && page.size() < std::min(limit, kTreePageMax);
         child = cells_.get(&TreeChunk::next_sibling, child)) {
      page.push_back(member_at(child));
    }
    return page;
  });
}

std::optional<std::vector<TeamMember>> DealerTree::branch(DealerId root, DealerId cursor,
                                                          std::size_t limit) const {
  const TreeNode top = node_of(root);
  return consistent([&]() -> std::optional<std::vector<TeamMember>> {
    std::vector<TeamMember> page;
    const TreeNode last = cursor.is_set() ? node_of(cursor) : top;
    if (!is_below(last, top)) return std::nullopt;
    for (TreeNode node = next_in_branch(last, top); node != 0 && page.size() < std::min(limit, kTreePageMax);
         node = next_in_branch(node, top)) {
      page.push_back(member_at(node));
    }
    return page;
  });
}

std::vector<DealerId> DealerTree::everybody_below(DealerId root) const {
  const TreeNode top = node_of(root);
  return consistent([&] {
    std::vector<DealerId> found;
    const std::size_t bound = cells_.get(&TreeChunk::team_size, top);
    for (TreeNode node = next_in_branch(top, top); node != 0 && found.size() < bound;
         node = next_in_branch(node, top)) {
      found.push_back({node});
    }
    return found;
  });
}

TeamMember DealerTree::member_at(TreeNode node) const {
  const std::int64_t parent = std::int64_t{cells_.get(&TreeChunk::parent, node)} - 1;
  return {{node}, {parent}, {cells_.get(&TreeChunk::tier, node)}, cells_.get(&TreeChunk::team_size, node)};
}

bool DealerTree::is_below(TreeNode node, TreeNode root) const {
  for (int depth = 0; depth <= kDepthMax; ++depth) {
    if (node == root) return true;
    const std::uint32_t parent = cells_.get(&TreeChunk::parent, node);
    if (parent == 0 || parent == kDetached) return false;
    node = parent - 1;
  }
  return false;
}

// The child that follows `cursor` in descending order, whether or not the cursor is still a child.
TreeNode DealerTree::first_after(TreeNode parent, TreeNode cursor) const {
  if (cursor == 0) return cells_.get(&TreeChunk::first_child, parent);
  if (cells_.get(&TreeChunk::parent, cursor) == parent + 1)
    return cells_.get(&TreeChunk::next_sibling, cursor);
  TreeNode child = cells_.get(&TreeChunk::first_child, parent);
  for (std::uint32_t step = end_.load(std::memory_order_acquire); child >= cursor && step > 0; --step) {
    child = cells_.get(&TreeChunk::next_sibling, child);
  }
  return child;
}

// The node after `node` in the order parent before children; 0 at the end of the branch.
TreeNode DealerTree::next_in_branch(TreeNode node, TreeNode root) const {
  if (const TreeNode child = cells_.get(&TreeChunk::first_child, node)) return child;
  for (int depth = 0; depth <= kDepthMax && node != root; ++depth) {
    if (const TreeNode sibling = cells_.get(&TreeChunk::next_sibling, node)) return sibling;
    const std::uint32_t parent = cells_.get(&TreeChunk::parent, node);
    if (parent <= 1 || parent == kDetached) return 0;
    node = parent - 1;
  }
  return 0;
}

// All that change are taken out first and put in afterwards: the changes of one transaction may pass through
// a cycle when they are taken one by one (a parent that becomes the child of its own child).
bool DealerTree::apply(std::span<const TreeChange> changes) {
  Changes last;
  for (const TreeChange& change : changes) last[node_of(change.dealer)] = &change;
  const std::lock_guard lock(writing_);
  if (!fits(last)) return false;
  const WriteSection section(version_);
  std::vector<TreeNode> moved;
  for (const auto& [dealer, change] : last) {
    cells_.set(&TreeChunk::tier, dealer, static_cast<std::uint16_t>(change->tier_id.value));
    if (cells_.get(&TreeChunk::parent, dealer) == node_of(change->parent_id) + 1) continue;
    detach(dealer);
    moved.push_back(dealer);
  }
  for (const TreeNode dealer : moved) attach(dealer, node_of(last.at(dealer)->parent_id));
  return true;
}

// Whether everybody who changes still hangs below the producer once all changes are made.
bool DealerTree::fits(const Changes& changes) const {
  const auto parent_after = [&](TreeNode node) {
    const auto change = changes.find(node);
    return change == changes.end() ? cells_.get(&TreeChunk::parent, node)
                                   : node_of(change->second->parent_id) + 1;
  };
  const auto reaches_top = [&](TreeNode node) {
    for (int depth = 0; depth <= kDepthMax && node != kTreeTop; ++depth) {
      const std::uint32_t parent = parent_after(node);
      if (parent == 0) return false;
      node = parent - 1;
    }
    return node == kTreeTop;
  };
  return std::ranges::all_of(changes, [&](const auto& change) {
    return change.first != kTreeTop && change.first < kTreeNodesMax && reaches_top(change.first);
  });
}

void DealerTree::detach(TreeNode node) {
  const std::uint32_t parent = cells_.get(&TreeChunk::parent, node);
  cells_.set(&TreeChunk::parent, node, kDetached);
  if (parent == 0) {
    end_.store(std::max(end_.load(std::memory_order_relaxed), node + 1), std::memory_order_release);
    return;
  }
  const TreeNode up = parent - 1;
  const TreeNode after = cells_.get(&TreeChunk::next_sibling, node);
  TreeNode before = cells_.get(&TreeChunk::first_child, up);
  if (before == node) {
    cells_.set(&TreeChunk::first_child, up, after);
  } else {
    while (cells_.get(&TreeChunk::next_sibling, before) != node)
      before = cells_.get(&TreeChunk::next_sibling, before);
    cells_.set(&TreeChunk::next_sibling, before, after);
  }
  // Unsigned arithmetic: adding the negative takes away.
  add_to_teams(up, 0U - (cells_.get(&TreeChunk::team_size, node) + 1));
}

void DealerTree::attach(TreeNode node, TreeNode parent) {
  TreeNode before = 0;
  TreeNode after = cells_.get(&TreeChunk::first_child, parent);
  while (after > node) {
    before = after;
    after = cells_.get(&TreeChunk::next_sibling, after);
  }
  cells_.set(&TreeChunk::next_sibling, node, after);
  if (before == 0) {
    cells_.set(&TreeChunk::first_child, parent, node);
  } else {
    cells_.set(&TreeChunk::next_sibling, before, node);
  }
  cells_.set(&TreeChunk::parent, node, parent + 1);
  add_to_teams(parent, cells_.get(&TreeChunk::team_size, node) + 1);
}

void DealerTree::add_to_teams(TreeNode node, std::uint32_t amount) {
  while (true) {
    cells_.set(&TreeChunk::team_size, node, cells_.get(&TreeChunk::team_size, node) + amount);
    if (node == kTreeTop) return;
    const std::uint32_t parent = cells_.get(&TreeChunk::parent, node);
    if (parent == kDetached) return;  // the rest follows when this one is attached
    node = parent - 1;
  }
}

void DealerTree::replace(const TreeImage& image) {
  const std::lock_guard lock(writing_);
  const WriteSection section(version_);
  const TreeNode end = std::max(end_.load(std::memory_order_relaxed), image.size());
  const auto at = [&](const auto& column, TreeNode node) { return node < image.size() ? column[node] : 0; };
  for (TreeNode node = 0; node < end; ++node) {
    cells_.set(&TreeChunk::parent, node, std::uint32_t{at(image.parent, node)});
    cells_.set(&TreeChunk::first_child, node, TreeNode{at(image.first_child, node)});
    cells_.set(&TreeChunk::next_sibling, node, TreeNode{at(image.next_sibling, node)});
    cells_.set(&TreeChunk::team_size, node, std::uint32_t{at(image.team_size, node)});
    cells_.set(&TreeChunk::tier, node, static_cast<std::uint16_t>(at(image.tier, node)));
  }
  end_.store(image.size(), std::memory_order_release);
}

std::vector<DealerId> DealerTree::differences(const TreeImage& image) const {
  return consistent([&] {
    std::vector<DealerId> found;
    const TreeNode end = std::max(end_.load(std::memory_order_acquire), image.size());
    for (TreeNode node = 1; node < end; ++node) {
      const std::uint32_t parent = node < image.size() ? image.parent[node] : 0;
      const std::uint16_t tier = node < image.size() ? image.tier[node] : std::uint16_t{0};
      const bool is_same =
          cells_.get(&TreeChunk::parent, node) == parent && cells_.get(&TreeChunk::tier, node) == tier;
      if (!is_same) found.push_back({node});
    }
    return found;
  });
}

}  // namespace fenrun::db
