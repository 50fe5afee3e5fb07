// The ranking of a month as the API asks for it and shows it.
#pragma once

#include <functional>

#include "domain/ledger/month.hpp"
#include "flows/commission/rank_dealers.hpp"
#include "server/api/call.hpp"

namespace fenrun::server {

struct RankingQuery {
  int month = 0;
  RankBy by = RankBy::earned;
  RankPlace after;
  int limit = 0;
};

// `month` (default: the present one), `by`, `limit` and `cursor`. Refuses with kMonthInvalid and with
// kCursorInvalid for a cursor of another month or measure.
Result<RankingQuery> read_ranking_query(const Call& call);

Reply ranking_reply(const Call& call, const RankingQuery& query, const flows::RankingPage& page,
                    const std::function<json::Writer(const RankedDealer&)>& item_json);

}  // namespace fenrun::server
