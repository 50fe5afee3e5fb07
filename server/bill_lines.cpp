#include "server/bill_lines.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>

#include "domain/text.hpp"
#include "wechat/pay/bill/bills.hpp"
#include "wechat/pay/bill/fund_bill.hpp"
#include "wechat/pay/bill/gunzip.hpp"
#include "wechat/pay/bill/trade_bill.hpp"

namespace fenrun::server {
namespace {

constexpr std::size_t kLineNumberMax = 64;
constexpr std::size_t kBillTextMax = 128;

// It is a reference of the ledger.
bool is_line_number(std::string_view text) {
  return !text.empty() && text.size() <= kLineNumberMax &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

Error unreadable(std::string why) { return Error(wechat::kBillUnreadable).internal_note(std::move(why)); }

std::string cut_text(std::string_view text) {
  if (text.size() <= kBillTextMax && std::ranges::all_of(text, [](char c) { return c > 0; })) {
    return std::string(text);
  }
  return utf8_length(text) ? std::string(first_characters(text, kBillTextMax)) : std::string();
}

void read_line(const wechat::FundBillRow& row, BillLine& line) {
  line.fund_number = row.fund_number;
  line.channel_number = cut_text(row.wechat_number);
  line.voucher_number = cut_text(row.voucher_number);
  line.business = cut_text(row.business_name + "/" + row.business_type);
  line.kind = line_kind_of(row.business_name, row.business_type);
  line.is_income = row.is_income;
  line.amount = row.amount;
}

// A row is of a payment or of a refund, and known by WeChat's number of that. A refund that WeChat lists as
// failed has moved nothing.
void read_line(const wechat::TradeBillRow& row, BillLine& line) {
  line.kind = trade_kind_of(row.trade_state);
  const bool is_refund = line.kind == LineKind::refund;
  line.fund_number = is_refund ? row.refund_id : row.transaction_id;
  line.channel_number = cut_text(line.fund_number);
  line.voucher_number = cut_text(is_refund ? row.out_refund_no : row.out_trade_no);
  line.business =
      cut_text(row.trade_type + "/" + row.trade_state + (is_refund ? "/" + row.refund_state : ""));
  line.is_income = !is_refund;
  const bool is_void = row.refund_state == "FAIL" || row.refund_state == "CLOSED";
  line.amount = is_refund ? (is_void ? Fen{} : row.refund_requested) : row.total;
}

// Shows the rows of a bill as lines, and keeps the place of one that has no number to know it by.
class LineReader {
 public:
  explicit LineReader(const LineVisitor& visit) : visit_(visit) {}

  template <class Row>
  void operator()(const Row& row) {
    ++sums_.lines;
    read_line(row, line_);
    if (nameless_ == 0 && !is_line_number(line_.fund_number)) nameless_ = sums_.lines;
    if (nameless_ > 0) return;
    (line_.is_income ? sums_.income : sums_.expense).value += line_.amount.value;
    visit_(line_);
  }

  [[nodiscard]] std::int64_t nameless() const { return nameless_; }
  [[nodiscard]] BillSums take_sums() { return std::move(sums_); }

 private:
  const LineVisitor& visit_;
  BillLine line_;
  BillSums sums_;
  std::int64_t nameless_ = 0;
};

Result<BillSums> walk_pieces(BillKind bill, wechat::Gunzip& pieces, const LineVisitor& visit) {
  LineReader reader(visit);
  const auto source = [&pieces] { return pieces.next(); };
  std::vector<std::string> unknown_columns;
  if (bill == BillKind::trade) {
    auto sums = wechat::walk_trade_bill(source, std::ref(reader));
    if (!sums) return sums.error();
    unknown_columns = std::move(sums->unknown_columns);
  } else {
    auto sums = wechat::walk_fund_bill(source, std::ref(reader));
    if (!sums) return sums.error();
    unknown_columns = std::move(sums->unknown_columns);
  }
  if (reader.nameless() > 0)
    return unreadable("line " + std::to_string(reader.nameless()) + " has no number");
  if (!pieces.is_whole()) return unreadable("it cannot be unpacked");
  BillSums sums = reader.take_sums();
  sums.unknown_columns = std::move(unknown_columns);
  return sums;
}

}  // namespace

Result<BillSums> walk_bill_lines(BillKind bill, std::string_view packed, const LineVisitor& visit) {
  wechat::Gunzip pieces(packed, wechat::kBillBytesMax);
  return walk_pieces(bill, pieces, visit);
}

void walk_stored_bill(BillKind bill, const flows::FilePieces& packed, const LineVisitor& visit) {
  wechat::Gunzip pieces(packed, wechat::kBillBytesMax);
  const auto sums = walk_pieces(bill, pieces, visit);
  if (!sums) throw std::runtime_error("a stored bill cannot be read: " + sums.error().internal_note());
}

}  // namespace fenrun::server
