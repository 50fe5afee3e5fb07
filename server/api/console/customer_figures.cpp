// How far people come who scan a dealer's code, and how many of those who became customers order again.
#include <string>
#include <vector>

#include "flows/statistics/draw_cohorts.hpp"
#include "flows/statistics/draw_funnel.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/drawn_workbook.hpp"
#include "server/api/story.hpp"
#include "server/export/statement_words.hpp"
#include "server/export/workbook.hpp"

namespace fenrun::server::console {
namespace {

Result<flows::ShownFunnel> read_funnel(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const auto from = query.text("from", {10, 10});
  const auto to = query.text("to", {10, 10});
  if (auto refused = query.refusal()) return *refused;
  const auto first = parse_bill_day(from);
  const auto last = parse_bill_day(to);
  if (!first || !last) return kBillDayInvalid;
  return flows::show_funnel(tx, {*first, *last});
}

Result<flows::ShownCohorts> read_cohorts_asked(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const auto from = query.text("from", {7, 7});
  const auto to = query.text("to", {7, 7});
  if (auto refused = query.refusal()) return *refused;
  const auto first = parse_month(from);
  const auto last = parse_month(to);
  if (!first || !last) return kMonthInvalid;
  return flows::show_cohorts(tx, month_number(*first), month_number(*last));
}

json::Writer funnel_json(const db::FunnelDay& day) {
  json::Writer body;
  body.integer("scans", day.scans)
      .integer("known", day.known)
      .integer("fresh", day.scans - day.known)
      .integer("bound", day.bound)
      .integer("ordered", day.ordered);
  return body;
}

struct CohortMonth {
  int number = 0;  // 0: that of the binding
  std::int64_t customers = 0;
};

int months_between(int from, int to) { return (to / 100 - from / 100) * 12 + to % 100 - from % 100; }

// Every month from that of the binding to the present one, whether anybody ordered in it or not.
std::vector<CohortMonth> months_of_cohort(int cohort, const db::Cohort& of, int present) {
  std::vector<CohortMonth> months;
  for (int number = 0; number <= months_between(cohort, present); ++number) months.push_back({number, 0});
  for (const auto& [month, customers] : of.ordered) {
    const auto number = static_cast<std::size_t>(months_between(cohort, month));
    if (number < months.size()) months[number].customers = customers;
  }
  return months;
}

std::int64_t share_ppm(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : part * 1'000'000 / whole;
}

json::Writer cohort_json(int month, const db::Cohort& cohort, int present) {
  json::Writer body;
  body.text("month", month_text(month))
      .integer("customers", cohort.customers)
      .list("months", months_of_cohort(month, cohort, present), [&](const CohortMonth& one) {
        json::Writer item;
        item.integer("number", one.number)
            .integer("customers", one.customers)
            .integer("share_ppm", share_ppm(one.customers, cohort.customers));
        return item;
      });
  return body;
}

std::vector<WorkbookCell> funnel_cells(const std::string& name, const db::FunnelDay& day) {
  return {name, day.scans, day.known, day.scans - day.known, day.bound, day.ordered};
}

std::string funnel_workbook(const flows::ShownFunnel& shown, Language language) {
  const auto word = [&](std::string_view zh, std::string_view en) { return in_language(language, zh, en); };
  Workbook book("funnel", shown.as_of);
  book.begin_sheet(word("扫码到下单", "Scan to order"), {{word("扫码日", "Day of scan"), 16},
                                                         {word("扫码人次", "Scans"), 16},
                                                         {word("已是客户", "Customers before"), 18},
                                                         {word("新来", "New"), 16},
                                                         {word("绑定", "Bound"), 16},
                                                         {word("下单", "Ordered"), 16}});
  for (std::size_t i = 0; i < shown.days.size(); ++i)
    book.add_row(funnel_cells(bill_day_text(shown.days[i]), shown.points[i]));
  book.add_row(funnel_cells(word("合计", "Total"), shown.sums));
  return book.finish();
}

std::string cohort_workbook(const flows::ShownCohorts& shown, Language language) {
  const auto word = [&](std::string_view zh, std::string_view en) { return in_language(language, zh, en); };
  Workbook book("retention", shown.as_of);
  book.begin_sheet(word("复购", "Retention"), {{word("绑定月份", "Month of binding"), 18},
                                               {word("客户数", "Customers"), 14},
                                               {word("第几月", "Month number"), 16},
                                               {word("下单客户", "Customers who ordered"), 22}});
  const int present = month_number(month_of(shown.as_of));
  for (const auto& [month, cohort] : shown.cohorts) {
    for (const CohortMonth& one : months_of_cohort(month, cohort, present))
      book.add_row({month_text(month), cohort.customers, std::int64_t{one.number}, one.customers});
  }
  return book.finish();
}

constexpr WorkbookPlan<flows::ShownFunnel> kFunnelWorkbook{
    read_funnel, funnel_workbook, [](const flows::ShownFunnel&) { return std::string("funnel"); }};
constexpr WorkbookPlan<flows::ShownCohorts> kRetentionWorkbook{
    read_cohorts_asked, cohort_workbook, [](const flows::ShownCohorts&) { return std::string("retention"); }};

Result<Reply> draw_funnel_page(const Call& call, db::Tx& tx) {
  const auto shown = read_funnel(call, tx);
  if (!shown) return shown.error();
  std::vector<std::string> days;
  for (const BillDay day : shown->days) days.push_back(bill_day_text(day));
  json::Writer body;
  body.time("as_of", shown->as_of)
      .texts("days", days)
      .object("sums", funnel_json(shown->sums))
      .list("points", shown->points, funnel_json);
  return ok(body);
}

Result<Reply> draw_retention_page(const Call& call, db::Tx& tx) {
  const auto shown = read_cohorts_asked(call, tx);
  if (!shown) return shown.error();
  const int present = month_number(month_of(shown->as_of));
  json::Writer body;
  body.time("as_of", shown->as_of).list("cohorts", shown->cohorts, [&](const auto& one) {
    return cohort_json(one.first, one.second, present);
  });
  return ok(body);
}

}  // namespace

AsyncReply show_funnel(const Call& call, Edge&) {
  Result<Reply> reply = co_await read_at_one_instant(call, draw_funnel_page);
  co_return reply;
}

AsyncReply show_retention(const Call& call, Edge&) {
  Result<Reply> reply = co_await read_at_one_instant(call, draw_retention_page);
  co_return reply;
}

AsyncReply show_funnel_workbook(const Call& call, Edge&) {
  Result<Reply> reply = co_await drawn_workbook(call, kFunnelWorkbook);
  co_return reply;
}

AsyncReply show_retention_workbook(const Call& call, Edge&) {
  Result<Reply> reply = co_await drawn_workbook(call, kRetentionWorkbook);
  co_return reply;
}

}  // namespace fenrun::server::console
