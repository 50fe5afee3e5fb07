// The words that both forms of a statement use, in the reader's language.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto/encoding.hpp"
#include "server/export/statement_paper.hpp"

namespace fenrun::server {

inline std::string in_language(Language language, std::string_view zh, std::string_view en) {
  return std::string(language == Language::zh ? zh : en);
}

using NamedFen = std::pair<std::string, Fen>;

// The dealer's accounts in their order, then their net.
inline std::vector<NamedFen> named_balance(const Balance& balance, Language language) {
  std::vector<NamedFen> named;
  for (const AccountRow& row : chart_of_accounts()) {
    if (row.owner == Owner::dealer)
      named.emplace_back(in_language(language, row.zh, row.en), balance.of(row.account));
  }
  named.emplace_back(in_language(language, "净额", "Net"), balance.net());
  return named;
}

inline std::vector<NamedFen> named_flows(const MoneyFlows& flows, Language language) {
  return {{in_language(language, "佣金收入", "Earned"), flows.earned},
          {in_language(language, "退款追回", "Clawed back"), flows.clawed_back},
          {in_language(language, "已提现", "Withdrawn"), flows.withdrawn},
          {in_language(language, "代扣税款", "Tax"), flows.tax},
          {in_language(language, "欠款核销", "Written off"), flows.written_off}};
}

inline std::string statement_title(const StatementPaper& paper) {
  return in_language(paper.language, "经销商对账表 ", "Dealer statement ") +
         month_text(paper.shown.statement.month);
}

inline std::string statement_standing(const StatementPaper& paper) {
  if (!paper.shown.closed_at) return in_language(paper.language, "未结账（暂估）", "Provisional");
  return in_language(paper.language, "已结账", "Closed");
}

inline std::string statement_hash_text(const StatementPaper& paper) {
  return crypto::to_hex(crypto::as_bytes(paper.shown.hash));
}

inline MoneyFlows flows_of_line(const db::JournalTxn& line) {
  MoneyFlows flows;
  for (const Posting& one : line.postings) count_flow(flows, one.debit(), one.credit(), one.amount());
  return flows;
}

inline std::string line_description(const db::JournalTxn& line, Language language) {
  const MovementRow& row = row_of(line.kind);
  return in_language(language, row.zh, row.en);
}

}  // namespace fenrun::server
