// The shape that WeChat's bill files share: a header line, rows, a header of totals and one row of totals.
// Columns are found by their header, never by position: WeChat adds some.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace fenrun::wechat {

// The file is not a bill, or its totals do not fit its rows.
inline constexpr ErrorCode kBillUnreadable{ErrorKind::upstream, "wechat_pay_bill.unreadable",
                                           "账单文件无法解析", "The bill file cannot be read"};

inline constexpr std::size_t kBillRowsMax = 2'000'000;
inline constexpr std::size_t kBillColumnsMax = 64;

struct BillSection {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;

  // The place of a column; nothing when the file has none of that name.
  [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
  // Those of the header that are not among `known`: kept with the file, looked at by a person.
  [[nodiscard]] std::vector<std::string> unknown_columns(std::span<const std::string_view> known) const;
};

struct BillTable {
  BillSection rows;
  BillSection totals;  // exactly one row
};

// UTF-8 with or without a byte order mark, lines ended by CRLF or LF, each field of a row after a back-tick.
// Commas inside a field do not end it. Refuses with kBillUnreadable.
Result<BillTable> read_bill_table(std::string_view file);

}  // namespace fenrun::wechat
