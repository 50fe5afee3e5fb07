// The ranking of a dealer's own branch: nobody learns who stands outside it, and nobody's name is told whole.
#include "db/dealer/dealer.hpp"
#include "domain/text.hpp"
#include "server/api/dealer/handlers.hpp"
#include "server/api/ranking_view.hpp"

namespace fenrun::server::dealer {

Result<Reply> show_ranking(const Call& call, db::Tx& tx) {
  const auto query = read_ranking_query(call);
  if (!query) return query.error();
  const DealerId oneself = call.caller.dealer;
  if (!call.app.tree.member(oneself)) return kUnavailable;  // still being loaded, or a moment behind
  const auto page =
      flows::rank_dealers(tx, query->month, query->by, query->after, query->limit,
                          [&](DealerId dealer) { return call.app.tree.is_in_branch(dealer, oneself); });
  return ranking_reply(call, *query, page, [&](const RankedDealer& row) {
    const auto dealer = db::find_dealer(tx, row.dealer);
    json::Writer body;
    body.integer("rank", row.rank)
        .maybe_text("id", dealer ? std::optional(dealer->public_id) : std::nullopt)
        .text("name_masked", dealer ? mask_name(dealer->name) : "")
        .boolean("is_me", row.dealer == oneself)
        .fen("amount_fen", row.by(query->by));
    return body;
  });
}

}  // namespace fenrun::server::dealer
