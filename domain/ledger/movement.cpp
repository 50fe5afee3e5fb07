#include "domain/ledger/movement.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace fenrun {
namespace {

// clang-format off
constexpr MovementRow kMovements[] = {
    {MovementKind::accrue,           "accrue",           Owner::dealer,  Subject::commission, "the commission: order line, dealer, level, rule version",
     "订单支付成功，产生佣金", "A sale was paid and a dealer earns"},
    {MovementKind::keep_unclaimed,   "keep_unclaimed",   Owner::company, Subject::none,       "the order line and level",
     "订单支付成功，该级无人可得", "A sale was paid and nobody is entitled to the share"},
    {MovementKind::return_unclaimed, "return_unclaimed", Owner::company, Subject::none,       "the refund, order line and level",
     "无人领取的份额随退款冲回", "The share that nobody got goes back with the refund"},
    {MovementKind::release,          "release",          Owner::dealer,  Subject::commission, "the commission",
     "过了退款期，先还欠款，余额可提现", "The refund window is over; debts are repaid first, the rest is available"},
    {MovementKind::claw_back,        "claw_back",        Owner::dealer,  Subject::commission, "the refund and the commission",
     "退款追回佣金，余额不足部分记为欠款", "A refund takes commission back; what the balance cannot cover is owed"},
    {MovementKind::hold,             "hold",             Owner::dealer,  Subject::withdrawal, "the withdrawal",
     "申请提现，冻结金额", "A withdrawal was asked for"},
    {MovementKind::return_hold,      "return_hold",      Owner::dealer,  Subject::withdrawal, "the withdrawal",
     "提现被驳回、失败或撤销，先还欠款，余额退回", "A withdrawal ended unpaid; debts are repaid first, the rest is available"},
    {MovementKind::lock,             "lock",             Owner::dealer,  Subject::none,       "the bill",
     "微信锁定转账资金", "WeChat locked the money of a bill"},
    {MovementKind::unlock,           "unlock",           Owner::dealer,  Subject::none,       "the bill",
     "转账失败，微信解锁资金", "The bill failed and WeChat gave the money back"},
    {MovementKind::settle,           "settle",           Owner::dealer,  Subject::withdrawal, "the bill",
     "转账成功", "The bill was paid"},
    {MovementKind::withhold_tax,     "withhold_tax",     Owner::dealer,  Subject::withdrawal, "the withdrawal",
     "提现代扣税款", "The tax of a withdrawal is kept for the tax office"},
    {MovementKind::keep_fee,         "keep_fee",         Owner::dealer,  Subject::withdrawal, "the withdrawal",
     "提现收取手续费", "The fee of a withdrawal is kept"},
    {MovementKind::pay_offline,      "pay_offline",      Owner::dealer,  Subject::withdrawal, "the withdrawal",
     "线下付款", "A withdrawal was paid outside WeChat"},
    {MovementKind::freeze,           "freeze",           Owner::dealer,  Subject::commission, "the dispute",
     "对账单有争议，冻结争议金额", "A statement line is disputed; exactly these fen are frozen"},
    {MovementKind::unfreeze,         "unfreeze",         Owner::dealer,  Subject::commission, "the dispute",
     "争议结束，款项归经销商", "The dispute ended in favour of the dealer"},
    {MovementKind::forfeit,          "forfeit",          Owner::dealer,  Subject::commission, "the dispute",
     "争议结束，佣金冲回", "The dispute ended in favour of the company"},
    {MovementKind::write_off,        "write_off",        Owner::dealer,  Subject::none,       "the write-off request",
     "欠款经两人批准核销", "Two people gave a debt up"},
    {MovementKind::fund_in,          "fund_in",          Owner::company, Subject::none,       "the line of the fund bill",
     "资金账单收入，待查", "A line of the fund bill brought money that is not explained yet"},
    {MovementKind::fund_out,         "fund_out",         Owner::company, Subject::none,       "the line of the fund bill",
     "资金账单支出，待查", "A line of the fund bill took money that is not explained yet"},
    {MovementKind::explain_top_up,   "explain_top_up",   Owner::company, Subject::none,       "the line of the fund bill",
     "查明为充值", "The line was a top-up from the bank"},
    {MovementKind::explain_fee,      "explain_fee",      Owner::company, Subject::none,       "the line of the fund bill",
     "查明为手续费", "The line was a fee"},
    {MovementKind::explain_payout,   "explain_payout",   Owner::company, Subject::none,       "the line of the fund bill",
     "查明为提现到银行", "The line was our own transfer to the bank"},
};

//   kind                            debit                credit
constexpr LegalPosting kPostings[] = {
    {MovementKind::accrue,           Account::commission, Account::pending},
    {MovementKind::keep_unclaimed,   Account::commission, Account::unclaimed},
    {MovementKind::return_unclaimed, Account::unclaimed,  Account::commission},
    {MovementKind::release,          Account::pending,    Account::owed},
    {MovementKind::release,          Account::pending,    Account::available},
    {MovementKind::claw_back,        Account::pending,    Account::commission},
    {MovementKind::claw_back,        Account::available,  Account::commission},
    {MovementKind::claw_back,        Account::disputed,   Account::commission},
    {MovementKind::claw_back,        Account::owed,       Account::commission},
    {MovementKind::hold,             Account::available,  Account::held},
    {MovementKind::return_hold,      Account::held,       Account::owed},
    {MovementKind::return_hold,      Account::held,       Account::available},
    {MovementKind::lock,             Account::in_flight,  Account::wechat},
    {MovementKind::unlock,           Account::wechat,     Account::in_flight},
    {MovementKind::settle,           Account::held,       Account::in_flight},
    {MovementKind::withhold_tax,     Account::held,       Account::tax},
    {MovementKind::keep_fee,         Account::held,        Account::fees},
    {MovementKind::pay_offline,      Account::held,       Account::bank},
    {MovementKind::freeze,           Account::pending,    Account::disputed},
    {MovementKind::freeze,           Account::available,  Account::disputed},
    {MovementKind::unfreeze,         Account::disputed,   Account::pending},
    {MovementKind::unfreeze,         Account::disputed,   Account::owed},
    {MovementKind::unfreeze,         Account::disputed,   Account::available},
    {MovementKind::forfeit,          Account::disputed,   Account::commission},
    {MovementKind::write_off,        Account::bad_debt,   Account::owed},
    {MovementKind::fund_in,          Account::wechat,     Account::suspense},
    {MovementKind::fund_out,         Account::suspense,   Account::wechat},
    {MovementKind::explain_top_up,   Account::suspense,   Account::bank},
    {MovementKind::explain_fee,      Account::fees,       Account::suspense},
    {MovementKind::explain_payout,   Account::bank,       Account::suspense},
};
// clang-format on

constexpr bool movements_are_in_order() {
  std::size_t index = 0;
  for (const MovementRow& row : kMovements) {
    if (static_cast<std::size_t>(row.kind) != index++) return false;
  }
  return true;
}
static_assert(movements_are_in_order());

bool is_reference(std::string_view text) {
  return !text.empty() && text.size() <= kReferenceMax &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

// What begins and what releases a commission, and what begins a withdrawal, goes by the subject's own name.
bool has_its_subject(const Movement& movement, const MovementRow& row) {
  if (row.subject == Subject::none) return movement.subject.empty();
  switch (movement.kind) {
    case MovementKind::accrue:
    case MovementKind::release:
    case MovementKind::hold:
      return movement.subject == movement.reference;
    default:
      return is_reference(movement.subject);
  }
}

}  // namespace

std::span<const MovementRow> legal_movements() { return kMovements; }

std::span<const LegalPosting> legal_postings() { return kPostings; }

const MovementRow& row_of(MovementKind kind) {
  const auto index = static_cast<std::size_t>(kind);
  FENRUN_ASSERT(index < std::size(kMovements));
  return kMovements[index];
}

bool is_legal(MovementKind kind, Account debit, Account credit) {
  return std::ranges::any_of(kPostings, [&](const LegalPosting& row) {
    return row.kind == kind && row.debit == debit && row.credit == credit;
  });
}

std::string_view to_word(MovementKind kind) { return row_of(kind).word; }

std::optional<MovementKind> movement_from(std::string_view word) {
  for (const MovementRow& row : kMovements) {
    if (row.word == word) return row.kind;
  }
  return std::nullopt;
}

Done check_movement(const Movement& movement) {
  const MovementRow& row = row_of(movement.kind);
  if (!is_reference(movement.reference)) return kMovementInvalid;
  if (movement.dealer.value < 0 || movement.dealer.is_set() != (row.owner == Owner::dealer)) {
    return kMovementInvalid;
  }
  if (!has_its_subject(movement, row)) return kMovementInvalid;
  if (movement.matures_at && movement.kind != MovementKind::accrue) return kMovementInvalid;
  if (movement.amount.value <= 0 || movement.amount > kMovementMax) return kMovementAmountInvalid;
  return {};
}

}  // namespace fenrun
