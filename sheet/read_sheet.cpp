#include "sheet/read_sheet.hpp"

#include "sheet/csv.hpp"
#include "sheet/encoding.hpp"
#include "sheet/xlsx_reader.hpp"
#include "sheet/xlsx_writer.hpp"

namespace fenrun::sheet {

Result<Sheet> read_sheet(std::string_view file) {
  if (file.starts_with("PK\x03\x04")) return read_xlsx(file);
  const auto text = to_utf8(file);
  if (!text) return text.error();
  auto rows = read_csv(*text);
  if (!rows) return rows.error();
  return Sheet{Kind::csv, false, std::move(*rows)};
}

std::string write_sheet(Kind kind, const std::vector<TableRow>& rows) {
  return kind == Kind::csv ? write_csv(rows) : write_xlsx(rows);
}

}  // namespace fenrun::sheet
