// Who stands above a dealer, now or as of any instant.
#pragma once

#include <string>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/dealer/dealer.hpp"

namespace fenrun::flows {

// Parent first, at most kLevelMax - 1 dealers; empty for level 1.
using Upline = std::vector<DealerId>;

// As of now. Refuses with kDealerNotFound.
Result<Upline> find_upline(db::Tx& tx, const DealerId& dealer, Instant now);

struct UplineAsOfQuery {
  DealerId dealer;
  Instant instant;
};

// From the history of places. Refuses with kDealerNotFound when the dealer had not joined by then.
Result<Upline> find_upline_as_of(db::Tx& tx, const UplineAsOfQuery& query, Instant now);

}  // namespace fenrun::flows
