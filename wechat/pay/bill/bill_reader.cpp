#include "wechat/pay/bill/bill_table.hpp"

#include <algorithm>

namespace fenrun::wechat {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kFieldSeparator = ",`";

Error unreadable_bill(std::string why) { return Error(kBillUnreadable).internal_note(std::move(why)); }

// The next line without its end; `rest` moves behind it.
std::string_view take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  auto line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::vector<std::string> split(std::string_view line, std::string_view separator) {
  std::vector<std::string> fields;
  while (fields.size() <= kBillColumnsMax) {
    const auto end = line.find(separator);
    fields.emplace_back(line.substr(0, end));
    if (end == std::string_view::npos) break;
    line.remove_prefix(end + separator.size());
  }
  return fields;
}

bool is_row(std::string_view line) { return line.starts_with('`'); }

bool has_repetition(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) != names.end();
}

// A header line and the rows below it, up to the next header or the end.
Result<BillSection> read_section(std::string_view& rest) {
  BillSection section;
  section.header = split(take_line(rest), ",");
  const std::size_t columns = section.header.size();
  if (columns < 2 || columns > kBillColumnsMax)
    return unreadable_bill("a header of too few or too many columns");
  if (has_repetition(section.header)) return unreadable_bill("a column is there twice");
  while (is_row(rest)) {
    if (section.rows.size() == kBillRowsMax) return unreadable_bill("too many rows");
    auto fields = split(take_line(rest).substr(1), kFieldSeparator);
    if (fields.size() != columns) {
      return unreadable_bill("row " + std::to_string(section.rows.size() + 1) + " has " +
                             std::to_string(fields.size()) + " fields for " + std::to_string(columns) +
                             " columns");
    }
    section.rows.push_back(std::move(fields));
  }
  return section;
}

}  // namespace

std::optional<std::size_t> BillSection::column(std::string_view name) const {
  const auto place = std::find(header.begin(), header.end(), name);
  if (place == header.end()) return std::nullopt;
  return static_cast<std::size_t>(place - header.begin());
}

std::vector<std::string> BillSection::unknown_columns(std::span<const std::string_view> known) const {
  std::vector<std::string> unknown;
  std::copy_if(header.begin(), header.end(), std::back_inserter(unknown), [known](const std::string& name) {
    return std::find(known.begin(), known.end(), name) == known.end();
  });
  return unknown;
}

Result<BillTable> read_bill_table(std::string_view file) {
  if (file.starts_with(kByteOrderMark)) file.remove_prefix(kByteOrderMark.size());
  auto rows = read_section(file);
  if (!rows) return rows.error();
  auto totals = read_section(file);
  if (!totals) return totals.error();
  if (totals->rows.size() != 1) return unreadable_bill("there is not one row of totals");
  if (!file.empty()) return unreadable_bill("something follows the totals");
  return BillTable{std::move(*rows), std::move(*totals)};
}

}  // namespace fenrun::wechat
