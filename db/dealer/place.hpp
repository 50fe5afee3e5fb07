// Rows of `dealer_place`: parent and level over time.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/dealer/application.hpp"
#include "domain/dealer/move.hpp"

namespace fenrun::db {

// Ends each dealer's place in force at `at` and begins the new one there. `staff` not set: the system.
void change_places(Tx& tx, std::span<const PlaceChange> changes, Instant at, std::string_view reason,
                   StaffId staff);

// A dealer's first place.
void insert_first_place(Tx& tx, const PlaceChange& place, Instant at, std::string_view reason, StaffId staff);

// Where the dealer stood at `instant`; nothing before it joined.
std::optional<Placement> place_as_of(Tx& tx, DealerId dealer, Instant instant);

// The dealers above it at `instant`, parent first; nothing before it joined. One statement, hence one state
// of the history.
std::optional<std::vector<DealerId>> upline_as_of(Tx& tx, DealerId dealer, Instant instant);

struct DealerAt {
  DealerId dealer;
  Instant at;
};
// upline_as_of() of many, in the order asked for; one statement too.
std::vector<std::optional<std::vector<DealerId>>> uplines_as_of(Tx& tx, std::span<const DealerAt> dealers);

}  // namespace fenrun::db
