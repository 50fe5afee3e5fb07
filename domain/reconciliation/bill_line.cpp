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

std::string_view to_word(BillKind kind) {
  switch (kind) {
    case BillKind::operation:
      return "operation";
    case BillKind::basic:
      return "basic";
    case BillKind::trade:
      return "trade";
  }
  FENRUN_UNREACHABLE("no such bill");
}

std::optional<BillKind> bill_kind_from(std::string_view word) {
  for (const BillKind kind : kBillKinds) {
    if (to_word(kind) == word) return kind;
  }
  return std::nullopt;
}

LineKind line_kind_of(std::string_view business_name, std::string_view business_type) {
  if (const auto kind = find_bill_word(kTypeWords, business_type)) return *kind;
  if (const auto kind = find_bill_word(kBillWords, business_name)) return *kind;
  if (const auto kind = find_bill_word(kTopUpWords, business_type)) return *kind;
  return LineKind::unknown;
}

LineKind trade_kind_of(std::string_view trade_state) {
  if (trade_state == "SUCCESS") return LineKind::payment;
  return trade_state == "REFUND" ? LineKind::refund : LineKind::unknown;
}

BillLines lines_in(std::span<const BillLine> lines) {
  return [lines](const LineVisitor& visit) {
    for (const BillLine& line : lines) visit(line);
  };
}

}  // namespace fenrun
