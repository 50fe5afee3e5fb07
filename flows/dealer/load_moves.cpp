#include "flows/dealer/load_moves.hpp"

#include <string>
#include <unordered_set>

#include "db/dealer/dealer.hpp"

namespace fenrun::flows {
namespace {

class Loader {
 public:
  explicit Loader(db::Tx& tx) : tx_(tx) {}

  // False when the branches hold too many dealers.
  [[nodiscard]] bool add(const MoveRequest& request) {
    Move move;
    const auto dealer = db::find_dealer_by_public_id(tx_, request.dealer_public_id);
    if (dealer) {
      move.dealer = dealer->id;
      if (!add_branch(*dealer)) return false;
    }
    move.new_parent = add_parent(request.new_parent_public_id);
    loaded_.moves.push_back(move);
    return true;
  }

  LoadedMoves take() { return std::move(loaded_); }

 private:
  bool add_branch(const Dealer& dealer) {
    if (!branches_.insert(dealer.id).second) return true;
    add_node(dealer);
    const std::size_t room = kMovedDealersMax - branch_dealers_;
    const auto below = db::descendants(tx_, dealer.id, room);
    branch_dealers_ += below.size() + 1;
    for (const Dealer& descendant : below) add_node(descendant);
    return branch_dealers_ <= kMovedDealersMax;
  }

  // The parent with its ancestors, up to the producer.
  std::optional<DealerId> add_parent(const std::string& public_id) {
    if (public_id.empty()) return kProducer;
    const auto parent = db::find_dealer_by_public_id(tx_, public_id);
    if (!parent) return std::nullopt;
    add_node(*parent);
    DealerId above = parent->parent_id;
    while (above != kProducer) {
      if (const TreeNode* loaded = loaded_.tree.find(above); loaded != nullptr) {
        above = loaded->parent_id;
        continue;
      }
      const auto ancestor = db::find_dealer(tx_, above);
      if (!ancestor) break;  // plan_moves() finds the tree broken
      add_node(*ancestor);
      above = ancestor->parent_id;
    }
    return parent->id;
  }

  void add_node(const Dealer& dealer) {
    loaded_.tree.add(dealer.id, {dealer.parent_id, dealer.level, dealer.is_active(), dealer.version});
    loaded_.tiers.emplace(dealer.id, dealer.tier_id);
  }

  db::Tx& tx_;
  LoadedMoves loaded_;
  std::unordered_set<DealerId> branches_;
  std::size_t branch_dealers_ = 0;
};

}  // namespace

Result<LoadedMoves> load_moves(db::Tx& tx, std::span<const MoveRequest> requests) {
  if (requests.empty() || requests.size() > kMovesMax) return kMovesCountInvalid;
  Loader loader(tx);
  for (const MoveRequest& request : requests) {
    if (!loader.add(request)) return kMoveTooManyDealers;
  }
  return loader.take();
}

}  // namespace fenrun::flows
