// Rows of `dealer`. Whoever changes parent, level or tier holds the tree lock (tree_change.hpp) first and
// locks dealer rows in id order after it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/dealer/dealer.hpp"
#include "domain/dealer/move.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

std::optional<Dealer> find_dealer(Tx& tx, DealerId id);
// Those that exist.
std::map<DealerId, Dealer> find_dealers(Tx& tx, const std::set<DealerId>& ids);
std::optional<Dealer> find_dealer_by_public_id(Tx& tx, std::string_view public_id);
std::optional<Dealer> find_dealer_of_consumer(Tx& tx, ConsumerId consumer);
// Those of the consumers who are dealers.
std::map<ConsumerId, DealerId> dealers_of_consumers(Tx& tx, const std::set<ConsumerId>& consumers);

// FOR UPDATE: two decisions about one dealer, or a decision and an invite of a dealer being suspended, come
// one after the other.
std::optional<Dealer> lock_dealer(Tx& tx, DealerId id);
std::optional<Dealer> lock_dealer_by_public_id(Tx& tx, std::string_view public_id);

// With its gate and its first standing (gate.hpp, standing.hpp). False when the consumer is a dealer already.
[[nodiscard]] bool insert_dealer(Tx& tx, const Dealer& dealer);

// Each counts the row's version up. A change of state or tier is a standing from `at` on (standing.hpp).
void update_dealer_state(Tx& tx, DealerId id, DealerState state, std::string_view suspended_reason,
                         Instant at);
void update_dealer_tier(Tx& tx, DealerId id, TierId tier, Instant at);
void update_dealer_place(Tx& tx, const PlaceChange& change);
// The person's account is deleted: kErasedDealerName stands in for the name.
void erase_dealer_name(Tx& tx, DealerId id);

// Direct children that have not ended.
std::int64_t count_children(Tx& tx, DealerId id);
// Direct children of many, at most 1,000, those that have ended too; who has none is left out.
std::map<DealerId, std::int64_t> count_children_of(Tx& tx, std::span<const DealerId> ids);

// At most `limit` of the dealers below `id`, at any depth, in id order.
std::vector<Dealer> descendants(Tx& tx, DealerId id, std::size_t limit);

// The dealers above it, parent first; nothing when there is no such dealer. One statement, hence one state of
// the tree.
std::optional<std::vector<DealerId>> upline_of(Tx& tx, DealerId id);
// The dealers among parent and grandparent.
std::vector<DealerId> upline_from(DealerId parent, DealerId grandparent);

struct DealerFilter {
  std::optional<DealerId> parent;  // kProducer lists level 1
  std::optional<int> level;
  std::optional<TierId> tier;
  std::optional<DealerState> state;
  std::string name_prefix;
};

// In id order, that is oldest first.
Page<Dealer> list_dealers(Tx& tx, const DealerFilter& filter, const PageRequest& page);

}  // namespace fenrun::db
