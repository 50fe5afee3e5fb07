// The supply tree of all dealers in this process's memory: uplines, teams and counts without asking a store.
//
// Thread-safe. Readers take no lock: a sequence counter tells them that a writer was at work, and they read
// again; a reader that keeps losing waits for the writer's lock. So every answer is the tree as it was at one
// instant. One write section covers a whole batch of changes, hence a moved branch is never seen half moved.
//
// The table is the truth (db/tree/tree_follower.hpp keeps this copy current). Money checks the upline it uses
// against the table in its own transaction.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "db/dealer/tree_change.hpp"
#include "db/tree/tree_cells.hpp"
#include "db/tree/tree_image.hpp"
#include "domain/ids.hpp"

namespace fenrun::db {

inline constexpr std::size_t kUplineMax = 3;
inline constexpr std::size_t kTreePageMax = 500;

struct Upline {
  std::array<DealerId, kUplineMax> ancestors;  // nearest first; not set above the first level
  TierId tier;                                 // of the dealer itself

  friend bool operator==(const Upline&, const Upline&) = default;
};

struct TeamMember {
  DealerId dealer;
  DealerId parent;
  TierId tier;
  std::uint32_t team_size = 0;  // everybody below

  friend bool operator==(const TeamMember&, const TeamMember&) = default;
};

class DealerTree {
 public:
  DealerTree() = default;
  DealerTree(const DealerTree&) = delete;
  DealerTree& operator=(const DealerTree&) = delete;

  // Nothing, false, 0 or an empty page for a dealer that does not exist.
  [[nodiscard]] std::optional<Upline> upline(DealerId dealer) const;
  [[nodiscard]] std::optional<TeamMember> member(DealerId dealer) const;
  // Whether `dealer` is `root` or stands anywhere below it; everybody stands below an unset root.
  [[nodiscard]] bool is_in_branch(DealerId dealer, DealerId root) const;
  [[nodiscard]] std::uint32_t dealers() const;
  // At least the highest id of any dealer; not set while there is none.
  [[nodiscard]] DealerId highest() const { return {std::int64_t{end_.load(std::memory_order_acquire)} - 1}; }

  // Direct children, newest id first, after `cursor` (the last dealer of the page before; not set: from the
  // start). An unset parent asks for the first level. At most `limit` and kTreePageMax.
  [[nodiscard]] std::vector<TeamMember> children(DealerId parent, DealerId cursor, std::size_t limit) const;
  // Everybody below `root`, each dealer before its own children, after `cursor`. Nothing when the cursor has
  // left the branch: the caller starts again.
  [[nodiscard]] std::optional<std::vector<TeamMember>> branch(DealerId root, DealerId cursor,
                                                              std::size_t limit) const;
  // Every dealer below `root`, without a page's limit; for the writer of the Redis copy.
  [[nodiscard]] std::vector<DealerId> everybody_below(DealerId root) const;

  // The last change of a dealer wins. False when the changes do not fit this tree (unknown parent, cycle);
  // nothing is changed then, and only replace() helps.
  [[nodiscard]] bool apply(std::span<const TreeChange> changes);
  // Takes over a linked image. Blocks readers for some milliseconds a million dealers.
  void replace(const TreeImage& image);

  // Dealers whose parent or tier differ from the image.
  [[nodiscard]] std::vector<DealerId> differences(const TreeImage& image) const;

 private:
  class WriteSection;
  template <class Read>
  auto consistent(Read read) const;

  [[nodiscard]] TeamMember member_at(TreeNode node) const;
  [[nodiscard]] bool is_below(TreeNode node, TreeNode root) const;
  [[nodiscard]] TreeNode first_after(TreeNode parent, TreeNode cursor) const;
  [[nodiscard]] TreeNode next_in_branch(TreeNode node, TreeNode root) const;

  using Changes = std::unordered_map<TreeNode, const TreeChange*>;
  [[nodiscard]] bool fits(const Changes& changes) const;
  void detach(TreeNode node);
  void attach(TreeNode node, TreeNode parent);
  // To the team size of `node` and of everybody above it.
  void add_to_teams(TreeNode node, std::uint32_t amount);

  TreeCells cells_;
  std::atomic<std::uint64_t> version_{0};  // odd while a writer is at work
  std::atomic<std::uint32_t> end_{1};      // one above the highest node
  mutable std::mutex writing_;
};

}  // namespace fenrun::db
