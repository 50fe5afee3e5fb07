// Rows of text as an XLSX workbook of one sheet. The only file that includes libxlsxwriter is
// xlsx_writer.cpp.
#pragma once

#include <string>
#include <vector>

#include "domain/table_row.hpp"

namespace fenrun::sheet {

// Cells are text unless they say that they are a number; none is a formula. Throws std::runtime_error when
// the workbook cannot be written (the library writes to a file, which stands in the folder for temporary
// files for a moment).
std::string write_xlsx(const std::vector<TableRow>& rows);

}  // namespace fenrun::sheet
