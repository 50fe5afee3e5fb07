#include "server/export/workbook.hpp"

#include <xlsxwriter.h>

#include <chrono>
#include <stdexcept>

#include "base/assert.hpp"
#include "server/export/memory_file.hpp"

namespace fenrun::server {
namespace {

struct FreeWorkbook {
  void operator()(lxw_workbook* workbook) const { lxw_workbook_free(workbook); }
};

void check(lxw_error error) {
  if (error != LXW_NO_ERROR) throw std::runtime_error(std::string("workbook: ") + lxw_strerror(error));
}

// A spreadsheet knows numbers as doubles only. A fen amount below 2^53 comes back from it exact to the fen.
double yuan_of(Fen fen) { return static_cast<double>(fen.value) / 100.0; }

lxw_workbook* new_workbook(const std::string& path, Workbook::Rows rows) {
  lxw_workbook_options options{};
  options.constant_memory = rows == Workbook::Rows::streamed ? LXW_TRUE : LXW_FALSE;
  return workbook_new_opt(path.c_str(), &options);
}

lxw_datetime china_time(Instant instant) {
  const auto local = instant + std::chrono::hours(8);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(local - day)};
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(time.hours().count()),
          static_cast<int>(time.minutes().count()),
          static_cast<double>(time.seconds().count())};
}

}  // namespace

struct Workbook::Impl {
  MemoryFile file;
  std::string path = file.path();
  std::unique_ptr<lxw_workbook, FreeWorkbook> workbook;
  lxw_worksheet* sheet = nullptr;
  lxw_format* heading = nullptr;
  lxw_format* money = nullptr;
  lxw_format* sum = nullptr;
  lxw_format* time = nullptr;
  lxw_row_t row = 0;

  // In its streaming mode the library writes strings into the rows, which some old readers do not show: small
  // files are kept in memory until the end.
  explicit Impl(Rows rows) : workbook(new_workbook(path, rows)) {
    if (!workbook) throw std::runtime_error("workbook: cannot be made");
    heading = workbook_add_format(workbook.get());
    format_set_bold(heading);
    format_set_bottom(heading, LXW_BORDER_THIN);
    money = workbook_add_format(workbook.get());
    format_set_num_format(money, "#,##0.00");
    sum = workbook_add_format(workbook.get());
    format_set_bold(sum);
    format_set_top(sum, LXW_BORDER_THIN);
    format_set_num_format(sum, "#,##0.00");
    time = workbook_add_format(workbook.get());
    format_set_num_format(time, "yyyy-mm-dd hh:mm:ss");
  }

  void write(lxw_col_t, std::monostate) const {}
  void write(lxw_col_t column, const std::string& text) const {
    check(worksheet_write_string(sheet, row, column, text.c_str(), nullptr));
  }
  void write(lxw_col_t column, std::int64_t count) const {
    check(worksheet_write_number(sheet, row, column, static_cast<double>(count), nullptr));
  }
  void write(lxw_col_t column, Fen fen) const {
    check(worksheet_write_number(sheet, row, column, yuan_of(fen), money));
  }
  void write(lxw_col_t column, Instant instant) const {
    lxw_datetime value = china_time(instant);
    check(worksheet_write_datetime(sheet, row, column, &value, time));
  }
  void write(lxw_col_t column, const ColumnSum& total) const {
    // The heading is row 0, so without a row above there is nothing to add up.
    if (row < 2) {
      check(worksheet_write_number(sheet, row, column, yuan_of(total.value), sum));
      return;
    }
    char range[LXW_MAX_CELL_RANGE_LENGTH];
    lxw_rowcol_to_range(range, 1, column, row - 1, column);
    const std::string formula = "=SUM(" + std::string(range) + ")";
    check(worksheet_write_formula_num(sheet, row, column, formula.c_str(), sum, yuan_of(total.value)));
  }
};

Workbook::Workbook(const std::string& title, Instant made_at, Rows rows)
    : impl_(std::make_unique<Impl>(rows)) {
  std::string text = title;
  lxw_doc_properties properties{};
  properties.title = text.data();
  properties.created = std::chrono::floor<std::chrono::seconds>(made_at).time_since_epoch().count();
  check(workbook_set_properties(impl_->workbook.get(), &properties));
}

Workbook::~Workbook() = default;

void Workbook::begin_sheet(const std::string& name, const std::vector<WorkbookColumn>& columns) {
  impl_->sheet = workbook_add_worksheet(impl_->workbook.get(), name.c_str());
  if (impl_->sheet == nullptr) throw std::runtime_error("workbook: the sheet's name is refused");
  lxw_col_t column = 0;
  for (const WorkbookColumn& one : columns) {
    check(worksheet_set_column(impl_->sheet, column, column, one.width, nullptr));
    check(worksheet_write_string(impl_->sheet, 0, column, one.title.c_str(), impl_->heading));
    ++column;
  }
  worksheet_freeze_panes(impl_->sheet, 1, 0);
  impl_->row = 1;
}

void Workbook::add_row(const std::vector<WorkbookCell>& cells) {
  FENRUN_ASSERT(impl_->sheet != nullptr);
  lxw_col_t column = 0;
  for (const WorkbookCell& cell : cells) {
    std::visit([&](const auto& value) { impl_->write(column, value); }, cell);
    ++column;
  }
  ++impl_->row;
}

std::string Workbook::finish() {
  // The library frees the workbook as it closes it, whatever becomes of the file.
  check(workbook_close(impl_->workbook.release()));
  impl_->sheet = nullptr;
  return impl_->file.bytes();
}

}  // namespace fenrun::server
