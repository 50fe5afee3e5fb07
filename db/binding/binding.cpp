#include "db/binding/binding.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "base/assert.hpp"
#include "db/dealer/gate.hpp"
#include "db/mysql/codes.hpp"

namespace fenrun::db {
namespace {

Binding binding_of(const Row& row) {
  const auto mode = binding_mode_from(row.text(3));
  const auto kind = evidence_kind_from(row.text(4));
  FENRUN_ASSERT(mode && kind);
  return {row.id<BindingId>(0),
          row.id<ConsumerId>(1),
          row.id<DealerId>(2),
          *mode,
          {*kind, row.text(5)},
          row.id<CampaignId>(6),
          row.maybe_id<StaffId>(7).value_or(StaffId{}),
          row.time(8),
          row.maybe_time(9),
          row.maybe_time(10),
          row.maybe_text(11).value_or("")};
}

std::optional<StaffId> or_null(StaffId staff) {
  if (!staff.is_set()) return std::nullopt;
  return staff;
}

// By consumer, oldest first; those that were in force at some time between the first and the last of the
// instants.
std::multimap<ConsumerId, Binding> histories_of(Tx& tx, std::span<const BuyerAt> buyers) {
  if (buyers.empty()) return {};
  std::set<ConsumerId> consumers;
  for (const BuyerAt& buyer : buyers) consumers.insert(buyer.consumer);
  const auto [earliest, latest] = std::ranges::minmax_element(buyers, {}, &BuyerAt::at);
  const std::vector<Param> params(consumers.begin(), consumers.end());
  std::multimap<ConsumerId, Binding> bindings;
  for (const Row& row : tx.all_of(
           "SELECT id, consumer_id, dealer_id, mode, evidence_kind, evidence, campaign_id, staff_id, "
           "bound_at,"
           " protected_until, ended_at, ended_reason FROM binding WHERE bound_at <= ? AND (ended_at IS NULL "
           "OR ended_at > ?) AND consumer_id IN (",
           {latest->at, earliest->at}, "?", params, ") ORDER BY consumer_id, bound_at, id")) {
    Binding binding = binding_of(row);
    bindings.emplace(binding.consumer_id, std::move(binding));
  }
  return bindings;
}

bool is_over(const Binding& binding, Instant at) { return binding.ended_at && *binding.ended_at <= at; }

bool insert_through_gate(Tx& tx, const Binding& binding) {
  return tx.execute(
             "INSERT INTO binding (consumer_id, dealer_id, active, mode, evidence_kind, evidence, "
             "campaign_id, staff_id, bound_at, protected_until)"
             " SELECT ?, g.dealer_id, 1, ?, ?, ?, ?, ?, ?, ? FROM dealer_gate g"
             " WHERE g.dealer_id = ? AND g.is_open = 1 LOCK IN SHARE MODE",
             {binding.consumer_id, to_text(binding.mode), to_text(binding.evidence.kind),
              binding.evidence.text, binding.campaign_id, or_null(binding.staff_id), binding.bound_at,
              binding.protected_until, binding.dealer_id}) == 1;
}

}  // namespace

void end_binding(Tx& tx, BindingId id, Instant at, std::string_view reason) {
  tx.execute_one(
      "UPDATE binding SET active = NULL, ended_at = ?, ended_reason = ? WHERE id = ? AND active = 1",
      {at, reason, id});
}

bool insert_binding(Tx& tx, const Binding& binding) {
  try {
    if (insert_through_gate(tx, binding)) return true;
    // The dealership has ended, or a server of an older version let the dealer join.
    make_missing_gates(tx, {binding.dealer_id});
    return insert_through_gate(tx, binding);
  } catch (const DatabaseError& error) {
    if (error.code() != kDuplicateKey) throw;
    return false;
  }
}

BindingId active_binding_id(Tx& tx, ConsumerId consumer) {
  const auto row = tx.one("SELECT id FROM binding WHERE consumer_id = ? AND active = 1", {consumer});
  return row ? row->id<BindingId>(0) : BindingId{};
}

// A clock that lags behind the start ends it where it began.
bool end_binding_of(Tx& tx, ConsumerId consumer, Instant at, std::string_view reason) {
  return tx.execute(
             "UPDATE binding SET active = NULL, ended_at = GREATEST(bound_at, ?), ended_reason = ?"
             " WHERE consumer_id = ? AND active = 1",
             {at, reason, consumer}) == 1;
}

std::int64_t end_bindings_to(Tx& tx, DealerId dealer, Instant at, std::string_view reason) {
  return static_cast<std::int64_t>(
      tx.execute("UPDATE binding SET active = NULL, ended_at = GREATEST(bound_at, ?), ended_reason = ?"
                 " WHERE dealer_id = ? AND active = 1",
                 {at, reason, dealer}));
}

// The newest that had begun by then; where two begin in one microsecond the later one rules, and the earlier
// ended at once.
std::optional<Binding> binding_in_force(Tx& tx, ConsumerId consumer, Instant at) {
  const auto row = tx.one(
      "SELECT id, consumer_id, dealer_id, mode, evidence_kind, evidence, campaign_id, staff_id, bound_at,"
      " protected_until, ended_at, ended_reason FROM binding"
      " WHERE consumer_id = ? AND bound_at <= ? ORDER BY bound_at DESC, id DESC LIMIT 1",
      {consumer, at});
  if (!row) return std::nullopt;
  auto binding = binding_of(*row);
  if (is_over(binding, at)) return std::nullopt;
  return binding;
}

std::vector<std::optional<Binding>> bindings_in_force(Tx& tx, std::span<const BuyerAt> buyers) {
  const auto histories = histories_of(tx, buyers);
  std::vector<std::optional<Binding>> in_force;
  in_force.reserve(buyers.size());
  for (const BuyerAt& buyer : buyers) {
    std::optional<Binding>& found = in_force.emplace_back();
    const auto [first, last] = histories.equal_range(buyer.consumer);
    for (auto it = first; it != last && it->second.bound_at <= buyer.at; ++it) found = it->second;
    if (found && is_over(*found, buyer.at)) found.reset();
  }
  return in_force;
}

std::vector<DealerId> upline_as_of(Tx& tx, ConsumerId consumer, Instant at) {
  const auto binding = binding_in_force(tx, consumer, at);
  if (!binding) return {};
  std::vector<DealerId> upline{binding->dealer_id};
  const auto row = tx.one(
      "SELECT own.parent_id, COALESCE(parent.parent_id, 0) FROM dealer_place own"
      " LEFT JOIN dealer_place parent ON parent.dealer_id = own.parent_id AND parent.valid_from <= ?"
      "   AND (parent.valid_to IS NULL OR parent.valid_to > ?)"
      " WHERE own.dealer_id = ? AND own.valid_from <= ? AND (own.valid_to IS NULL OR own.valid_to > ?)",
      {at, at, binding->dealer_id, at, at});
  for (std::size_t column = 0; row && column < 2; ++column) {
    const auto above = row->id<DealerId>(column);
    if (!above.is_set()) break;
    upline.push_back(above);
  }
  return upline;
}

Page<Binding> binding_history(Tx& tx, ConsumerId consumer, const PageRequest& request) {
  const auto before = request.after == 0 ? std::numeric_limits<std::int64_t>::max() : request.after;
  std::vector<Binding> bindings;
  for (const auto& row : tx.all("SELECT id, consumer_id, dealer_id, mode, evidence_kind, evidence, "
                                "campaign_id, staff_id, bound_at,"
                                " protected_until, ended_at, ended_reason FROM binding"
                                " WHERE consumer_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
                                {consumer, before, request.rows() + 1})) {
    bindings.push_back(binding_of(row));
  }
  return cut_page(std::move(bindings), request, [](const Binding& binding) { return binding.id.value; });
}

}  // namespace fenrun::db
