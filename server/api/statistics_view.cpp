#include "server/api/statistics_view.hpp"

#include <optional>
#include <vector>

#include "server/export/statement_words.hpp"
#include "server/export/workbook.hpp"

namespace fenrun::server {
namespace {

struct Words {
  std::string_view zh;
  std::string_view en;
};

json::Writer sums_json(const Sums& sums) {
  json::Writer body;
  body.integer("items", sums.items)
      .fen("gross_fen", sums.gross)
      .integer("reductions", sums.reductions)
      .fen("reduced_fen", sums.reduced)
      .fen("net_fen", sums.net());
  return body;
}

// What no dealer, tier or product claims: freight is sold by none of the products.
Words words_of_nobody(const flows::StatisticQuery& query) {
  switch (query.by) {
    case Dimension::dealer:
      return {"无经销商", "No dealer"};
    case Dimension::product:
      if (query.figure == Figure::sales) return {"运费", "Freight"};
      return {"未知商品", "Unknown product"};
    case Dimension::tier:
      return {"无等级", "No tier"};
    case Dimension::region:
    case Dimension::total:
      return {"未知", "Not known"};
  }
  return {};
}

std::string name_of(const StatisticsPaper& paper, std::int64_t subject) {
  const auto found = paper.names.find(subject);
  if (found != paper.names.end()) return in_language(paper.language, found->second.zh, found->second.en);
  const Words nobody = words_of_nobody(paper.query);
  return in_language(paper.language, nobody.zh, nobody.en);
}

json::Writer group_json(const StatisticsPaper& paper, const flows::StatisticGroup& group) {
  json::Writer body;
  const auto found = paper.names.find(group.subject);
  body.maybe_text("id", found == paper.names.end() ? std::nullopt : std::optional(found->second.id))
      .text("name", name_of(paper, group.subject))
      .object("sums", sums_json(group.sums))
      .list("points", group.points, sums_json);
  return body;
}

// What the columns of a figure are called: items, gross, reductions, reduced, net. By product what is sold
// are lines of orders.
std::vector<Words> columns_of(Figure figure, Dimension by) {
  const bool is_of_lines = by == Dimension::product;
  switch (figure) {
    case Figure::sales:
      return {is_of_lines ? Words{"订单行数", "Order lines"} : Words{"订单数", "Orders"},
              {"支付金额（元）", "Paid (yuan)"},
              is_of_lines ? Words{"退款行数", "Refunded lines"} : Words{"退款笔数", "Refunds"},
              {"退款金额（元）", "Refunded (yuan)"},
              {"净销售额（元）", "Net sales (yuan)"}};
    case Figure::commissions:
      return {{"佣金笔数", "Commissions"},
              {"产生佣金（元）", "Earned (yuan)"},
              {"追回笔数", "Clawbacks"},
              {"追回金额（元）", "Taken back (yuan)"},
              {"净佣金（元）", "Net commissions (yuan)"}};
    case Figure::payouts:
      return {{"打款笔数", "Payouts"}, {"打款金额（元）", "Paid out (yuan)"}};
  }
  return {};
}

std::vector<WorkbookColumn> columns_with(const StatisticsPaper& paper, Dimension by, Words first) {
  std::vector<WorkbookColumn> columns{{in_language(paper.language, first.zh, first.en), 28}};
  for (const Words& words : columns_of(paper.query.figure, by))
    columns.push_back({in_language(paper.language, words.zh, words.en), 18});
  return columns;
}

std::vector<WorkbookCell> cells_of(const StatisticsPaper& paper, const std::string& name, const Sums& sums) {
  std::vector<WorkbookCell> cells{name, sums.items, sums.gross};
  if (paper.query.figure != Figure::payouts)
    cells.insert(cells.end(), {sums.reductions, sums.reduced, sums.net()});
  return cells;
}

void add_steps(Workbook& book, const StatisticsPaper& paper) {
  book.begin_sheet(in_language(paper.language, "按时间", "By time"),
                   columns_with(paper, Dimension::total, {"开始日", "From"}));
  for (std::size_t i = 0; i < paper.shown.steps.size(); ++i)
    book.add_row(cells_of(paper, bill_day_text(paper.shown.steps[i]), paper.shown.points[i]));
  book.add_row(cells_of(paper, in_language(paper.language, "合计", "Total"), paper.shown.sums));
  book.add_row({in_language(paper.language, "统计截至", "As of"), paper.shown.as_of});
}

void add_groups(Workbook& book, const StatisticsPaper& paper) {
  book.begin_sheet(in_language(paper.language, "按分组", "By group"),
                   columns_with(paper, paper.query.by, {"名称", "Name"}));
  for (const flows::StatisticGroup& group : paper.shown.groups)
    book.add_row(cells_of(paper, name_of(paper, group.subject), group.sums));
  if (paper.shown.others)
    book.add_row(cells_of(paper, in_language(paper.language, "其他", "Others"), paper.shown.others->sums));
}

// Net amounts: a row for each step, a column for each group.
void add_steps_by_group(Workbook& book, const StatisticsPaper& paper) {
  const auto word = [&](std::string_view zh, std::string_view en) {
    return in_language(paper.language, zh, en);
  };
  std::vector<const flows::StatisticGroup*> groups;
  std::vector<WorkbookColumn> columns{{word("净额（元），开始日", "Net (yuan), from"), 28}};
  for (const flows::StatisticGroup& group : paper.shown.groups) {
    groups.push_back(&group);
    columns.push_back({name_of(paper, group.subject), 18});
  }
  if (paper.shown.others) {
    groups.push_back(&*paper.shown.others);
    columns.push_back({word("其他", "Others"), 18});
  }
  book.begin_sheet(word("按时间与分组", "By time and group"), columns);
  for (std::size_t i = 0; i < paper.shown.steps.size(); ++i) {
    std::vector<WorkbookCell> cells{bill_day_text(paper.shown.steps[i])};
    for (const flows::StatisticGroup* group : groups) cells.emplace_back(group->points[i].net());
    book.add_row(cells);
  }
}

}  // namespace

json::Writer statistics_json(const StatisticsPaper& paper) {
  const flows::Statistics& shown = paper.shown;
  std::vector<std::string> steps;
  for (const BillDay start : shown.steps) steps.push_back(bill_day_text(start));
  json::Writer body;
  body.text("from", bill_day_text(paper.query.span.from))
      .text("to", bill_day_text(paper.query.span.to))
      .text("step", to_word(paper.query.step))
      .text("by", to_word(paper.query.by))
      .time("as_of", shown.as_of)
      .texts("steps", steps)
      .object("sums", sums_json(shown.sums))
      .list("points", shown.points, sums_json)
      .list("groups", shown.groups,
            [&](const flows::StatisticGroup& group) { return group_json(paper, group); });
  if (!shown.others) return std::move(body.null("others"));
  json::Writer others;
  others.object("sums", sums_json(shown.others->sums)).list("points", shown.others->points, sums_json);
  return std::move(body.object("others", others));
}

std::string statistics_workbook(const StatisticsPaper& paper) {
  Workbook book(std::string(to_word(paper.query.figure)), paper.shown.as_of);
  add_steps(book, paper);
  if (!paper.shown.groups.empty()) {
    add_groups(book, paper);
    add_steps_by_group(book, paper);
  }
  return book.finish();
}

}  // namespace fenrun::server
