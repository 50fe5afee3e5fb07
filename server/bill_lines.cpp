#include "server/bill_lines.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "domain/text.hpp"
#include "wechat/pay/bill/bills.hpp"
#include "wechat/pay/bill/fund_bill.hpp"
#include "wechat/pay/bill/gunzip.hpp"

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

Result<BillSums> walk_pieces(wechat::Gunzip& pieces, const LineVisitor& visit) {
  std::int64_t number = 0;
  std::int64_t nameless = 0;
  BillLine line;
  const auto show = [&](const wechat::FundBillRow& row) {
    ++number;
    if (nameless == 0 && !is_line_number(row.fund_number)) nameless = number;
    if (nameless > 0) return;
    read_line(row, line);
    visit(line);
  };
  auto sums = wechat::walk_fund_bill([&pieces] { return pieces.next(); }, show);
  if (!sums) return sums.error();
  if (nameless > 0) return unreadable("line " + std::to_string(nameless) + " has no number");
  if (!pieces.is_whole()) return unreadable("it cannot be unpacked");
  return BillSums{sums->count, sums->income, sums->expense, std::move(sums->unknown_columns)};
}

}  // namespace

Result<BillSums> walk_bill_lines(std::string_view packed, const LineVisitor& visit) {
  wechat::Gunzip pieces(packed, wechat::kBillBytesMax);
  return walk_pieces(pieces, visit);
}

void walk_stored_bill(const flows::FilePieces& packed, const LineVisitor& visit) {
  wechat::Gunzip pieces(packed, wechat::kBillBytesMax);
  const auto sums = walk_pieces(pieces, visit);
  if (!sums) throw std::runtime_error("a stored bill cannot be read: " + sums.error().internal_note());
}

}  // namespace fenrun::server
