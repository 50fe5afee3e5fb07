#include "wechat/pay/bill/fund_bill.hpp"

#include <array>

#include "wechat/pay/bill/bill_fields.hpp"
#include "wechat/pay/bill/bill_totals.hpp"

namespace fenrun::wechat {
namespace {

constexpr std::array<std::string_view, 11> kFundColumns{
    "记账时间",     "微信支付业务单号", "资金流水单号",       "业务名称", "业务类型",  "收支类型",
    "收支金额(元)", "账户结余(元)",     "资金变更提交申请人", "备注",     "业务凭证号"};

struct FundTotals {
  std::int64_t count = 0, incomes = 0, expenses = 0;
  Fen income, expense;

  friend bool operator==(const FundTotals&, const FundTotals&) = default;
};

void read_fund_row(BillFields& fields, FundBillRow& row) {
  row.time = fields.time("记账时间");
  row.wechat_number = fields.text("微信支付业务单号");
  row.fund_number = fields.text("资金流水单号");
  row.business_name = fields.text("业务名称");
  row.business_type = fields.text("业务类型");
  const std::string_view direction = fields.text("收支类型");
  if (direction != "收入" && direction != "支出") fields.fail("收支类型");
  row.is_income = direction == "收入";
  row.amount = fields.yuan("收支金额(元)");
  if (row.amount.value < 0) fields.fail("收支金额(元)");
  row.balance = fields.yuan("账户结余(元)");
  row.submitter = fields.text_if("资金变更提交申请人");
  row.remark = fields.text_if("备注");
  row.voucher_number = fields.text("业务凭证号");
}

FundTotals read_fund_totals(BillFields& fields) {
  FundTotals totals;
  totals.count = fields.count("资金流水总笔数");
  totals.incomes = fields.count("收入笔数");
  totals.income = fields.yuan("收入金额");
  totals.expenses = fields.count("支出笔数");
  totals.expense = fields.yuan("支出金额");
  return totals;
}

bool add_fund_row(FundTotals& totals, const FundBillRow& row) {
  ++totals.count;
  ++(row.is_income ? totals.incomes : totals.expenses);
  auto& sum = row.is_income ? totals.income.value : totals.expense.value;
  return !__builtin_add_overflow(sum, row.amount.value, &sum);
}

Error fund_bill_error(std::string why) { return Error(kBillUnreadable).internal_note(std::move(why)); }

}  // namespace

Result<FundBillSums> walk_fund_bill(BillSource source, const std::function<void(const FundBillRow&)>& visit) {
  BillReader reader(std::move(source));
  if (!reader.open_section()) return fund_bill_error(reader.problem());
  const auto unknown_columns = reader.unknown_columns(kFundColumns);
  BillFields fields(reader);
  FundTotals sum;
  for (FundBillRow row; reader.next_row();) {
    read_fund_row(fields, row);
    if (!fields.problem().empty()) return fund_bill_error(fields.problem());
    if (!add_fund_row(sum, row)) return fund_bill_error("a sum does not fit");
    visit(row);
  }
  const auto said = read_bill_totals<FundTotals>(reader, read_fund_totals);
  if (!said) return said.error();
  if (*said != sum) return fund_bill_error("the totals are not those of the rows");
  return FundBillSums{sum.count, sum.income, sum.expense, unknown_columns};
}

Result<FundBill> read_fund_bill(std::string_view file) {
  FundBill bill;
  auto sums = walk_fund_bill(pieces_of(file), [&bill](const FundBillRow& row) { bill.rows.push_back(row); });
  if (!sums) return sums.error();
  bill.income = sums->income;
  bill.expense = sums->expense;
  bill.unknown_columns = std::move(sums->unknown_columns);
  return bill;
}

}  // namespace fenrun::wechat
