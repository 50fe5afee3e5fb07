// A fund bill of WeChat's as lines for the matcher.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/reconciliation/bill_line.hpp"

namespace fenrun::server {

// Of the unpacked file. Refuses with wechat::kBillUnreadable, also when a line has no number to know it by.
Result<std::vector<BillLine>> read_bill_lines(std::string_view file);

// Of a stored file, which could be read when it was stored: throws std::runtime_error when it cannot now.
std::vector<BillLine> read_packed_bill_lines(std::string_view packed);

}  // namespace fenrun::server
