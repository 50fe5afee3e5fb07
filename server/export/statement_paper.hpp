// What a statement's file shows, and its two forms. Every figure of the month stands beside the lines that
// make it.
#pragma once

#include <string>
#include <vector>

#include "flows/ledger/statement.hpp"
#include "server/http/message.hpp"

namespace fenrun::server {

inline constexpr int kWorkbookLinesMax = 20'000;
inline constexpr int kPdfLinesMax = 1'000;

struct StatementPaper {
  flows::ShownStatement shown;
  std::vector<db::JournalTxn> lines;
  std::string producer_name;
  std::string dealer_name;
  Language language = Language::zh;
  Instant made_at;  // when the month was closed; of a provisional statement, when it was asked for
};

// statement_workbook.cpp: a sheet of figures and a sheet of lines with sums.
std::string statement_workbook(const StatementPaper& paper);
// statement_pdf.cpp: the figures, then the lines.
std::string statement_pdf(const StatementPaper& paper);

}  // namespace fenrun::server
