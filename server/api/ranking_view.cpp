#include "server/api/ranking_view.hpp"

#include <array>
#include <charconv>

namespace fenrun::server {
namespace {

using RankingNumbers = std::array<std::int64_t, 6>;

// The cursor is signed, so its text is one that we wrote; it may be of another month all the same.
std::string cursor_text(const RankingQuery& query, const RankPlace& place) {
  const RankingNumbers numbers{query.month,
                               query.by == RankBy::earned ? 0 : 1,
                               place.looked_at_fen.value,
                               place.ranked_fen.value,
                               place.rank,
                               place.ranked};
  std::string text;
  for (const std::int64_t number : numbers) text += std::to_string(number) + "/";
  return text;
}

std::optional<RankingNumbers> numbers_in(std::string_view text) {
  RankingNumbers numbers{};
  for (std::int64_t& number : numbers) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    if (std::from_chars(text.data(), text.data() + slash, number).ec != std::errc{}) return std::nullopt;
    text.remove_prefix(slash + 1);
  }
  return numbers;
}

std::optional<RankPlace> place_in(const Cursor& cursor, const RankingQuery& query) {
  const auto numbers = numbers_in(cursor.sort);
  if (!numbers) return std::nullopt;
  const auto [month, by, looked_at, ranked_fen, rank, ranked] = *numbers;
  if (month != query.month || by != (query.by == RankBy::earned ? 0 : 1)) return std::nullopt;
  return RankPlace{Fen{looked_at}, DealerId{cursor.id}, Fen{ranked_fen}, rank, ranked};
}

}  // namespace

Result<RankingQuery> read_ranking_query(const Call& call) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const auto month = query.maybe_text("month", {7, 7});
  const auto by = query.maybe_one_of("by", {"earned", "sales"});
  if (auto refused = query.refusal()) return *refused;
  const auto period = month ? parse_month(*month) : month_of(call.now);
  if (!period) return kMonthInvalid;
  RankingQuery wanted{
      month_number(*period), by.value_or(0) == 0 ? RankBy::earned : RankBy::sales, {}, list.limit};
  if (list.after.id == 0) return wanted;
  const auto place = place_in(list.after, wanted);
  if (!place) return kCursorInvalid;
  wanted.after = *place;
  return wanted;
}

Reply ranking_reply(const Call& call, const RankingQuery& query, const flows::RankingPage& page,
                    const std::function<json::Writer(const RankedDealer&)>& item_json) {
  json::Writer body;
  body.text("month", month_text(query.month))
      .text("by", query.by == RankBy::earned ? "earned" : "sales")
      .list("items", page.rows, item_json);
  if (!page.next) return ok(body.null("next_cursor"));
  const Cursor next{cursor_text(query, *page.next), page.next->looked_at.value};
  return ok(body.text("next_cursor", call.cursor_to(next)));
}

}  // namespace fenrun::server
