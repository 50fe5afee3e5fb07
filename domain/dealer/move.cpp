#include "domain/dealer/move.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <unordered_set>

#include "base/assert.hpp"
#include "domain/dealer/plan_version.hpp"

namespace fenrun {
namespace {

// Whether `id` is `ancestor` or stands below it. The walk ends after kLevelMax steps in any tree that is
// sound.
bool is_in_branch_of(const BranchMap& tree, DealerId id, DealerId ancestor) {
  for (int step = 0; step <= kLevelMax; ++step) {
    if (id == ancestor) return true;
    if (id == kProducer) return false;
    const TreeNode* node = tree.find(id);
    if (node == nullptr) throw std::logic_error("the dealer tree was loaded with an ancestor missing");
    id = node->parent_id;
  }
  throw std::logic_error("the dealer tree is deeper than its highest level");
}

// The dealer and everybody below it, parents before children.
std::vector<DealerId> branch_of(const BranchMap& tree, DealerId dealer) {
  std::vector<DealerId> branch{dealer};
  for (std::size_t i = 0; i < branch.size(); ++i) {
    const auto& children = tree.children(branch[i]);
    branch.insert(branch.end(), children.begin(), children.end());
  }
  return branch;
}

int deepest_level(const BranchMap& tree, const std::vector<DealerId>& branch) {
  int deepest = 0;
  for (const DealerId id : branch) deepest = std::max(deepest, tree.find(id)->level);
  return deepest;
}

class Planner {
 public:
  explicit Planner(BranchMap tree) : tree_(std::move(tree)) {}

  MoveOutcome judge(const Move& move) {
    MoveOutcome outcome;
    if (!move.dealer) return refuse(outcome, kDealerNotFound);
    outcome.dealer = *move.dealer;
    const TreeNode* dealer = tree_.find(*move.dealer);
    if (dealer == nullptr) return refuse(outcome, kDealerNotFound);
    outcome.from_parent = dealer->parent_id;
    outcome.from_level = dealer->level;
    if (!move.new_parent) return refuse(outcome, kMoveParentNotFound);
    outcome.to_parent = *move.new_parent;
    if (*move.new_parent != kProducer && tree_.find(*move.new_parent) == nullptr) {
      return refuse(outcome, kMoveParentNotFound);
    }
    if (!named_.insert(*move.dealer).second) return refuse(outcome, kMoveTwice);
    return judge_place(outcome);
  }

  // Places that differ from where the plan began, in id order.
  [[nodiscard]] std::vector<PlaceChange> changes() const {
    std::vector<PlaceChange> changes;
    for (const auto& [id, before] : before_) {
      const TreeNode& node = *tree_.find(id);
      const PlaceChange after{id, node.parent_id, node.level};
      if (after != before) changes.push_back(after);
    }
    return changes;
  }

 private:
  static MoveOutcome refuse(MoveOutcome outcome, const ErrorCode& code) {
    outcome.refusal = &code;
    return outcome;
  }

  MoveOutcome judge_place(MoveOutcome outcome) {
    const DealerId to = outcome.to_parent;
    if (to != kProducer && is_in_branch_of(tree_, to, outcome.dealer)) return refuse(outcome, kMoveCycle);
    if (to == outcome.from_parent) return refuse(outcome, kMoveAlreadyThere);
    if (to != kProducer && !tree_.find(to)->is_active) return refuse(outcome, kMoveParentSuspended);
    const auto branch = branch_of(tree_, outcome.dealer);
    outcome.branch_size = branch.size();
    outcome.to_level = to == kProducer ? 1 : tree_.find(to)->level + 1;
    const int shift = outcome.to_level - outcome.from_level;
    if (deepest_level(tree_, branch) + shift > kLevelMax) return refuse(outcome, kMoveTooDeep);
    carry_out(outcome, branch, shift);
    return outcome;
  }

  void carry_out(const MoveOutcome& outcome, const std::vector<DealerId>& branch, int shift) {
    for (const DealerId id : branch) {
      const TreeNode& node = *tree_.find(id);
      before_.try_emplace(id, PlaceChange{id, node.parent_id, node.level});
      tree_.set_level(id, node.level + shift);
    }
    tree_.reparent(outcome.dealer, outcome.to_parent);
  }

  BranchMap tree_;
  std::unordered_set<DealerId> named_;
  std::map<DealerId, PlaceChange> before_;
};

}  // namespace

void BranchMap::add(DealerId id, const TreeNode& node) {
  if (nodes_.emplace(id, node).second) children_[node.parent_id].push_back(id);
}

const TreeNode* BranchMap::find(DealerId id) const {
  const auto found = nodes_.find(id);
  return found == nodes_.end() ? nullptr : &found->second;
}

const std::vector<DealerId>& BranchMap::children(DealerId id) const {
  static const std::vector<DealerId> none;
  const auto found = children_.find(id);
  return found == children_.end() ? none : found->second;
}

void BranchMap::reparent(DealerId id, DealerId new_parent) {
  TreeNode& node = nodes_.at(id);
  std::erase(children_[node.parent_id], id);
  node.parent_id = new_parent;
  children_[new_parent].push_back(id);
}

void BranchMap::set_level(DealerId id, int level) { nodes_.at(id).level = level; }

bool MovePlan::can_be_made() const {
  return std::all_of(rows.begin(), rows.end(), [](const MoveOutcome& row) { return row.refusal == nullptr; });
}

MovePlan plan_moves(BranchMap tree, std::span<const Move> moves) {
  PlanVersion version;
  for (const Move& move : moves) version.add(tree, move);
  Planner planner(std::move(tree));
  MovePlan plan;
  plan.rows.reserve(moves.size());
  for (const Move& move : moves) plan.rows.push_back(planner.judge(move));
  plan.changes = planner.changes();
  for (const MoveOutcome& row : plan.rows) version.add(row);
  for (const PlaceChange& change : plan.changes) version.add(change);
  plan.version = version.text();
  return plan;
}

void refuse_row(MovePlan& plan, std::size_t index, const ErrorCode& refusal) {
  MoveOutcome& row = plan.rows.at(index);
  FENRUN_ASSERT(row.refusal == nullptr);
  row.refusal = &refusal;
  PlanVersion version;
  version.add(plan.version);
  version.add(row);
  plan.version = version.text();
}

Done decide_moves(const MovePlan& plan, const std::string& seen_version) {
  if (plan.version != seen_version) return kMovesStale;
  std::vector<FieldError> refused;
  for (std::size_t i = 0; i < plan.rows.size(); ++i) {
    const ErrorCode* refusal = plan.rows[i].refusal;
    if (refusal != nullptr) refused.push_back({"/moves/" + std::to_string(i), refusal->zh, refusal->en});
  }
  if (!refused.empty()) return Error(kMovesRefused, std::move(refused));
  return {};
}

}  // namespace fenrun
