#include "server/export/statement_words.hpp"
#include "server/export/workbook.hpp"

namespace fenrun::server {
namespace {

using Cells = std::vector<WorkbookCell>;

void add_part(Workbook& book, const std::string& part, const std::vector<NamedFen>& figures) {
  for (const auto& [name, fen] : figures) book.add_row({part, name, fen});
}

void add_figures(Workbook& book, const StatementPaper& paper) {
  const Language language = paper.language;
  const Statement& it = paper.shown.statement;
  const auto word = [&](std::string_view zh, std::string_view en) { return in_language(language, zh, en); };
  book.begin_sheet(
      word("对账表", "Statement"),
      {{word("部分", "Part"), 14}, {word("项目", "Item"), 34}, {word("金额（元）", "Amount (yuan)"), 18}});
  book.add_row({word("月份", "Month"), month_text(it.month)});
  book.add_row({word("生产者", "Producer"), paper.producer_name});
  book.add_row({word("经销商", "Dealer"), paper.dealer_name});
  book.add_row({word("编号", "Number"), it.dealer});
  book.add_row({word("状态", "State"), statement_standing(paper), paper.made_at});
  add_part(book, word("期初", "Opening"), named_balance(it.opening, language));
  add_part(book, word("本月", "Month"), named_flows(it.flows, language));
  add_part(book, word("期末", "Closing"), named_balance(it.closing, language));
  add_part(book, word("累计", "To date"), named_flows(it.to_date, language));
  book.add_row({word("流水", "Journal"), std::string(crypto::to_hex(crypto::as_bytes(it.journal_hash))),
                it.last_number});
  book.add_row({"SHA-256", statement_hash_text(paper)});
}

// A figure that is zero leaves its cell empty: most lines have one figure.
WorkbookCell figure(Fen fen) { return fen.value == 0 ? WorkbookCell{} : WorkbookCell{fen}; }

Cells line_cells(const db::JournalTxn& line, Language language) {
  const MoneyFlows flows = flows_of_line(line);
  Cells cells{line.number,
              line.at,
              line_description(line, language),
              line.reference,
              line.amount,
              figure(flows.earned),
              figure(flows.clawed_back),
              figure(flows.withdrawn),
              figure(flows.tax),
              figure(flows.written_off)};
  for (const AccountRow& row : chart_of_accounts()) {
    if (row.owner == Owner::dealer) cells.emplace_back(line.after.of(row.account));
  }
  return cells;
}

void add_lines(Workbook& book, const StatementPaper& paper) {
  const Language language = paper.language;
  const auto word = [&](std::string_view zh, std::string_view en) { return in_language(language, zh, en); };
  std::vector<WorkbookColumn> columns{{word("序号", "No."), 8},
                                      {word("时间", "Time"), 20},
                                      {word("摘要", "What happened"), 44},
                                      {word("凭证号", "Reference"), 30},
                                      {word("发生额", "Amount"), 14}};
  for (const auto& [name, fen] : named_flows({}, language)) columns.push_back({name, 14});
  for (const AccountRow& row : chart_of_accounts()) {
    if (row.owner == Owner::dealer) columns.push_back({word(row.zh, row.en), 16});
  }
  book.begin_sheet(word("明细", "Lines"), columns);
  for (const db::JournalTxn& line : paper.lines) book.add_row(line_cells(line, language));
  Cells sums{word("合计", "Total"), {}, {}, {}, {}};
  for (const auto& [name, fen] : named_flows(paper.shown.statement.flows, language))
    sums.emplace_back(ColumnSum{fen});
  book.add_row(sums);
}

}  // namespace

std::string statement_workbook(const StatementPaper& paper) {
  Workbook book(statement_title(paper), paper.made_at);
  add_figures(book, paper);
  add_lines(book, paper);
  return book.finish();
}

}  // namespace fenrun::server
