#include "wechat/pay/bill/bill_fields.hpp"

#include "wechat/pay/bill/yuan.hpp"

namespace fenrun::wechat {
namespace {

// WeChat prints local time without saying so; the offset is always Beijing's.
std::optional<Instant> bill_time(std::string_view text) {
  if (text.size() != 19 || text[10] != ' ') return std::nullopt;
  std::string with_offset = std::string(text) + "+08:00";
  with_offset[10] = 'T';
  return parse_rfc3339(with_offset);
}

}  // namespace

void BillFields::fail(std::string_view column) {
  if (problem_.empty()) problem_ = "row " + std::to_string(reader_.row()) + ", column " + std::string(column);
}

std::optional<std::size_t> BillFields::place_of(std::string_view column) {
  for (const Known& known : known_) {
    if (known.name.data() == column.data() && known.name.size() == column.size()) return known.place;
  }
  known_.push_back({column, reader_.column(column)});
  return known_.back().place;
}

std::string_view BillFields::text_if(std::string_view column) {
  const auto place = place_of(column);
  return place ? reader_.field(*place) : std::string_view();
}

std::string_view BillFields::text(std::string_view column) {
  const auto place = place_of(column);
  if (!place) fail(column);
  return place ? reader_.field(*place) : std::string_view();
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
