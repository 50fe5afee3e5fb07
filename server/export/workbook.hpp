// A spreadsheet (XLSX) in memory: sheets of columns with a heading, row after row. Text is text: nothing that
// a person typed becomes a formula. Two workbooks of the same content are the same bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "domain/money.hpp"

namespace fenrun::server {

inline constexpr std::string_view kWorkbookType =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

// The sum of what stands above it in its column: a formula, with the value that it gives.
struct ColumnSum {
  Fen value;
};
// Nothing, text, a count, money in yuan with two decimals, an instant in China's time.
using WorkbookCell = std::variant<std::monostate, std::string, std::int64_t, Fen, Instant, ColumnSum>;

struct WorkbookColumn {
  std::string title;
  double width;  // in characters
};

class Workbook {
 public:
  // Streamed: rows leave memory as they come, through an unnamed temporary file, and text stands in its own
  // cell. For lists that may be long.
  enum class Rows { kept, streamed };

  // `made_at` is what the file says of its making.
  Workbook(const std::string& title, Instant made_at, Rows rows = Rows::kept);
  ~Workbook();
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  // At most 31 characters, without []:*?/\ in them.
  void begin_sheet(const std::string& name, const std::vector<WorkbookColumn>& columns);
  void add_row(const std::vector<WorkbookCell>& cells);
  // The file. Nothing may be added after it. All of these throw std::runtime_error when the library cannot.
  std::string finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fenrun::server
