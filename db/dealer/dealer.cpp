#include "db/dealer/dealer.hpp"

#include <stdexcept>

#include "base/crypto/encoding.hpp"
#include "db/dealer/gate.hpp"
#include "db/dealer/standing.hpp"
#include "db/like.hpp"
#include "domain/dealer/ending.hpp"

#define DEALER_COLUMNS                                                                                 \
  "id, public_id, consumer_id, parent_id, sponsor_id, level, tier_id, name, state, suspended_reason, " \
  "joined_at, "                                                                                        \
  "version"

namespace fenrun::db {
namespace {

Dealer read_dealer(const Row& row) {
  Dealer dealer;
  dealer.id = row.id<DealerId>(0);
  dealer.public_id = row.text(1);
  dealer.consumer_id = row.id<ConsumerId>(2);
  dealer.parent_id = row.id<DealerId>(3);
  dealer.sponsor_id = row.id<DealerId>(4);
  dealer.level = static_cast<int>(row.integer(5));
  dealer.tier_id = row.id<TierId>(6);
  dealer.name = row.text(7);
  const auto state = dealer_state_from(row.text(8));
  if (!state) throw std::logic_error("dealer: unknown state");
  dealer.state = *state;
  dealer.suspended_reason = row.maybe_text(9).value_or("");
  dealer.joined_at = row.time(10);
  dealer.version = row.integer(11);
  return dealer;
}

std::optional<Dealer> read_maybe_dealer(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return read_dealer(*row);
}

std::vector<Dealer> read_all(const std::vector<Row>& rows) {
  std::vector<Dealer> dealers;
  dealers.reserve(rows.size());
  for (const Row& row : rows) dealers.push_back(read_dealer(row));
  return dealers;
}

std::optional<std::string_view> state_text(const std::optional<DealerState>& state) {
  if (!state) return std::nullopt;
  return to_text(*state);
}

}  // namespace

std::optional<Dealer> find_dealer(Tx& tx, DealerId id) {
  return read_maybe_dealer(tx.one("SELECT " DEALER_COLUMNS " FROM dealer WHERE id = ?", {id}));
}

std::map<DealerId, Dealer> find_dealers(Tx& tx, const std::set<DealerId>& ids) {
  const std::vector<Param> params(ids.begin(), ids.end());
  std::map<DealerId, Dealer> dealers;
  for (const Row& row : tx.all_of("SELECT " DEALER_COLUMNS " FROM dealer WHERE id IN (", "?", params, ")")) {
    Dealer dealer = read_dealer(row);
    dealers.emplace(dealer.id, std::move(dealer));
  }
  return dealers;
}

std::optional<Dealer> find_dealer_by_public_id(Tx& tx, std::string_view public_id) {
  if (!crypto::is_ulid(public_id)) return std::nullopt;
  return read_maybe_dealer(tx.one("SELECT " DEALER_COLUMNS " FROM dealer WHERE public_id = ?", {public_id}));
}

std::optional<Dealer> find_dealer_of_consumer(Tx& tx, ConsumerId consumer) {
  return read_maybe_dealer(tx.one("SELECT " DEALER_COLUMNS " FROM dealer WHERE consumer_id = ?", {consumer}));
}

std::map<ConsumerId, DealerId> dealers_of_consumers(Tx& tx, const std::set<ConsumerId>& consumers) {
  const std::vector<Param> params(consumers.begin(), consumers.end());
  std::map<ConsumerId, DealerId> dealers;
  for (const Row& row :
       tx.all_of("SELECT consumer_id, id FROM dealer WHERE consumer_id IN (", "?", params, ")")) {
    dealers.emplace(row.id<ConsumerId>(0), row.id<DealerId>(1));
  }
  return dealers;
}

std::optional<Dealer> lock_dealer(Tx& tx, DealerId id) {
  return read_maybe_dealer(tx.one("SELECT " DEALER_COLUMNS " FROM dealer WHERE id = ? FOR UPDATE", {id}));
}

std::optional<Dealer> lock_dealer_by_public_id(Tx& tx, std::string_view public_id) {
  if (!crypto::is_ulid(public_id)) return std::nullopt;
  return read_maybe_dealer(
      tx.one("SELECT " DEALER_COLUMNS " FROM dealer WHERE public_id = ? FOR UPDATE", {public_id}));
}

bool insert_dealer(Tx& tx, const Dealer& dealer) {
  const bool is_new = tx.insert_new(
      "INSERT INTO dealer (id, public_id, consumer_id, parent_id, sponsor_id, level, tier_id, name, state, "
      "joined_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {dealer.id, dealer.public_id, dealer.consumer_id, dealer.parent_id, dealer.sponsor_id, dealer.level,
       dealer.tier_id, dealer.name, to_text(dealer.state), dealer.joined_at});
  if (is_new) {
    insert_gate(tx, dealer.id);
    begin_standing(tx, dealer.id, dealer.joined_at);
  }
  return is_new;
}

void update_dealer_state(Tx& tx, DealerId id, DealerState state, std::string_view suspended_reason,
                         Instant at) {
  keep_standing(tx, id);
  std::optional<std::string_view> reason;
  if (state == DealerState::suspended) reason = suspended_reason;
  tx.execute_one("UPDATE dealer SET state = ?, suspended_reason = ?, version = version + 1 WHERE id = ?",
                 {to_text(state), reason, id});
  begin_standing(tx, id, at);
}

void update_dealer_tier(Tx& tx, DealerId id, TierId tier, Instant at) {
  keep_standing(tx, id);
  tx.execute_one("UPDATE dealer SET tier_id = ?, version = version + 1 WHERE id = ?", {tier, id});
  begin_standing(tx, id, at);
}

void update_dealer_place(Tx& tx, const PlaceChange& change) {
  tx.execute_one("UPDATE dealer SET parent_id = ?, level = ?, version = version + 1 WHERE id = ?",
                 {change.parent_id, change.level, change.dealer});
}

void erase_dealer_name(Tx& tx, DealerId id) {
  tx.execute_one("UPDATE dealer SET name = ?, version = version + 1 WHERE id = ?", {kErasedDealerName, id});
}

std::int64_t count_children(Tx& tx, DealerId id) {
  return tx.one("SELECT COUNT(*) FROM dealer WHERE parent_id = ? AND state <> 'ended'", {id})->integer(0);
}

std::map<DealerId, std::int64_t> count_children_of(Tx& tx, std::span<const DealerId> ids) {
  const std::vector<Param> keys(ids.begin(), ids.end());
  std::map<DealerId, std::int64_t> counts;
  for (const Row& row : tx.all_of("SELECT parent_id, COUNT(*) FROM dealer WHERE parent_id IN (", "?", keys,
                                  ") GROUP BY parent_id")) {
    counts.emplace(row.id<DealerId>(0), row.integer(1));
  }
  return counts;
}

std::vector<Dealer> descendants(Tx& tx, DealerId id, std::size_t limit) {
  static_assert(kLevelMax == 3, "two generations below a dealer are all that can be");
  return read_all(
      tx.all("SELECT " DEALER_COLUMNS " FROM dealer WHERE parent_id = ? UNION ALL "
             "SELECT " DEALER_COLUMNS
             " FROM dealer WHERE parent_id IN (SELECT child.id FROM dealer child WHERE child.parent_id = ?) "
             "ORDER BY id LIMIT ?",
             {id, id, static_cast<std::int64_t>(limit)}));
}

std::optional<std::vector<DealerId>> upline_of(Tx& tx, DealerId id) {
  static_assert(kLevelMax == 3, "two dealers above are all that can be");
  const auto row = tx.one(
      "SELECT own.parent_id, COALESCE(above.parent_id, 0) FROM dealer own "
      "LEFT JOIN dealer above ON above.id = own.parent_id WHERE own.id = ?",
      {id});
  if (!row) return std::nullopt;
  return upline_from(row->id<DealerId>(0), row->id<DealerId>(1));
}

std::vector<DealerId> upline_from(DealerId parent, DealerId grandparent) {
  std::vector<DealerId> upline;
  for (const DealerId above : {parent, grandparent}) {
    if (above != kProducer) upline.push_back(above);
  }
  return upline;
}

// The narrowest filter drives, so that each statement walks one index in id order; the others are checked on
// its rows.
#define OTHER_FILTERS                                                                                 \
  " AND level = COALESCE(?, level) AND tier_id = COALESCE(?, tier_id) AND state = COALESCE(?, state)" \
  " AND name LIKE ? ESCAPE '!' ORDER BY id LIMIT ?"

Page<Dealer> list_dealers(Tx& tx, const DealerFilter& filter, const PageRequest& page) {
  const std::string name = prefix_pattern(filter.name_prefix);
  const auto state = state_text(filter.state);
  const int limit = page.rows() + 1;
  std::vector<Row> rows;
  if (filter.parent) {  // children
    rows = tx.all("SELECT " DEALER_COLUMNS " FROM dealer WHERE parent_id = ? AND id > ?" OTHER_FILTERS,
                  {*filter.parent, page.after, filter.level, filter.tier, state, name, limit});
  } else if (filter.tier) {  // by_tier
    rows = tx.all("SELECT " DEALER_COLUMNS " FROM dealer WHERE tier_id = ? AND id > ?" OTHER_FILTERS,
                  {*filter.tier, page.after, filter.level, std::nullopt, state, name, limit});
  } else if (filter.state && *filter.state != DealerState::active) {  // by_state
    rows = tx.all("SELECT " DEALER_COLUMNS " FROM dealer WHERE state = ? AND id > ?" OTHER_FILTERS,
                  {*state, page.after, filter.level, std::nullopt, std::nullopt, name, limit});
  } else {  // the primary key, or by_name where the prefix is the narrower
    rows = tx.all("SELECT " DEALER_COLUMNS " FROM dealer WHERE id > ?" OTHER_FILTERS,
                  {page.after, filter.level, std::nullopt, state, name, limit});
  }
  return cut_page(read_all(rows), page, [](const Dealer& dealer) { return dealer.id.value; });
}

}  // namespace fenrun::db
