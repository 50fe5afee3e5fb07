// Sales, commissions and payouts over time, and by dealer, tier, product and region.
#include "server/api/console/handlers.hpp"
#include "server/api/drawn_workbook.hpp"
#include "server/api/statistics_view.hpp"
#include "server/api/story.hpp"

namespace fenrun::server::console {
namespace {

constexpr std::int64_t kGroupsMax = 50;
constexpr std::int64_t kGroupsUnlessAsked = 8;

Result<flows::StatisticQuery> read_statistic_query(const Call& call, Figure figure) {
  Query query(call.request.target);
  const auto from = query.text("from", {10, 10});
  const auto to = query.text("to", {10, 10});
  const auto step = query.maybe_one_of("step", {"day", "week", "month"});
  const auto by = query.maybe_one_of("by", {"total", "dealer", "tier", "product", "region"});
  const auto top = query.maybe_integer("top", 1, kGroupsMax);
  if (auto refused = query.refusal()) return *refused;
  const auto first = parse_bill_day(from);
  const auto last = parse_bill_day(to);
  if (!first || !last) return kBillDayInvalid;
  constexpr Step kSteps[] = {Step::day, Step::week, Step::month};
  return flows::StatisticQuery{figure,
                               {*first, *last},
                               kSteps[step.value_or(0)],
                               kDimensions[by.value_or(0)],
                               static_cast<int>(top.value_or(kGroupsUnlessAsked))};
}

template <Figure figure>
Result<StatisticsPaper> read_statistics(const Call& call, db::Tx& tx) {
  const auto query = read_statistic_query(call, figure);
  if (!query) return query.error();
  auto shown = flows::show_statistics(tx, *query);
  if (!shown) return shown.error();
  std::vector<std::int64_t> subjects;
  for (const flows::StatisticGroup& group : shown->groups) subjects.push_back(group.subject);
  auto names = db::name_statistic_subjects(tx, query->by, subjects);
  return StatisticsPaper{*query, *std::move(shown), std::move(names), call.language};
}

template <Figure figure>
Result<Reply> show_figure(const Call& call, db::Tx& tx) {
  const auto paper = read_statistics<figure>(call, tx);
  if (!paper) return paper.error();
  return ok(statistics_json(*paper));
}

std::string draw_statistics(const StatisticsPaper& paper, Language) { return statistics_workbook(paper); }

std::string name_statistics(const StatisticsPaper& paper) {
  return std::string(to_word(paper.query.figure)) + "-" + bill_day_text(paper.query.span.from) + "-" +
         bill_day_text(paper.query.span.to);
}

template <Figure figure>
constexpr WorkbookPlan<StatisticsPaper> kWorkbookOf{read_statistics<figure>, draw_statistics,
                                                    name_statistics};

}  // namespace

AsyncReply show_sales(const Call& call, Edge&) {
  Result<Reply> reply = co_await read_at_one_instant(call, show_figure<Figure::sales>);
  co_return reply;
}

AsyncReply show_commission_figures(const Call& call, Edge&) {
  Result<Reply> reply = co_await read_at_one_instant(call, show_figure<Figure::commissions>);
  co_return reply;
}

AsyncReply show_payout_figures(const Call& call, Edge&) {
  Result<Reply> reply = co_await read_at_one_instant(call, show_figure<Figure::payouts>);
  co_return reply;
}

AsyncReply show_sales_workbook(const Call& call, Edge&) {
  Result<Reply> reply = co_await drawn_workbook(call, kWorkbookOf<Figure::sales>);
  co_return reply;
}

AsyncReply show_commission_workbook(const Call& call, Edge&) {
  Result<Reply> reply = co_await drawn_workbook(call, kWorkbookOf<Figure::commissions>);
  co_return reply;
}

AsyncReply show_payout_workbook(const Call& call, Edge&) {
  Result<Reply> reply = co_await drawn_workbook(call, kWorkbookOf<Figure::payouts>);
  co_return reply;
}

}  // namespace fenrun::server::console
