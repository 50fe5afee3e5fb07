#include "wechat/emulator/core/pay/bill_file.hpp"

#include <zlib.h>

#include <stdexcept>

#include "wechat/emulator/core/pay/bill_writer.hpp"

namespace fenrun::emulator::pay {
namespace {

constexpr std::string_view kTradeHead =
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,"
    "付款银行,货币种类,应结订单金额,代金券金额,";
constexpr std::string_view kRefundTimesHead = "退款申请时间,退款成功时间,";
constexpr std::string_view kRefundHead =
    "微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,";
constexpr std::string_view kAllSummary =
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n";
constexpr std::string_view kSuccessSummary = "总交易单数,应结订单总金额,手续费总金额,订单总金额\r\n";
constexpr std::string_view kFundHead =
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),"
    "资金变更提交申请人,备注,业务凭证号\r\n";
constexpr std::string_view kFundSummary = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\r\n";

std::string percent_text(std::int64_t rate) { return to_yuan(rate) + "%"; }
std::string fee_text(Fen fee) { return to_yuan(fee) + "000"; }

struct TradeSums {
  std::int64_t count = 0;
  Fen settled = 0;
  Fen refunded = 0;
  Fen fee = 0;
};

void write_refund_fields(BillWriter& writer, const TradeRow& row, TradeBillType type) {
  if (type == TradeBillType::success) return;
  const auto& refund = row.refund;
  if (type == TradeBillType::refund) {
    writer.field(to_bill_time(row.at));
    writer.field(refund->succeeded ? to_bill_time(*refund->succeeded) : "");
  }
  writer.field(refund ? refund->refund_id : "0").field(refund ? refund->out_refund_no : "0");
  writer.field(to_yuan(refund ? refund->amount : 0)).field("0.00");
  writer.field(refund ? "ORIGINAL" : "").field(refund ? refund->status : "");
}

void write_trade_row(BillWriter& writer, const TradeRow& row, TradeBillType type, std::string_view mchid) {
  const auto total = to_yuan(row.refund ? 0 : row.total);
  writer.field(to_bill_time(row.at)).field(row.appid).field(mchid).field("0").field("");
  writer.field(row.transaction_id).field(row.out_trade_no).field(row.openid).field("JSAPI");
  writer.field(row.refund ? "REFUND" : "SUCCESS").field(row.bank_type).field("CNY");
  writer.field(total).field("0.00");
  write_refund_fields(writer, row, type);
  writer.field(row.description).field(row.attach);
  writer.field(fee_text(row.refund ? -row.fee : row.fee)).field(percent_text(row.rate)).field(total);
  if (type != TradeBillType::success) writer.field(to_yuan(row.refund ? row.refund->amount : 0));
  writer.field("").end_row();
}

void write_trade_sums(BillWriter& writer, const TradeSums& sums, TradeBillType type) {
  writer.head(type == TradeBillType::success ? kSuccessSummary : kAllSummary);
  writer.field(count_text(sums.count)).field(to_yuan(sums.settled));
  if (type != TradeBillType::success) writer.field(to_yuan(sums.refunded)).field("0.00");
  writer.field(fee_text(sums.fee)).field(to_yuan(sums.settled));
  if (type != TradeBillType::success) writer.field(to_yuan(sums.refunded));
  writer.end_row();
}

std::string trade_head(TradeBillType type) {
  std::string head(kTradeHead);
  if (type == TradeBillType::refund) head += kRefundTimesHead;
  if (type != TradeBillType::success) head += kRefundHead;
  head += "商品名称,商户数据包,手续费,费率,订单金额,";
  if (type != TradeBillType::success) head += "申请退款金额,";
  return head + "费率备注\r\n";
}

bool is_listed(Movement movement, FundBillStyle style) {
  switch (movement) {
    case Movement::credit:
    case Movement::debit:
      return true;
    case Movement::lock:
    case Movement::unlock:
      return style == FundBillStyle::locks;
    case Movement::pay_locked:
      return style == FundBillStyle::finished;
  }
  return false;
}

bool is_income(Movement movement) { return movement == Movement::credit || movement == Movement::unlock; }

void write_fund_row(BillWriter& writer, const FundEntry& entry, FundBillStyle style) {
  const auto flow_no =
      "10000000" + to_digits(day_of(entry.at)) + std::to_string(1'000'000'000 + entry.number);
  const auto left = style == FundBillStyle::finished ? entry.after.total() : entry.after.available;
  const auto& business = entry.business;
  writer.field(to_bill_time(entry.at)).field(business.business_no).field(flow_no);
  writer.field(business.name).field(business.type).field(is_income(entry.movement) ? "收入" : "支出");
  writer.field(to_yuan(entry.amount)).field(to_yuan(left)).field("system").field(business.remark);
  writer.field(business.voucher_no).end_row();
}

}  // namespace

std::optional<TradeBillType> trade_bill_type_named(std::string_view name) {
  if (name.empty() || name == "ALL") return TradeBillType::all;
  if (name == "SUCCESS") return TradeBillType::success;
  if (name == "REFUND") return TradeBillType::refund;
  return std::nullopt;
}

std::string write_trade_bill(const std::deque<TradeRow>& rows, TradeBillType type, std::string_view mchid) {
  BillWriter writer(trade_head(type));
  TradeSums sums;
  for (const auto& row : rows) {
    if (type == TradeBillType::success && row.refund) continue;
    if (type == TradeBillType::refund && !row.refund) continue;
    write_trade_row(writer, row, type, mchid);
    ++sums.count;
    (row.refund ? sums.refunded : sums.settled) += row.refund ? row.refund->amount : row.total;
    sums.fee += row.refund ? -row.fee : row.fee;
  }
  if (sums.count == 0) return {};
  write_trade_sums(writer, sums, type);
  return writer.take();
}

std::string write_fund_bill(const std::deque<FundEntry>& rows, FundBillStyle style) {
  BillWriter writer(kFundHead);
  std::int64_t in_count = 0;
  std::int64_t out_count = 0;
  Fen in_sum = 0;
  Fen out_sum = 0;
  for (const auto& entry : rows) {
    if (!is_listed(entry.movement, style)) continue;
    write_fund_row(writer, entry, style);
    const bool is_in = is_income(entry.movement);
    ++(is_in ? in_count : out_count);
    (is_in ? in_sum : out_sum) += entry.amount;
  }
  if (in_count + out_count == 0) return {};
  writer.head(kFundSummary);
  writer.field(count_text(in_count + out_count)).field(count_text(in_count)).field(to_yuan(in_sum));
  writer.field(count_text(out_count)).field(to_yuan(out_sum)).end_row();
  return writer.take();
}

std::string gzip(std::string_view bytes) {
  constexpr int kGzipWindow = 15 + 16;
  constexpr int kMemoryLevel = 8;
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kMemoryLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("zlib does not start");
  std::string packed(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  std::string input(bytes);  // zlib's input is not const
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const auto result = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw std::runtime_error("zlib did not finish");
  return packed;
}

}  // namespace fenrun::emulator::pay
