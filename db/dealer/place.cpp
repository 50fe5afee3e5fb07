#include "db/dealer/place.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "db/dealer/dealer.hpp"

namespace fenrun::db {
namespace {

std::optional<StaffId> staff_or_null(StaffId staff) {
  if (!staff.is_set()) return std::nullopt;
  return staff;
}

// Half-open.
struct InForce {
  Instant from;
  std::optional<Instant> until;

  [[nodiscard]] bool holds(Instant at) const { return from <= at && (!until || *until > at); }
};

// A place of a dealer beside a place of its parent at the time.
struct LineInForce {
  InForce own;
  DealerId parent;
  std::optional<InForce> above;  // nothing: the parent is the producer
  DealerId grandparent;
};

LineInForce read_line(const Row& row) {
  LineInForce line{{row.time(1), row.maybe_time(2)}, row.id<DealerId>(3), std::nullopt, {}};
  if (row.is_null(4)) return line;
  line.above = InForce{row.time(4), row.maybe_time(5)};
  line.grandparent = row.id<DealerId>(6);
  return line;
}

}  // namespace

void change_places(Tx& tx, std::span<const PlaceChange> changes, Instant at, std::string_view reason,
                   StaffId staff) {
  std::vector<Param> values;
  values.reserve(changes.size() * 6);
  for (const PlaceChange& change : changes) {
    tx.execute_one("UPDATE dealer_place SET valid_to = ? WHERE dealer_id = ? AND valid_to IS NULL",
                   {at, change.dealer});
    values.insert(values.end(),
                  {change.dealer, at, change.parent_id, change.level, reason, staff_or_null(staff)});
  }
  if (values.empty()) return;
  tx.execute_rows(
      "INSERT INTO dealer_place (dealer_id, valid_from, parent_id, level, reason, staff_id) VALUES",
      "(?,?,?,?,?,?)", values);
}

void insert_first_place(Tx& tx, const PlaceChange& place, Instant at, std::string_view reason,
                        StaffId staff) {
  tx.execute_one(
      "INSERT INTO dealer_place (dealer_id, valid_from, parent_id, level, reason, staff_id) VALUES (?, ?, ?, "
      "?, ?, ?)",
      {place.dealer, at, place.parent_id, place.level, reason, staff_or_null(staff)});
}

std::optional<Placement> place_as_of(Tx& tx, DealerId dealer, Instant instant) {
  // The primary key walked backwards from the instant. Places of a dealer follow one another without a gap,
  // so the last one begun is the one in force.
  const auto row = tx.one(
      "SELECT parent_id, level FROM dealer_place WHERE dealer_id = ? AND valid_from <= ? "
      "ORDER BY valid_from DESC LIMIT 1",
      {dealer, instant});
  if (!row) return std::nullopt;
  return Placement{row->id<DealerId>(0), static_cast<int>(row->integer(1))};
}

std::optional<std::vector<DealerId>> upline_as_of(Tx& tx, DealerId dealer, Instant instant) {
  static_assert(kLevelMax == 3, "two dealers above are all that can be");
  const auto row = tx.one(
      "SELECT own.parent_id, COALESCE(above.parent_id, 0) FROM dealer_place own "
      "LEFT JOIN dealer_place above ON above.dealer_id = own.parent_id AND above.valid_from <= ? "
      "AND (above.valid_to IS NULL OR above.valid_to > ?) "
      "WHERE own.dealer_id = ? AND own.valid_from <= ? AND (own.valid_to IS NULL OR own.valid_to > ?)",
      {instant, instant, dealer, instant, instant});
  if (!row) return std::nullopt;
  return upline_from(row->id<DealerId>(0), row->id<DealerId>(1));
}

std::vector<std::optional<std::vector<DealerId>>> uplines_as_of(Tx& tx, std::span<const DealerAt> dealers) {
  static_assert(kLevelMax == 3, "two dealers above are all that can be");
  std::set<DealerId> ids;
  for (const DealerAt& one : dealers) ids.insert(one.dealer);
  const std::vector<Param> params(ids.begin(), ids.end());
  std::multimap<DealerId, LineInForce> lines;
  for (const Row& row :
       tx.all_of("SELECT own.dealer_id, own.valid_from, own.valid_to, own.parent_id, above.valid_from, "
                 "above.valid_to, "
                 "above.parent_id FROM dealer_place own LEFT JOIN dealer_place above ON above.dealer_id = "
                 "own.parent_id "
                 "AND (own.valid_to IS NULL OR above.valid_from < own.valid_to) "
                 "AND (above.valid_to IS NULL OR above.valid_to > own.valid_from) WHERE own.dealer_id IN (",
                 "?", params, ")")) {
    lines.emplace(row.id<DealerId>(0), read_line(row));
  }
  std::vector<std::optional<std::vector<DealerId>>> uplines;
  uplines.reserve(dealers.size());
  for (const DealerAt& one : dealers) {
    auto& upline = uplines.emplace_back();
    const auto [first, last] = lines.equal_range(one.dealer);
    for (auto it = first; it != last; ++it) {
      const LineInForce& line = it->second;
      if (!line.own.holds(one.at)) continue;
      const bool is_above_known = line.above && line.above->holds(one.at);
      if (is_above_known || !upline)
        upline = upline_from(line.parent, is_above_known ? line.grandparent : DealerId{});
    }
  }
  return uplines;
}

}  // namespace fenrun::db
