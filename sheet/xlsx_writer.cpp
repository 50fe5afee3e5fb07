#include "sheet/xlsx_writer.hpp"

#include <unistd.h>
#include <xlsxwriter.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace fenrun::sheet {
namespace {

// A file of our own that nobody else can open, gone at the end.
class TemporaryFile {
 public:
  TemporaryFile() : path_((std::filesystem::temp_directory_path() / "fenrun-XXXXXX").string()) {
    const int file = ::mkstemp(path_.data());
    if (file < 0) throw std::runtime_error("no temporary file can be made");
    ::close(file);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { ::unlink(path_.c_str()); }

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

lxw_error write_cell(lxw_worksheet* sheet, std::size_t row, std::size_t column, const TableCell& cell) {
  if (cell.text.empty()) return LXW_NO_ERROR;
  const auto at_row = static_cast<lxw_row_t>(row);
  const auto at_column = static_cast<lxw_col_t>(column);
  double number = 0;
  const auto [end, error] = std::from_chars(cell.text.data(), cell.text.data() + cell.text.size(), number);
  const bool is_number = cell.is_number && error == std::errc{} && end == cell.text.data() + cell.text.size();
  if (is_number) return worksheet_write_number(sheet, at_row, at_column, number, nullptr);
  return worksheet_write_string(sheet, at_row, at_column, cell.text.c_str(), nullptr);
}

}  // namespace

std::string write_xlsx(const std::vector<TableRow>& rows) {
  const TemporaryFile file;
  lxw_workbook* const workbook = workbook_new(file.path().c_str());
  if (workbook == nullptr) throw std::runtime_error("no workbook can be made");
  lxw_worksheet* const sheet = workbook_add_worksheet(workbook, nullptr);
  lxw_error written = sheet == nullptr ? LXW_ERROR_MEMORY_MALLOC_FAILED : LXW_NO_ERROR;
  for (std::size_t row = 0; row < rows.size() && written == LXW_NO_ERROR; ++row) {
    const auto& cells = rows[row].cells;
    for (std::size_t column = 0; column < cells.size() && written == LXW_NO_ERROR; ++column) {
      written = write_cell(sheet, row, column, cells[column]);
    }
  }
  const lxw_error closed = workbook_close(workbook);
  if (written != LXW_NO_ERROR || closed != LXW_NO_ERROR)
    throw std::runtime_error("a workbook cannot be written");
  std::ifstream in(file.path(), std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return std::move(bytes).str();
}

}  // namespace fenrun::sheet
