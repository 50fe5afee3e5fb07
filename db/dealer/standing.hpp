// Rows of `dealer_standing`: tier and suspension over time, written with the dealer's own row (dealer.cpp).
#pragma once

#include <span>
#include <vector>

#include "db/dealer/place.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"

namespace fenrun::db {

struct Standing {
  TierId tier;
  bool is_suspended = false;
  bool has_ended = false;  // by now: what an ended dealership would earn has no owner

  friend bool operator==(const Standing&, const Standing&) = default;
};

// Before a change: a dealer whom a server of an older version let join has no row yet, and stood as it does.
void keep_standing(Tx& tx, DealerId dealer);
// After it: from `at` on the dealer stands as its own row says. Time never goes back: a clock that is slow
// begins it a microsecond after what was before. The caller has the dealer's row locked.
void begin_standing(Tx& tx, DealerId dealer, Instant at);

// In the order asked for, by one statement. Before its first row a dealer stands as in it; one whose last row
// is not what the dealer's own row says (a server of an older version changed it) stands as that says.
// Dealers must exist.
std::vector<Standing> standings_as_of(Tx& tx, std::span<const DealerAt> dealers);

}  // namespace fenrun::db
