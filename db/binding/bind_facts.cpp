#include "db/binding/bind_facts.hpp"

#include "base/assert.hpp"
#include "domain/referral/referral.hpp"

namespace fenrun::db {
namespace {

// Both queries below begin with these columns.
void read_consumer_side(const Row& row, BindFacts& read) {
  const auto state = consumer_state_from(row.text(0));
  FENRUN_ASSERT(state);
  read.consumer_state = *state;
  read.facts.own_dealership = row.maybe_id<DealerId>(1).value_or(DealerId{});
  if (row.is_null(2)) return;
  read.facts.current =
      CurrentBinding{row.id<BindingId>(2), row.id<DealerId>(3), row.time(4), row.maybe_time(5)};
  read.current_dealer = ReferredBy{row.id<DealerId>(3), row.text(6), row.text(7)};
}

// The dealer touched or named: id, public id, name, state, from `column` on.
void read_dealer_side(const Row& row, std::size_t column, BindFacts& read) {
  if (row.is_null(column)) return;
  read.touched_dealer = ReferredBy{row.id<DealerId>(column), row.text(column + 1), row.text(column + 2)};
  read.facts.referrer = Referrer{row.id<DealerId>(column), row.text(column + 3) == "active", true, true};
}

}  // namespace

// Rows of subqueries are read without locks: only `consumer` and `binding` are locked.
std::optional<BindFacts> lock_bind_facts(Tx& tx, ConsumerId consumer, std::string_view code, Instant now) {
  const auto row = tx.one(
      "SELECT c.state, (SELECT o.id FROM dealer o WHERE o.consumer_id = c.id),"
      " b.id, b.dealer_id, b.bound_at, b.protected_until,"
      " (SELECT n.public_id FROM dealer n WHERE n.id = b.dealer_id), (SELECT n.name FROM dealer n WHERE n.id "
      "= b.dealer_id),"
      " t.dealer_id, t.public_id, t.name, t.state, t.revoked_at, t.campaign_id, t.starts_at, t.ends_at"
      " FROM consumer c LEFT JOIN binding b ON b.consumer_id = c.id AND b.active = 1"
      " LEFT JOIN (SELECT r.dealer_id, d.public_id, d.name, d.state, r.revoked_at, r.campaign_id, "
      "k.starts_at, k.ends_at"
      "   FROM referral_code r JOIN dealer d ON d.id = r.dealer_id LEFT JOIN campaign k ON k.id = "
      "r.campaign_id"
      "   WHERE r.code = ?) t ON 1 = 1"
      " WHERE c.id = ? FOR UPDATE",
      {code, consumer});
  if (!row) return std::nullopt;
  BindFacts read;
  read_consumer_side(*row, read);
  read_dealer_side(*row, 8, read);
  if (!read.facts.referrer) return read;
  read.facts.referrer->code_is_live = row->is_null(12);
  read.campaign_id = row->id<CampaignId>(13);
  if (read.campaign_id.is_set()) {
    const bool has_dates = !row->is_null(14);
    read.facts.referrer->campaign_is_running = has_dates && is_running({row->time(14), row->time(15)}, now);
  }
  return read;
}

std::optional<BindFacts> lock_attribution_facts(Tx& tx, ConsumerId consumer, DealerId dealer) {
  const auto row = tx.one(
      "SELECT c.state, (SELECT o.id FROM dealer o WHERE o.consumer_id = c.id),"
      " b.id, b.dealer_id, b.bound_at, b.protected_until,"
      " (SELECT n.public_id FROM dealer n WHERE n.id = b.dealer_id), (SELECT n.name FROM dealer n WHERE n.id "
      "= b.dealer_id),"
      " t.id, t.public_id, t.name, t.state"
      " FROM consumer c LEFT JOIN binding b ON b.consumer_id = c.id AND b.active = 1"
      " LEFT JOIN (SELECT d.id, d.public_id, d.name, d.state FROM dealer d WHERE d.id = ?) t ON 1 = 1"
      " WHERE c.id = ? FOR UPDATE",
      {dealer, consumer});
  if (!row) return std::nullopt;
  BindFacts read;
  read_consumer_side(*row, read);
  read_dealer_side(*row, 8, read);
  return read;
}

std::optional<ReferredBy> find_referrer(Tx& tx, ConsumerId consumer) {
  const auto row = tx.one(
      "SELECT d.id, d.public_id, d.name FROM binding b JOIN dealer d ON d.id = b.dealer_id"
      " WHERE b.consumer_id = ? AND b.active = 1",
      {consumer});
  if (!row) return std::nullopt;
  return ReferredBy{row->id<DealerId>(0), row->text(1), row->text(2)};
}

}  // namespace fenrun::db
