#include "domain/money_text.hpp"
#include "server/export/pdf_pages.hpp"
#include "server/export/statement_words.hpp"

namespace fenrun::server {
namespace {

constexpr double kMargin = 36;
constexpr double kInner = PdfPages::kWidth - 2 * kMargin;
constexpr double kFootTop = PdfPages::kHeight - kMargin - 10;
constexpr double kLineHeight = 13;
constexpr double kFiguresTop = 96;
constexpr double kLinesTop = 64;
constexpr double kTextSize = 8;

struct PdfColumn {
  std::string title;
  double width;
  PdfAlign align;
};

std::vector<PdfColumn> line_columns(Language language) {
  const auto word = [&](std::string_view zh, std::string_view en) { return in_language(language, zh, en); };
  std::vector<PdfColumn> columns{{word("序号", "No."), 40, PdfAlign::left},
                                 {word("时间", "Time"), 92, PdfAlign::left},
                                 {word("摘要", "What happened"), 206, PdfAlign::left},
                                 {word("净额变动", "Change of net"), 72, PdfAlign::right}};
  for (const AccountRow& row : chart_of_accounts()) {
    if (row.owner == Owner::dealer) columns.push_back({word(row.zh, row.en), 72, PdfAlign::right});
  }
  return columns;
}

// "2026-11-21 10:00:00"
std::string minute_text(Instant instant) {
  std::string text = to_rfc3339(std::chrono::floor<std::chrono::seconds>(instant)).substr(0, 19);
  text[10] = ' ';
  return text;
}

class StatementPages {
 public:
  explicit StatementPages(const StatementPaper& paper)
      : paper_(paper),
        pages_(statement_title(paper), paper.made_at),
        columns_(line_columns(paper.language)) {}

  std::string draw() {
    draw_heading();
    draw_figures();
    draw_lines();
    draw_foot();
    return pages_.finish();
  }

 private:
  [[nodiscard]] std::string word(std::string_view zh, std::string_view en) const {
    return in_language(paper_.language, zh, en);
  }

  void draw_heading() {
    const Statement& it = paper_.shown.statement;
    pages_.text(statement_title(paper_), {kMargin, kMargin, kInner, 16, PdfAlign::left, true});
    pages_.text(paper_.producer_name, {kMargin, kMargin + 4, kInner, 10, PdfAlign::right});
    pages_.text(paper_.dealer_name + "  " + it.dealer, {kMargin, kMargin + 26, kInner, 10});
    pages_.text(statement_standing(paper_) + "  " + minute_text(paper_.made_at),
                {kMargin, kMargin + 26, kInner, 10, PdfAlign::right});
    pages_.rule(kMargin, kFiguresTop - 12, kInner);
  }

  void draw_figures() {
    const Statement& it = paper_.shown.statement;
    constexpr double kBlock = kInner / 4;
    draw_block(0 * kBlock, word("期初", "Opening"), named_balance(it.opening, paper_.language));
    draw_block(1 * kBlock, word("本月", "Month"), named_flows(it.flows, paper_.language));
    draw_block(2 * kBlock, word("期末", "Closing"), named_balance(it.closing, paper_.language));
    draw_block(3 * kBlock, word("累计", "To date"), named_flows(it.to_date, paper_.language));
  }

  void draw_block(double left, const std::string& title, const std::vector<NamedFen>& figures) {
    constexpr double kWide = kInner / 4 - 16;
    double top = kFiguresTop;
    pages_.text(title, {kMargin + left, top, kWide, 10, PdfAlign::left, true});
    for (const auto& [name, fen] : figures) {
      top += kLineHeight + 2;
      pages_.text(name, {kMargin + left, top, kWide - 60, 9});
      pages_.text(decimal_yuan(fen), {kMargin + left + kWide - 70, top, 70, 9, PdfAlign::right});
    }
  }

  void draw_lines() {
    double top = kFiguresTop + 8 * (kLineHeight + 2);
    draw_titles(top);
    Fen before = paper_.shown.statement.opening.net();
    for (const db::JournalTxn& line : paper_.lines) {
      top += kLineHeight;
      if (top + kLineHeight > kFootTop) {
        turn_page();
        top = kLinesTop;
        draw_titles(top);
        top += kLineHeight;
      }
      draw_line(line, before, top);
      before = line.after.net();
    }
  }

  void turn_page() {
    draw_foot();
    pages_.next_page();
    ++page_;
    pages_.text(statement_title(paper_), {kMargin, kMargin, kInner, 10, PdfAlign::left, true});
    pages_.text(paper_.dealer_name, {kMargin, kMargin, kInner, 10, PdfAlign::right});
  }

  void draw_titles(double top) {
    double left = kMargin;
    for (const PdfColumn& column : columns_) {
      pages_.text(column.title, {left, top, column.width - 4, kTextSize, column.align, true});
      left += column.width;
    }
    pages_.rule(kMargin, top + kLineHeight - 1, kInner);
  }

  void draw_line(const db::JournalTxn& line, Fen before, double top) {
    std::vector<std::string> cells{std::to_string(line.number), minute_text(line.at),
                                   line_description(line, paper_.language),
                                   decimal_yuan(Fen{line.after.net().value - before.value})};
    for (const AccountRow& row : chart_of_accounts()) {
      if (row.owner == Owner::dealer) cells.push_back(decimal_yuan(line.after.of(row.account)));
    }
    double left = kMargin;
    for (std::size_t n = 0; n < cells.size(); ++n) {
      const PdfColumn& column = columns_[n];
      pages_.text(cells[n], {left, top, column.width - 4, kTextSize, column.align});
      left += column.width;
    }
  }

  void draw_foot() {
    pages_.rule(kMargin, kFootTop - 2, kInner);
    pages_.text("SHA-256 " + statement_hash_text(paper_), {kMargin, kFootTop, kInner, 7});
    pages_.text(std::to_string(page_), {kMargin, kFootTop, kInner, 7, PdfAlign::right});
  }

  const StatementPaper& paper_;
  PdfPages pages_;
  const std::vector<PdfColumn> columns_;
  int page_ = 1;
};

}  // namespace

std::string statement_pdf(const StatementPaper& paper) { return StatementPages(paper).draw(); }

}  // namespace fenrun::server
