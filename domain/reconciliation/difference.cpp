#include "domain/reconciliation/difference.hpp"

#include "base/assert.hpp"
#include "domain/text.hpp"
#include "domain/withdrawal/payout_state.hpp"

namespace fenrun {
namespace {

using enum DifferenceOwner;

constexpr DifferenceClassRow kDifferenceClasses[] = {
    {DifferenceClass::not_ours, "not_ours", engineer, true, "账单有、我方没有",
     "In the bill, not in our books", "先确认商户密钥是否泄露，再查该单号的来源",
     "Find out whether the merchant key has leaked, then where the number comes from"},
    {DifferenceClass::missing_in_bill, "missing_in_bill", finance, false, "我方成功、账单没有",
     "Ended in our books, not in the bill", "次日账单到后会自动复核；仍缺则凭单号咨询微信支付客服",
     "It is looked for in the next day's bill by itself; if it is still missing, ask WeChat Pay by its "
     "number"},
    {DifferenceClass::amount_differs, "amount_differs", engineer, true, "金额不一致", "The amounts differ",
     "按单号查询微信订单，核对原始请求与账单行",
     "Query the number at WeChat and compare what was sent with the line of the bill"},
    {DifferenceClass::state_differs, "state_differs", engineer, false, "状态不一致", "The states differ",
     "按单号查询微信；我方处理完成后重新对账即消除",
     "Query the number at WeChat; when our row has caught up, reconcile the day again"},
    {DifferenceClass::duplicate_line, "duplicate_line", finance, false, "账单行重复",
     "A line stands in the bills twice", "凭资金流水单号向微信支付客服核实",
     "Ask WeChat Pay about the number of the line"},
    {DifferenceClass::unknown_line, "unknown_line", engineer, false, "无法识别的业务类型",
     "A kind of line that is not known", "核实业务类型；常见的补充到对照表",
     "Find out what it is; add the words to the table when they come again"},
    {DifferenceClass::to_explain, "to_explain", finance, false, "非我方指令的资金变动",
     "Money moved by no order of ours", "与银行流水核对后说明：充值、手续费或提现",
     "Compare with the bank's statement and say what it was: top-up, fee or payout to the bank"},
    {DifferenceClass::ledger_differs, "ledger_differs", engineer, false, "总账与单据不一致",
     "The ledger and our row differ", "执行 fenrun-admin ledger verify，核对该单号的分录",
     "Run fenrun-admin ledger verify and look at the postings of the number"},
    {DifferenceClass::bill_broken, "bill_broken", engineer, false, "账单无法解析或汇总行不符",
     "The bill cannot be read, or its totals do not fit", "稍后重新下载；仍不符则联系微信支付客服",
     "Fetch it again later; if it stays so, ask WeChat Pay"},
    {DifferenceClass::bill_changed, "bill_changed", engineer, false, "同日账单内容改变",
     "Fetched again, the bill is another file", "保留原文件，向微信支付客服核实",
     "The first file is kept; ask WeChat Pay"},
};

constexpr bool classes_are_in_order() {
  std::size_t index = 0;
  for (const DifferenceClassRow& row : kDifferenceClasses) {
    if (static_cast<std::size_t>(row.kind) != index++) return false;
  }
  return index == kDifferenceClassCount;
}
static_assert(classes_are_in_order());

bool explains(FundExplanation explanation, Fen unbooked) {
  switch (explanation) {
    case FundExplanation::none:
      return unbooked.value == 0;
    case FundExplanation::top_up:
      return unbooked.value > 0;
    case FundExplanation::fee:
    case FundExplanation::bank_payout:
      return unbooked.value < 0;
  }
  FENRUN_UNREACHABLE("no such explanation");
}

}  // namespace

std::span<const DifferenceClassRow> difference_classes() { return kDifferenceClasses; }

const DifferenceClassRow& row_of(DifferenceClass kind) {
  const auto index = static_cast<std::size_t>(kind);
  FENRUN_ASSERT(index < std::size(kDifferenceClasses));
  return kDifferenceClasses[index];
}

std::string_view to_word(DifferenceClass kind) { return row_of(kind).word; }

std::optional<DifferenceClass> difference_class_from(std::string_view word) {
  for (const DifferenceClassRow& row : kDifferenceClasses) {
    if (row.word == word) return row.kind;
  }
  return std::nullopt;
}

bool stops_payouts(const Difference& found) {
  if (found.account != BillKind::operation) return false;
  if (row_of(found.kind).stops_payouts) return true;
  if (found.kind != DifferenceClass::state_differs || found.billed.value_or(Fen{}).value >= 0) return false;
  const auto state = payout_state_from(found.note);
  return state && is_terminal(*state) && *state != PayoutState::succeeded;
}

std::string_view to_word(DifferenceOwner owner) { return owner == finance ? "finance" : "engineer"; }

std::string_view to_word(DifferenceState state) {
  switch (state) {
    case DifferenceState::open:
      return "open";
    case DifferenceState::proposed:
      return "proposed";
    case DifferenceState::closed:
      return "closed";
    case DifferenceState::gone:
      return "gone";
  }
  FENRUN_UNREACHABLE("no such state of a difference");
}

std::optional<DifferenceState> difference_state_from(std::string_view word) {
  for (const auto state :
       {DifferenceState::open, DifferenceState::proposed, DifferenceState::closed, DifferenceState::gone}) {
    if (to_word(state) == word) return state;
  }
  return std::nullopt;
}

std::string_view to_word(FundExplanation explanation) {
  switch (explanation) {
    case FundExplanation::none:
      return "none";
    case FundExplanation::top_up:
      return "top_up";
    case FundExplanation::fee:
      return "fee";
    case FundExplanation::bank_payout:
      return "bank_payout";
  }
  FENRUN_UNREACHABLE("no such explanation");
}

std::optional<FundExplanation> fund_explanation_from(std::string_view word) {
  for (const auto explanation :
       {FundExplanation::none, FundExplanation::top_up, FundExplanation::fee, FundExplanation::bank_payout}) {
    if (to_word(explanation) == word) return explanation;
  }
  return std::nullopt;
}

MovementKind movement_of(FundExplanation explanation) {
  switch (explanation) {
    case FundExplanation::top_up:
      return MovementKind::explain_top_up;
    case FundExplanation::fee:
      return MovementKind::explain_fee;
    case FundExplanation::bank_payout:
      return MovementKind::explain_payout;
    case FundExplanation::none:
      break;
  }
  FENRUN_UNREACHABLE("an explanation that moves nothing");
}

Done check_proposal(const FiledDifference& difference, std::string_view reason, FundExplanation explanation) {
  if (!is_open(difference.state)) return kDifferenceClosed;
  if (!is_one_line(reason, 1, kDifferenceReasonMax)) return kDifferenceReasonInvalid;
  if (!explains(explanation, difference.found.unbooked)) return kDifferenceUnexplained;
  return {};
}

Done check_confirmation(const FiledDifference& difference, StaffId staff, const ShownExplanation& shown) {
  if (!is_open(difference.state)) return kDifferenceClosed;
  if (difference.state != DifferenceState::proposed) return kDifferenceNotProposed;
  if (difference.proposed_by == staff) return kDifferenceOwn;
  if (difference.explanation != shown.explanation || difference.reason != shown.reason)
    return kDifferenceChanged;
  return {};
}

}  // namespace fenrun
