#include "server/bill_lines.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "domain/text.hpp"
#include "wechat/pay/bill/fund_bill.hpp"
#include "wechat/pay/bill/gunzip.hpp"

namespace fenrun::server {
namespace {

constexpr std::size_t kBillBytesMax = 1024U << 20U;
constexpr std::size_t kLineNumberMax = 64;
constexpr std::size_t kBillTextMax = 128;

// It is a reference of the ledger.
bool is_line_number(std::string_view text) {
  return !text.empty() && text.size() <= kLineNumberMax &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

std::string cut_text(std::string_view text) {
  return utf8_length(text) ? std::string(first_characters(text, kBillTextMax)) : std::string();
}

BillLine line_of(const wechat::FundBillRow& row) {
  BillLine line;
  line.fund_number = row.fund_number;
  line.channel_number = cut_text(row.wechat_number);
  line.voucher_number = cut_text(row.voucher_number);
  line.business = cut_text(row.business_name + "/" + row.business_type);
  line.kind = line_kind_of(row.business_name, row.business_type);
  line.is_income = row.is_income;
  line.amount = row.amount;
  return line;
}

}  // namespace

Result<std::vector<BillLine>> read_bill_lines(std::string_view file) {
  const auto bill = wechat::read_fund_bill(file);
  if (!bill) return bill.error();
  std::vector<BillLine> lines;
  lines.reserve(bill->rows.size());
  for (const wechat::FundBillRow& row : bill->rows) {
    if (!is_line_number(row.fund_number)) {
      return Error(wechat::kBillUnreadable)
          .internal_note("line " + std::to_string(lines.size() + 1) + " has no number");
    }
    lines.push_back(line_of(row));
  }
  return lines;
}

std::vector<BillLine> read_packed_bill_lines(std::string_view packed) {
  const auto file = wechat::gunzip(packed, kBillBytesMax);
  if (!file) throw std::runtime_error("a stored bill cannot be unpacked");
  auto lines = read_bill_lines(*file);
  if (!lines) throw std::runtime_error("a stored bill cannot be read: " + lines.error().internal_note());
  return *std::move(lines);
}

}  // namespace fenrun::server
