// CSV as RFC 4180 has it, in UTF-8: fields by commas, records by CRLF or LF, a field in quotes holds commas,
// line ends and doubled quotes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/table_row.hpp"

namespace fenrun::sheet {

// A row's number is the line it begins on. Spaces around a field are cut, blank records are left out. Refuses
// with kSheetCsvBroken, kSheetTooLarge.
Result<std::vector<TableRow>> read_csv(std::string_view text);

// With a byte order mark, for Excel. A field that a spreadsheet would take for a formula gets an apostrophe
// in front, which read_csv() takes away again.
std::string write_csv(const std::vector<TableRow>& rows);

}  // namespace fenrun::sheet
