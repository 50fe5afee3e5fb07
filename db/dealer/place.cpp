#include "db/dealer/place.hpp"

#include <vector>

namespace fenrun::db {
namespace {

std::optional<StaffId> staff_or_null(StaffId staff) {
  if (!staff.is_set()) return std::nullopt;
  return staff;
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

}  // namespace fenrun::db
