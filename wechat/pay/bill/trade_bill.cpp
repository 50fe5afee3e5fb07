#include "wechat/pay/bill/trade_bill.hpp"

#include <array>

#include "wechat/pay/bill/bill_fields.hpp"
#include "wechat/pay/bill/bill_totals.hpp"

namespace fenrun::wechat {
namespace {

constexpr std::array<std::string_view, 27> kTradeColumns{
    "交易时间",     "公众账号ID",   "商户号",       "特约商户号",   "设备号",   "微信订单号",
    "商户订单号",   "用户标识",     "交易类型",     "交易状态",     "付款银行", "货币种类",
    "应结订单金额", "代金券金额",   "微信退款单号", "商户退款单号", "退款金额", "充值券退款金额",
    "退款类型",     "退款状态",     "商品名称",     "商户数据包",   "手续费",   "费率",
    "订单金额",     "申请退款金额", "费率备注"};

struct TradeTotals {
  std::int64_t count = 0;
  Fen settlement, refund, total, refund_requested;
  std::int64_t fee_yuan_e5 = 0;

  friend bool operator==(const TradeTotals&, const TradeTotals&) = default;
};

// Payments print their refund numbers as "0".
std::string_view number_or_none(std::string_view text) { return text == "0" ? std::string_view() : text; }

void read_trade_row(BillFields& fields, TradeBillRow& row) {
  row.time = fields.time("交易时间");
  row.appid = fields.text("公众账号ID");
  row.mchid = fields.text("商户号");
  row.transaction_id = fields.text("微信订单号");
  row.out_trade_no = fields.text("商户订单号");
  row.openid = fields.text("用户标识");
  row.trade_type = fields.text("交易类型");
  row.trade_state = fields.text("交易状态");
  row.settlement = fields.yuan("应结订单金额");
  row.total = fields.yuan("订单金额");
  row.refund_id = number_or_none(fields.text("微信退款单号"));
  row.out_refund_no = number_or_none(fields.text("商户退款单号"));
  row.refund = fields.yuan("退款金额");
  row.refund_requested = fields.yuan("申请退款金额");
  row.refund_type = fields.text("退款类型");
  row.refund_state = fields.text("退款状态");
  row.fee_yuan_e5 = fields.yuan_e5("手续费");
  if (fields.text("货币种类") != "CNY") fields.fail("货币种类");
  if (row.total.value < 0) fields.fail("订单金额");
  if (row.refund_requested.value < 0) fields.fail("申请退款金额");
}

TradeTotals read_trade_totals(BillFields& fields) {
  TradeTotals totals;
  totals.count = fields.count("总交易单数");
  totals.settlement = fields.yuan("应结订单总金额");
  totals.refund = fields.yuan("退款总金额");
  totals.total = fields.yuan("订单总金额");
  totals.refund_requested = fields.yuan("申请退款总金额");
  totals.fee_yuan_e5 = fields.yuan_e5("手续费总金额");
  return totals;
}

// Nothing when a sum leaves the range: bills of such amounts do not exist.
bool add_to(std::int64_t& sum, std::int64_t amount) { return !__builtin_add_overflow(sum, amount, &sum); }

bool add_row(TradeTotals& totals, const TradeBillRow& row) {
  ++totals.count;
  return add_to(totals.settlement.value, row.settlement.value) &&
         add_to(totals.refund.value, row.refund.value) && add_to(totals.total.value, row.total.value) &&
         add_to(totals.refund_requested.value, row.refund_requested.value) &&
         add_to(totals.fee_yuan_e5, row.fee_yuan_e5);
}

Error trade_bill_error(std::string why) { return Error(kBillUnreadable).internal_note(std::move(why)); }

}  // namespace

Result<TradeBillSums> walk_trade_bill(BillSource source,
                                      const std::function<void(const TradeBillRow&)>& visit) {
  BillReader reader(std::move(source));
  if (!reader.open_section()) return trade_bill_error(reader.problem());
  auto unknown_columns = reader.unknown_columns(kTradeColumns);
  BillFields fields(reader);
  TradeTotals sum;
  for (TradeBillRow row; reader.next_row();) {
    read_trade_row(fields, row);
    if (!fields.problem().empty()) return trade_bill_error(fields.problem());
    if (!add_row(sum, row)) return trade_bill_error("a sum does not fit");
    visit(row);
  }
  const auto said = read_bill_totals<TradeTotals>(reader, read_trade_totals);
  if (!said) return said.error();
  if (*said != sum) return trade_bill_error("the totals are not those of the rows");
  return TradeBillSums{sum.count, sum.total, sum.refund_requested, std::move(unknown_columns)};
}

Result<TradeBill> read_trade_bill(std::string_view file) {
  TradeBill bill;
  auto sums =
      walk_trade_bill(pieces_of(file), [&bill](const TradeBillRow& row) { bill.rows.push_back(row); });
  if (!sums) return sums.error();
  bill.unknown_columns = std::move(sums->unknown_columns);
  return bill;
}

}  // namespace fenrun::wechat
