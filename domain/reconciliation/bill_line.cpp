#include "domain/reconciliation/bill_line.hpp"

#include "base/assert.hpp"

namespace fenrun {
namespace {

struct BillWord {
  std::string_view part;  // of the name or the type
  LineKind kind;
};

// The first that fits. A fee says so in its type and carries the name and the numbers of what it is for.
constexpr BillWord kTypeWords[] = {{"手续费", LineKind::fee}, {"分账", LineKind::sharing}};
constexpr BillWord kBillWords[] = {
    {"商家转账", LineKind::transfer}, {"企业付款", LineKind::transfer}, {"退款", LineKind::refund},
    {"分账", LineKind::sharing},      {"交易", LineKind::payment},
};
// Of the name "充值/提现" only the type says which.
constexpr BillWord kTopUpWords[] = {{"充值", LineKind::top_up}, {"提现", LineKind::bank_payout}};

template <std::size_t N>
std::optional<LineKind> find_bill_word(const BillWord (&words)[N], std::string_view text) {
  for (const BillWord& word : words) {
    if (text.find(word.part) != std::string_view::npos) return word.kind;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_word(BillAccount account) {
  switch (account) {
    case BillAccount::operation:
      return "operation";
    case BillAccount::basic:
      return "basic";
  }
  FENRUN_UNREACHABLE("no such account of a bill");
}

std::optional<BillAccount> bill_account_from(std::string_view word) {
  for (const BillAccount account : kBillAccounts) {
    if (to_word(account) == word) return account;
  }
  return std::nullopt;
}

LineKind line_kind_of(std::string_view business_name, std::string_view business_type) {
  if (const auto kind = find_bill_word(kTypeWords, business_type)) return *kind;
  if (const auto kind = find_bill_word(kBillWords, business_name)) return *kind;
  if (const auto kind = find_bill_word(kTopUpWords, business_type)) return *kind;
  return LineKind::unknown;
}

BillLines lines_in(std::span<const BillLine> lines) {
  return [lines](const LineVisitor& visit) {
    for (const BillLine& line : lines) visit(line);
  };
}

}  // namespace fenrun
