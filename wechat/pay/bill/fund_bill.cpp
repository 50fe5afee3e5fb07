#include "wechat/pay/bill/fund_bill.hpp"

#include <array>

#include "wechat/pay/bill/bill_fields.hpp"

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

FundBillRow read_fund_row(BillFields& fields) {
  FundBillRow row;
  row.time = fields.time("记账时间");
  row.wechat_number = fields.text("微信支付业务单号");
  row.fund_number = fields.text("资金流水单号");
  row.business_name = fields.text("业务名称");
  row.business_type = fields.text("业务类型");
  const std::string& direction = fields.text("收支类型");
  if (direction != "收入" && direction != "支出") fields.fail("收支类型");
  row.is_income = direction == "收入";
  row.amount = fields.yuan("收支金额(元)");
  if (row.amount.value < 0) fields.fail("收支金额(元)");
  row.balance = fields.yuan("账户结余(元)");
  row.submitter = fields.text_if("资金变更提交申请人");
  row.remark = fields.text_if("备注");
  row.voucher_number = fields.text("业务凭证号");
  return row;
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

Result<FundBill> read_fund_bill(std::string_view file) {
  const auto table = read_bill_table(file);
  if (!table) return table.error();
  FundBill bill;
  bill.unknown_columns = table->rows.unknown_columns(kFundColumns);
  BillFields fields(table->rows);
  FundTotals sum;
  for (std::size_t i = 0; i < table->rows.rows.size(); ++i) {
    fields.go_to(i);
    bill.rows.push_back(read_fund_row(fields));
    if (!fields.problem().empty()) return fund_bill_error(fields.problem());
    if (!add_fund_row(sum, bill.rows.back())) return fund_bill_error("a sum does not fit");
  }
  BillFields totals(table->totals);
  const FundTotals said = read_fund_totals(totals);
  if (!totals.problem().empty()) return fund_bill_error("totals: " + totals.problem());
  if (said != sum) return fund_bill_error("the totals are not those of the rows");
  bill.income = sum.income;
  bill.expense = sum.expense;
  return bill;
}

}  // namespace fenrun::wechat
