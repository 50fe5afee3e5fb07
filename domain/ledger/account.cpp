#include "domain/ledger/account.hpp"

#include "base/assert.hpp"

namespace fenrun {
namespace {

// clang-format off
constexpr AccountRow kChart[] = {
    {Account::pending,    Owner::dealer,  Side::credit, "pending",    "待结算佣金",   "Commission inside the refund window"},
    {Account::available,  Owner::dealer,  Side::credit, "available",  "可提现余额",   "Available balance"},
    {Account::held,       Owner::dealer,  Side::credit, "held",       "提现冻结",     "Held for withdrawals"},
    {Account::disputed,   Owner::dealer,  Side::credit, "disputed",   "争议冻结",     "Frozen by a dispute"},
    {Account::owed,       Owner::dealer,  Side::debit,  "owed",       "欠款",         "Owed by the dealer"},
    {Account::commission, Owner::company, Side::debit,  "commission", "佣金支出",     "Commission expense"},
    {Account::unclaimed,  Owner::company, Side::credit, "unclaimed",  "无人领取份额", "Unclaimed shares"},
    {Account::wechat,     Owner::company, Side::debit,  "wechat",     "微信商户余额", "Money at WeChat"},
    {Account::in_flight,  Owner::company, Side::debit,  "in_flight",  "在途资金",     "Locked by WeChat for a bill"},
    {Account::bank,       Owner::company, Side::debit,  "bank",       "银行存款",     "Money outside WeChat"},
    {Account::tax,        Owner::company, Side::credit, "tax",        "代扣税款",     "Tax withheld"},
    {Account::bad_debt,   Owner::company, Side::debit,  "bad_debt",   "坏账损失",     "Debts written off"},
    {Account::fees,       Owner::company, Side::debit,  "fees",       "渠道手续费",   "Fees of the channel"},
    {Account::suspense,   Owner::company, Side::credit, "suspense",   "待查款项",     "Not explained yet"},
};
// clang-format on

constexpr bool chart_is_in_order() {
  std::size_t index = 0;
  for (const AccountRow& row : kChart) {
    if (static_cast<std::size_t>(row.account) != index++) return false;
  }
  return true;
}
static_assert(chart_is_in_order());

}  // namespace

std::span<const AccountRow> chart_of_accounts() { return kChart; }

const AccountRow& row_of(Account account) {
  const auto index = static_cast<std::size_t>(account);
  FENRUN_ASSERT(index < std::size(kChart));
  return kChart[index];
}

std::string_view to_word(Account account) { return row_of(account).word; }

std::optional<Account> account_from(std::string_view word) {
  for (const AccountRow& row : kChart) {
    if (row.word == word) return row.account;
  }
  return std::nullopt;
}

}  // namespace fenrun
