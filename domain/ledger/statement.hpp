// The statement (对账表) of a dealer and a month. It says what the journal says, adds up, and has one text,
// so that its hash is a hash of what it says and not of a file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "domain/ledger/posting.hpp"
#include "domain/money.hpp"

namespace fenrun {

// Money between a dealer and the company; what moves among the dealer's own accounts is not among it.
struct MoneyFlows {
  Fen earned;
  Fen clawed_back;
  Fen withdrawn;  // paid through WeChat or outside it, without the tax
  Fen tax;
  Fen written_off;

  // What they add to the dealer's net.
  [[nodiscard]] Fen net() const {
    return Fen{earned.value - clawed_back.value - withdrawn.value - tax.value + written_off.value};
  }
  friend bool operator==(const MoneyFlows&, const MoneyFlows&) = default;
};

enum class Flow { earned, clawed_back, withdrawn, tax, written_off };
// The flow that a posting between these accounts belongs to, if to any.
std::optional<Flow> flow_of(Account debit, Account credit);

MoneyFlows operator+(const MoneyFlows& a, const MoneyFlows& b);
// Counts `amount` as flow_of() says.
void count_flow(MoneyFlows& flows, Account debit, Account credit, Fen amount);

struct Statement {
  std::string dealer;  // public id
  int month = 0;       // year × 100 + month, in China
  Balance opening;
  MoneyFlows flows;
  Balance closing;
  MoneyFlows to_date;  // from the first movement of all to the end of the month
  // The movements of the month are those after the first number, up to the last. `journal_hash` is the last
  // one's, which covers every movement before it; 32 zero bytes before the first.
  std::int64_t opening_number = 0;
  std::int64_t last_number = 0;
  std::string journal_hash = std::string(32, '\0');

  friend bool operator==(const Statement&, const Statement&) = default;
};

// opening.net() + flows.net() = closing.net() = to_date.net().
[[nodiscard]] bool foots(const Statement& statement);

// One line for each figure, ASCII. The statement's hash is the SHA-256 of it.
std::string to_text(const Statement& statement);

inline constexpr ErrorCode kStatementBroken{
    ErrorKind::conflict, "statement.broken", "该月对账表与其校验值不符，请联系财务核查",
    "The stored statement of this month does not agree with its hash; finance must look at it"};
inline constexpr ErrorCode kStatementBeforeJoining{ErrorKind::refused, "statement.before_joining",
                                                   "该月尚未成为经销商",
                                                   "The dealer had not joined in that month"};
inline constexpr ErrorCode kStatementTooLong{
    ErrorKind::refused, "statement.too_long", "该月明细过多，请下载 XLSX 或分页查询流水",
    "The month has too many lines for this file; take the XLSX or read the journal page by page"};

}  // namespace fenrun
