// The dealers of a month by what they earned or sold.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/commission/ranking.hpp"

namespace fenrun::flows {

struct RankingPage {
  std::vector<RankedDealer> rows;
  std::optional<RankPlace> next;  // nothing at the end
};

// At most `limit` of the dealers that `is_shown` lets pass; ranks count only those. A page may hold fewer and
// still go on: whoever is shown few of many looks at no more than some thousand rows at a time.
RankingPage rank_dealers(db::Tx& tx, int month, RankBy by, const RankPlace& after, int limit,
                         const std::function<bool(DealerId)>& is_shown);

}  // namespace fenrun::flows
