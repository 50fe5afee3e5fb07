#include "server/api/reconciliation_view.hpp"

#include "domain/money_text.hpp"

namespace fenrun::server {
namespace {

json::Writer bill_figures_json(const BillFigures& figures) {
  json::Writer body;
  body.integer("lines", figures.lines)
      .fen("income_fen", figures.income)
      .fen("expense_fen", figures.expense)
      .integer("matched", figures.matched)
      .fen("matched_fen", figures.matched_sum)
      .integer("in_bills_beside", figures.beside)
      .integer("outside", figures.outside)
      .fen("outside_fen", figures.outside_sum)
      .integer("differences", figures.differences);
  return body;
}

void write_maybe_fen(json::Writer& body, std::string_view name, const std::optional<Fen>& fen) {
  if (fen) {
    body.fen(name, *fen);
  } else {
    body.null(name);
  }
}

TableCell yuan_cell(const std::optional<Fen>& fen) {
  if (!fen) return {};
  return {decimal_yuan(*fen), true};
}

std::string words_of(std::string_view zh, std::string_view en) {
  return std::string(zh) + " / " + std::string(en);
}

TableRow figures_row(std::string_view name, const BillFigures& figures) {
  const auto number = [](std::int64_t value) { return TableCell{std::to_string(value), true}; };
  TableRow row;
  row.cells = {{std::string(name)},        number(figures.lines),   yuan_cell(figures.income),
               yuan_cell(figures.expense), number(figures.matched), yuan_cell(figures.matched_sum),
               number(figures.beside),     number(figures.outside), yuan_cell(figures.outside_sum),
               number(figures.differences)};
  return row;
}

TableRow difference_row(const FiledDifference& difference) {
  const Difference& found = difference.found;
  const DifferenceClassRow& kind = row_of(found.kind);
  TableRow row;
  row.cells = {{std::to_string(difference.id.value)},
               {std::string(to_word(found.account))},
               {words_of(kind.zh, kind.en)},
               {std::string(to_word(kind.owner))},
               {found.number},
               {found.channel_number},
               yuan_cell(found.ours),
               yuan_cell(found.billed),
               {std::string(to_word(difference.state))},
               {difference.reason},
               {words_of(kind.to_do_zh, kind.to_do_en)},
               {found.note}};
  return row;
}

TableRow text_row(std::initializer_list<std::string_view> texts) {
  TableRow row;
  for (const std::string_view text : texts) row.cells.push_back({std::string(text)});
  return row;
}

}  // namespace

json::Writer reconciliation_json(const ReconciliationDay& day, StaffNames& staff) {
  json::Writer body;
  body.text("day", bill_day_text(day.day))
      .text("state", to_word(day.state))
      .object("operation", bill_figures_json(day.operation))
      .object("basic", bill_figures_json(day.basic))
      .object("trade", bill_figures_json(day.trade))
      .maybe_time("reconciled_at", day.reconciled_at)
      .maybe_time("tried_again_at", day.due_at)
      .maybe_text("closed_by", staff.name(day.closed_by))
      .maybe_time("closed_at", day.closed_at);
  return body;
}

json::Writer difference_json(const FiledDifference& difference, StaffNames& staff) {
  const Difference& found = difference.found;
  const DifferenceClassRow& kind = row_of(found.kind);
  json::Writer what;
  what.text("zh", kind.zh).text("en", kind.en);
  json::Writer to_do;
  to_do.text("zh", kind.to_do_zh).text("en", kind.to_do_en);
  json::Writer body;
  body.id("id", difference.id)
      .text("day", bill_day_text(difference.day))
      .text("account", to_word(found.account))
      .text("class", kind.word)
      .object("what", what)
      .text("owner", to_word(kind.owner))
      .object("to_do", to_do)
      .text("number", found.number)
      .text("channel_number", found.channel_number);
  write_maybe_fen(body, "ours_fen", found.ours);
  write_maybe_fen(body, "billed_fen", found.billed);
  body.fen("unbooked_fen", found.unbooked)
      .text("note", found.note)
      .text("state", to_word(difference.state))
      .text("explanation", to_word(difference.explanation))
      .text("reason", difference.reason)
      .time("found_at", difference.found_at)
      .maybe_text("proposed_by", staff.name(difference.proposed_by))
      .maybe_time("proposed_at", difference.proposed_at)
      .maybe_text("closed_by", staff.name(difference.closed_by))
      .maybe_time("closed_at", difference.closed_at);
  return body;
}

std::vector<TableRow> reconciliation_rows(const ReconciliationDay& day,
                                          const std::vector<FiledDifference>& differences) {
  std::vector<TableRow> rows;
  rows.push_back(text_row({"对账日 / Day", bill_day_text(day.day), "状态 / State", to_word(day.state)}));
  rows.push_back(
      text_row({"账单 / Bill", "账单行数 / Lines", "收入(元) / Income", "支出(元) / Expense",
                "核对一致 / Matched", "一致金额(元) / Matched sum", "见相邻日账单 / In bills beside",
                "账外行数 / Outside", "账外金额(元) / Outside sum", "差异数 / Differences"}));
  rows.push_back(figures_row("运营账户 / OPERATION", day.operation));
  rows.push_back(figures_row("基本账户 / BASIC", day.basic));
  rows.push_back(figures_row("交易账单 / TRADE", day.trade));
  rows.push_back(
      text_row({"差异编号 / Id", "账单 / Bill", "差异 / Difference", "处理人 / Owner",
                "商户单号 / Our number", "微信单号 / WeChat's number", "我方金额(元) / Ours",
                "账单金额(元) / Billed", "状态 / State", "原因 / Reason", "下一步 / Next", "备注 / Note"}));
  for (const FiledDifference& one : differences) rows.push_back(difference_row(one));
  return rows;
}

}  // namespace fenrun::server
