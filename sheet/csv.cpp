#include "sheet/csv.hpp"

#include <utility>

#include "sheet/read_sheet.hpp"

namespace fenrun::sheet {
namespace {

bool begins_formula(std::string_view field) {
  if (field.empty()) return false;
  return field.front() == '=' || field.front() == '+' || field.front() == '-' || field.front() == '@' ||
         field.front() == '\t' || field.front() == '\r';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : rest_(text) {}

  Result<std::vector<TableRow>> read() {
    while (!rest_.empty()) {
      row_.number = line_;
      if (auto read = read_record(); !read) return read.error();
      if (!row_.is_blank()) rows_.push_back(std::move(row_));
      row_ = {};
      if (rows_.size() > static_cast<std::size_t>(kRowsMax) || bytes_ > kTextBytesMax) return kSheetTooLarge;
    }
    return std::move(rows_);
  }

 private:
  Done read_record() {
    while (true) {
      std::string field;
      if (auto read = rest_.starts_with('"') ? read_quoted(field) : read_plain(field); !read) return read;
      if (field.size() > kCellBytesMax || row_.cells.size() == kColumnsMax) return kSheetTooLarge;
      bytes_ += field.size();
      row_.cells.push_back({std::move(field), false});
      if (rest_.empty() || ends_record()) return {};
      rest_.remove_prefix(1);  // the comma
    }
  }

  // Takes the line end at which the record stops, if it stands there.
  bool ends_record() {
    const std::size_t length = rest_.starts_with("\r\n") ? 2 : rest_.front() == '\n' ? 1 : 0;
    if (length == 0) return false;
    rest_.remove_prefix(length);
    ++line_;
    return true;
  }

  Done read_plain(std::string& field) {
    const auto end = std::min(rest_.find_first_of(",\n"), rest_.size());
    std::string_view text = rest_.substr(0, end);
    if (text.ends_with('\r') && rest_.substr(end).starts_with('\n')) text.remove_suffix(1);
    rest_.remove_prefix(text.size());
    if (text.find_first_of("\"\r") != std::string_view::npos) return kSheetCsvBroken;
    text = trimmed(text);
    if (text.starts_with('\'') && begins_formula(text.substr(1))) text.remove_prefix(1);
    field = text;
    return {};
  }

  Done read_quoted(std::string& field) {
    rest_.remove_prefix(1);
    while (true) {
      const auto quote = rest_.find('"');
      if (quote == std::string_view::npos) return kSheetCsvBroken;
      field += rest_.substr(0, quote);
      rest_.remove_prefix(quote + 1);
      if (!rest_.starts_with('"')) break;
      field += '"';
      rest_.remove_prefix(1);
    }
    for (const char c : field) line_ += c == '\n' ? 1 : 0;
    if (field.starts_with('\'') && begins_formula(std::string_view(field).substr(1))) field.erase(0, 1);
    field = trimmed(field);
    const bool ends =
        rest_.empty() || rest_.front() == ',' || rest_.front() == '\n' || rest_.starts_with("\r\n");
    if (!ends) return kSheetCsvBroken;
    return {};
  }

  std::string_view rest_;
  int line_ = 1;
  std::size_t bytes_ = 0;
  TableRow row_;
  std::vector<TableRow> rows_;
};

void append_csv_field(std::string& out, std::string_view field) {
  const bool is_formula = begins_formula(field);
  if (!is_formula && field.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += field;
    return;
  }
  out += is_formula ? "\"'" : "\"";
  for (const char c : field) out.append(c == '"' ? 2 : 1, c);
  out += '"';
}

}  // namespace

Result<std::vector<TableRow>> read_csv(std::string_view text) { return CsvReader(text).read(); }

std::string write_csv(const std::vector<TableRow>& rows) {
  std::string out = "\xEF\xBB\xBF";
  for (const TableRow& row : rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (i > 0) out += ',';
      append_csv_field(out, row.cells[i].text);
    }
    out += "\r\n";
  }
  return out;
}

}  // namespace fenrun::sheet
