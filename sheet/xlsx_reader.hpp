// The first sheet of an XLSX workbook.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "sheet/read_sheet.hpp"

namespace fenrun::sheet {

// Refuses with kSheetXlsxBroken, kSheetTooLarge. Formulas give the value that was saved with them; errors
// their text ("#N/A").
Result<Sheet> read_xlsx(std::string_view file);

// A number as a workbook stores it (a double in up to 17 digits, "99.900000000000006") as a person sees it
// ("99.9"): rounded to the 15 significant digits that spreadsheets keep, and written out without exponent.
// What is no number, or one so large or small that it would need more than 25 characters, comes back as it
// is.
std::string plain_number(std::string_view stored);

}  // namespace fenrun::sheet
