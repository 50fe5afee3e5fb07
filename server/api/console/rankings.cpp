// The ranking of all dealers.
#include "server/api/console/handlers.hpp"
#include "server/api/dealer_view.hpp"
#include "server/api/ranking_view.hpp"

namespace fenrun::server::console {

Result<Reply> show_ranking(const Call& call, db::Tx& tx) {
  const auto query = read_ranking_query(call);
  if (!query) return query.error();
  const auto page = flows::rank_dealers(tx, query->month, query->by, query->after, query->limit,
                                        [](DealerId) { return true; });
  DealerNames names(tx);
  return ranking_reply(call, *query, page, [&](const RankedDealer& row) {
    json::Writer body;
    body.integer("rank", row.rank)
        .maybe_text("dealer_id", names.public_id(row.dealer))
        .maybe_text("dealer_name", names.name(row.dealer))
        .fen("earned_fen", row.earned)
        .fen("sales_fen", row.sales);
    return body;
  });
}

}  // namespace fenrun::server::console
