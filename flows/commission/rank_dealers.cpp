#include "flows/commission/rank_dealers.hpp"

#include "db/commission/commission_month.hpp"

namespace fenrun::flows {
namespace {

constexpr int kRowsPerRead = 500;
constexpr int kReadsMax = 10;

// Equal figures share the rank; the next one counts everybody before it.
RankedDealer ranked(RankedDealer row, RankBy by, RankPlace& place) {
  const bool is_equal = place.ranked > 0 && row.by(by) == place.ranked_fen;
  if (!is_equal) place.rank = place.ranked + 1;
  place.ranked_fen = row.by(by);
  ++place.ranked;
  row.rank = place.rank;
  return row;
}

}  // namespace

RankingPage rank_dealers(db::Tx& tx, int month, RankBy by, const RankPlace& after, int limit,
                         const std::function<bool(DealerId)>& is_shown) {
  RankingPage page;
  RankPlace place = after;
  for (int read = 0; read < kReadsMax; ++read) {
    const auto rows =
        db::list_month_ranking(tx, month, by, place.looked_at_fen, place.looked_at, kRowsPerRead);
    for (const RankedDealer& row : rows) {
      if (std::ssize(page.rows) == limit) {
        page.next = place;
        return page;
      }
      place.looked_at_fen = row.by(by);
      place.looked_at = row.dealer;
      if (is_shown(row.dealer)) page.rows.push_back(ranked(row, by, place));
    }
    if (std::ssize(rows) < kRowsPerRead) return page;
  }
  page.next = place;
  return page;
}

}  // namespace fenrun::flows
