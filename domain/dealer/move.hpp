// Moving dealers, each with its whole branch, below another dealer or the producer.
//
// The rules of a move:
// - A dealer's level is always its parent's level + 1, so the branch moves as one piece: the dealer takes the
// level below
//   its new parent and everybody under it shifts by the same number of levels. A move that would put anyone
//   below kLevelMax is refused.
// - The new parent must not be the dealer itself or stand anywhere in its branch: ancestry is walked to the
// root.
// - Parents that are suspended or have ended take nobody.
// - The moves of a bulk are judged in their order, each on the tree that those before it leave behind, and a
// dealer is
//   named at most once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "domain/dealer/dealer.hpp"
#include "domain/ids.hpp"

namespace fenrun {

inline constexpr std::size_t kMovesMax = 500;
// Dealers in the branches of one bulk: it bounds the transaction, which holds the tree for some seconds at
// this size.
inline constexpr std::size_t kMovedDealersMax = 20'000;

inline constexpr ErrorCode kMoveParentNotFound{ErrorKind::not_found, "move.parent_not_found", "新上级不存在",
                                               "There is no such new parent"};
inline constexpr ErrorCode kMoveTwice{ErrorKind::refused, "move.twice", "同一经销商在本批次中出现多次",
                                      "The dealer is named more than once"};
inline constexpr ErrorCode kMoveAlreadyThere{ErrorKind::refused, "move.already_there",
                                             "该经销商已在此上级之下",
                                             "The dealer stands below this parent already"};
inline constexpr ErrorCode kMoveCycle{ErrorKind::refused, "move.cycle", "不能移动到自己或自己的下级之下",
                                      "A dealer cannot be moved below itself or its own branch"};
inline constexpr ErrorCode kMoveClosesBindingCycle{
    ErrorKind::refused, "move.closes_binding_cycle",
    "新上级（或其上线）是该经销商团队的客户，移动后将形成循环",
    "The new parent, or someone above it, is a customer in the dealer's own team; the move would close a "
    "circle"};
inline constexpr ErrorCode kMoveParentSuspended{ErrorKind::refused, "move.parent_suspended",
                                                "新上级已被停用或终止",
                                                "The new parent is suspended or has ended"};
inline constexpr ErrorCode kMoveTooDeep{ErrorKind::refused, "move.too_deep", "移动后将超过三级",
                                        "The branch would reach below level 3"};
inline constexpr ErrorCode kMoveTooManyDealers{
    ErrorKind::refused, "move.too_many_dealers", "本批次涉及的经销商过多，请分批移动",
    "The branches hold too many dealers; move them in several bulks"};
inline constexpr ErrorCode kMovesCountInvalid{ErrorKind::invalid, "move.count_invalid",
                                              "每批次须为 1 至 500 条", "A bulk holds 1 to 500 moves"};
inline constexpr ErrorCode kMovesRefused{ErrorKind::refused, "move.refused",
                                         "本批次包含不可执行的移动，未作任何更改",
                                         "The bulk holds moves that cannot be made; nothing was changed"};
inline constexpr ErrorCode kMovesStale{ErrorKind::conflict, "move.stale",
                                       "组织结构在预览后已变更，请重新预览",
                                       "The tree has changed since the preview; please preview again"};

// What a move needs to know of one dealer.
struct TreeNode {
  DealerId parent_id;
  int level = 0;
  bool is_active = true;
  std::int64_t version = 0;
};

// The part of the tree around some moves: the dealers moved with their whole branches, and the new parents
// with their ancestors. A dealer that is not in it does not exist.
class BranchMap {
 public:
  void add(DealerId id, const TreeNode& node);
  [[nodiscard]] const TreeNode* find(DealerId id) const;
  // Direct children, in id order when they were added so.
  [[nodiscard]] const std::vector<DealerId>& children(DealerId id) const;
  void reparent(DealerId id, DealerId new_parent);
  void set_level(DealerId id, int level);

 private:
  std::unordered_map<DealerId, TreeNode> nodes_;
  std::unordered_map<DealerId, std::vector<DealerId>> children_;
};

struct Move {
  std::optional<DealerId> dealer;      // nothing: the id given names no dealer
  std::optional<DealerId> new_parent;  // nothing: likewise; kProducer is a legal parent
};

struct MoveOutcome {
  DealerId dealer;
  DealerId from_parent;
  DealerId to_parent;
  int from_level = 0;
  int to_level = 0;
  std::size_t branch_size = 0;         // the dealer and everybody under it
  const ErrorCode* refusal = nullptr;  // nothing: the move can be made
};

// A dealer's new place.
struct PlaceChange {
  DealerId dealer;
  DealerId parent_id;
  int level = 0;

  friend bool operator==(const PlaceChange&, const PlaceChange&) = default;
};

struct MovePlan {
  std::vector<MoveOutcome> rows;     // one for each move, in order
  std::vector<PlaceChange> changes;  // final places that differ from now, in id order
  std::string version;  // 16 hex digits over all that was looked at; equal plans have equal versions

  [[nodiscard]] bool can_be_made() const;
};

// Each row's refusal is the first of kDealerNotFound, kMoveParentNotFound, kMoveTwice, kMoveCycle,
// kMoveAlreadyThere, kMoveParentSuspended, kMoveTooDeep. Throws std::logic_error when the tree loaded is
// itself broken.
MovePlan plan_moves(BranchMap tree, std::span<const Move> moves);

// Refuses row `index` for a reason that the tree alone does not tell. The version changes with it.
void refuse_row(MovePlan& plan, std::size_t index, const ErrorCode& refusal);

// Whether the plan may be carried out by one who saw `seen_version`. Refuses with kMovesStale, then
// kMovesRefused (a FieldError for each refused row, "/moves/N").
Done decide_moves(const MovePlan& plan, const std::string& seen_version);

}  // namespace fenrun
