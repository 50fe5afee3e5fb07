#include "wechat/pay/bill/bill_fields.hpp"

#include "wechat/pay/bill/yuan.hpp"

namespace fenrun::wechat {
namespace {

const std::string kNoField;

// WeChat prints local time without saying so; the offset is always Beijing's.
std::optional<Instant> bill_time(const std::string& text) {
  if (text.size() != 19 || text[10] != ' ') return std::nullopt;
  std::string with_offset = text + "+08:00";
  with_offset[10] = 'T';
  return parse_rfc3339(with_offset);
}

}  // namespace

void BillFields::fail(std::string_view column) {
  if (problem_.empty()) problem_ = "row " + std::to_string(row_ + 1) + ", column " + std::string(column);
}

const std::string& BillFields::text_if(std::string_view column) {
  const auto place = section_.column(column);
  return place ? section_.rows[row_][*place] : kNoField;
}

const std::string& BillFields::text(std::string_view column) {
  if (!section_.column(column)) fail(column);
  return text_if(column);
}

Fen BillFields::yuan(std::string_view column) {
  const auto value = read_yuan(text(column));
  if (!value) fail(column);
  return value.value_or(Fen{});
}

std::int64_t BillFields::yuan_e5(std::string_view column) {
  const auto value = read_yuan_e5(text(column));
  if (!value) fail(column);
  return value.value_or(0);
}

std::int64_t BillFields::count(std::string_view column) {
  const auto value = read_count(text(column));
  if (!value) fail(column);
  return value.value_or(0);
}

Instant BillFields::time(std::string_view column) {
  const auto value = bill_time(text(column));
  if (!value) fail(column);
  return value.value_or(Instant{});
}

}  // namespace fenrun::wechat
