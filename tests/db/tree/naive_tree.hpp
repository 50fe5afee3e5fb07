// The dealer tree as a map and loops: slow, obvious, and what the real one is compared with.
#pragma once

#include <algorithm>
#include <map>
#include <vector>

#include "db/tree/dealer_tree.hpp"

namespace fenrun::testing {

class NaiveTree {
 public:
  void set(std::int64_t dealer, std::int64_t parent, std::int64_t tier) { dealers_[dealer] = {parent, tier}; }
  void apply(const std::vector<db::TreeChange>& changes) {
    for (const auto& change : changes) set(change.dealer.value, change.parent_id.value, change.tier_id.value);
  }

  [[nodiscard]] std::size_t size() const { return dealers_.size(); }
  [[nodiscard]] std::int64_t parent(std::int64_t dealer) const { return dealers_.at(dealer).parent; }
  [[nodiscard]] std::int64_t tier(std::int64_t dealer) const { return dealers_.at(dealer).tier; }

  [[nodiscard]] bool is_below(std::int64_t dealer, std::int64_t root) const {
    while (dealer != root && dealer != 0) dealer = parent(dealer);
    return dealer == root;
  }

  [[nodiscard]] db::Upline upline(std::int64_t dealer) const {
    db::Upline found{{}, {tier(dealer)}};
    for (auto& ancestor : found.ancestors) {
      dealer = dealer == 0 ? 0 : parent(dealer);
      ancestor.value = dealer;
    }
    return found;
  }

  [[nodiscard]] db::TeamMember member(std::int64_t dealer) const {
    const auto below = std::ranges::count_if(
        dealers_, [&](const auto& each) { return each.first != dealer && is_below(each.first, dealer); });
    return {{dealer}, {parent(dealer)}, {tier(dealer)}, static_cast<std::uint32_t>(below)};
  }

  [[nodiscard]] std::vector<db::TeamMember> children(std::int64_t of) const {
    std::vector<db::TeamMember> found;
    for (auto each = dealers_.rbegin(); each != dealers_.rend(); ++each) {
      if (each->second.parent == of) found.push_back(member(each->first));
    }
    return found;
  }

  // Each dealer before its own children.
  [[nodiscard]] std::vector<db::TeamMember> branch(std::int64_t root) const {
    std::vector<db::TeamMember> found;
    for (const auto& child : children(root)) {
      found.push_back(child);
      std::ranges::copy(branch(child.dealer.value), std::back_inserter(found));
    }
    return found;
  }

 private:
  struct Place {
    std::int64_t parent;
    std::int64_t tier;
  };
  std::map<std::int64_t, Place> dealers_;
};

}  // namespace fenrun::testing
