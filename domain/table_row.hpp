// Rows of a spreadsheet, from whatever kind of file.
#pragma once

#include <string>
#include <vector>

namespace fenrun {

struct TableCell {
  std::string text;        // UTF-8; of a number its plain decimal form, at most 15 significant digits
  bool is_number = false;  // the file says so, which CSV never does
};

struct TableRow {
  int number = 0;  // as a person counts them, from 1
  std::vector<TableCell> cells;

  // Empty beyond the last cell.
  [[nodiscard]] const TableCell& cell(std::size_t column) const {
    static const TableCell none;
    return column < cells.size() ? cells[column] : none;
  }
  [[nodiscard]] bool is_blank() const {
    for (const TableCell& one : cells) {
      if (!one.text.empty()) return false;
    }
    return true;
  }
};

}  // namespace fenrun
