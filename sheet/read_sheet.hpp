// Any spreadsheet file to rows. The kind is told by the first bytes, never by a name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/table_row.hpp"

namespace fenrun::sheet {

enum class Kind { csv, xlsx };

// Beyond these a file is refused, whatever it contains.
inline constexpr int kRowsMax = 20'001;  // with the header
inline constexpr std::size_t kColumnsMax = 64;
inline constexpr std::size_t kCellBytesMax = 1'024;
inline constexpr std::size_t kTextBytesMax = 32 * 1024 * 1024;      // of all cells
inline constexpr std::size_t kUnpackedBytesMax = 64 * 1024 * 1024;  // of all parts of an XLSX that are read

struct Sheet {
  Kind kind = Kind::csv;
  bool counts_days_from_1904 = false;  // how numbers that are dates are meant
  std::vector<TableRow> rows;          // blank ones are left out
};

inline constexpr ErrorCode kSheetTooLarge{
    ErrorKind::refused, "sheet.too_large", "文件过大：最多 2 万行、64 列，每个单元格 1024 字节",
    "The file is too large: at most 20,000 rows, 64 columns and 1,024 bytes a cell"};
inline constexpr ErrorCode kSheetEncodingUnknown{
    ErrorKind::invalid, "sheet.encoding_unknown",
    "文件编码无法识别，请另存为 UTF-8 或 GB18030 的 CSV，或 XLSX",
    "The file's encoding is not known; save it as CSV in UTF-8 or GB18030, or as XLSX"};
inline constexpr ErrorCode kSheetCsvBroken{
    ErrorKind::invalid, "sheet.csv_broken", "CSV 格式有误：引号不成对，或引号外出现引号",
    "The CSV is broken: a quote is not closed, or stands inside a field that is not quoted"};
inline constexpr ErrorCode kSheetXlsxBroken{ErrorKind::invalid, "sheet.xlsx_broken",
                                            "XLSX 文件已损坏、已加密或不是工作簿",
                                            "The XLSX file is broken, encrypted, or not a workbook"};

// In the kind given.
std::string write_sheet(Kind kind, const std::vector<TableRow>& rows);

// An XLSX gives its first sheet. Refuses with the four above.
Result<Sheet> read_sheet(std::string_view file);

}  // namespace fenrun::sheet
