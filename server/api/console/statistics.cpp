// Sales, commissions and payouts over time, and by dealer, tier, product and region.
#include <functional>

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/statistics_view.hpp"
#include "server/api/story.hpp"
#include "server/export/export_service.hpp"

namespace fenrun::server::console {
namespace {

constexpr std::chrono::seconds kStatisticsDrawingWait{10};
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

Result<StatisticsPaper> read_statistics(const Call& call, db::Tx& tx, Figure figure) {
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
  const auto paper = read_statistics(call, tx, figure);
  if (!paper) return paper.error();
  return ok(statistics_json(*paper));
}

Reply workbook_of_statistics(const StatisticsPaper& paper, std::string bytes) {
  const std::string name = std::string(to_word(paper.query.figure)) + "-" +
                           bill_day_text(paper.query.span.from) + "-" + bill_day_text(paper.query.span.to);
  Reply reply;
  reply.content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  reply.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + ".xlsx\"");
  reply.headers.emplace_back("Repr-Digest", "sha-256=:" + crypto::to_base64(crypto::sha256(bytes)) + ":");
  reply.body = std::move(bytes);
  return reply;
}

AsyncReply draw_figure(const Call& call, Figure figure) {
  std::function<Result<StatisticsPaper>(db::Tx&)> read = [&](db::Tx& tx) {
    return read_statistics(call, tx, figure);
  };
  const Result<StatisticsPaper> paper = co_await run_story<StatisticsPaper>(call, read, db::Lane::instant);
  if (!paper) co_return paper.error();
  std::function<std::string(ExportDesk&)> draw = [&](ExportDesk&) { return statistics_workbook(*paper); };
  const auto deadline = call.app.clock.steady() + kStatisticsDrawingWait;
  Result<std::string> bytes =
      co_await on_pool<std::string, ExportDesk>(call.app.exports.pool(), deadline, draw);
  if (!bytes) co_return bytes.error();
  co_return workbook_of_statistics(*paper, *std::move(bytes));
}

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
  Result<Reply> reply = co_await draw_figure(call, Figure::sales);
  co_return reply;
}

AsyncReply show_commission_workbook(const Call& call, Edge&) {
  Result<Reply> reply = co_await draw_figure(call, Figure::commissions);
  co_return reply;
}

AsyncReply show_payout_workbook(const Call& call, Edge&) {
  Result<Reply> reply = co_await draw_figure(call, Figure::payouts);
  co_return reply;
}

}  // namespace fenrun::server::console
