#include "sheet/xlsx_reader.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "sheet/xlsx_archive.hpp"
#include "sheet/xlsx_xml.hpp"

namespace fenrun::sheet {
namespace {

constexpr std::size_t kSharedStringsMax = 200'000;
constexpr std::size_t kPlainNumberMax = 25;  // characters

std::string_view attribute(const XmlAttributes& attributes, std::string_view name) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? std::string_view() : found->second;
}

std::optional<int> read_count(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

// "AB12" stands in column 27; nothing when there are no letters, or far too many.
std::optional<std::size_t> column_of_reference(std::string_view reference) {
  std::size_t column = 0;
  std::size_t letters = 0;
  for (; letters < reference.size() && reference[letters] >= 'A' && reference[letters] <= 'Z'; ++letters) {
    if (letters == 3) return std::nullopt;
    column = column * 26 + static_cast<std::size_t>(reference[letters] - 'A' + 1);
  }
  if (letters == 0) return std::nullopt;
  return column - 1;
}

// Where the workbook says that its first sheet is, and how it counts days.
struct WorkbookMap {
  std::string sheet_relation;
  std::string sheet_part;
  std::string strings_part;
  bool counts_days_from_1904 = false;
};

std::string part_of_target(std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  return "xl/" + std::string(target);
}

Result<std::string> required_part(XlsxArchive& archive, const std::string& name) {
  auto part = archive.part(name);
  if (!part) return part.error();
  if (!*part) return kSheetXlsxBroken;
  return std::move(**part);
}

Result<WorkbookMap> read_workbook(XlsxArchive& archive) {
  const auto workbook = required_part(archive, "xl/workbook.xml");
  if (!workbook) return workbook.error();
  WorkbookMap map;
  XmlHandlers handlers;
  handlers.begin = [&map](std::string_view name, const XmlAttributes& attributes) {
    if (name == "sheet" && map.sheet_relation.empty()) map.sheet_relation = attribute(attributes, "id");
    const auto from_1904 = attribute(attributes, "date1904");
    if (name == "workbookPr") map.counts_days_from_1904 = from_1904 == "1" || from_1904 == "true";
  };
  if (auto read = read_xml(*workbook, handlers); !read) return read.error();
  const auto relations = required_part(archive, "xl/_rels/workbook.xml.rels");
  if (!relations) return relations.error();
  handlers.begin = [&map](std::string_view name, const XmlAttributes& attributes) {
    if (name != "Relationship") return;
    const auto target = part_of_target(attribute(attributes, "Target"));
    if (attribute(attributes, "Id") == map.sheet_relation) map.sheet_part = target;
    if (attribute(attributes, "Type").ends_with("/sharedStrings")) map.strings_part = target;
  };
  if (auto read = read_xml(*relations, handlers); !read) return read.error();
  if (map.sheet_part.empty()) return kSheetXlsxBroken;
  return map;
}

// <si><t>text</t></si>, or runs <si><r><t>…</t></r>…</si>; <rPh> is how it is spoken and not part of it.
Result<std::vector<std::string>> read_shared_strings(XlsxArchive& archive, const std::string& name) {
  std::vector<std::string> strings;
  if (name.empty()) return strings;
  const auto part = required_part(archive, name);
  if (!part) return part.error();
  bool is_in_text = false;
  bool is_in_phonetic = false;
  XmlHandlers handlers;
  handlers.begin = [&](std::string_view element, const XmlAttributes&) {
    if (element == "si") strings.emplace_back();
    if (element == "rPh") is_in_phonetic = true;
    if (element == "t") is_in_text = !strings.empty() && !is_in_phonetic;
  };
  handlers.end = [&](std::string_view element) {
    if (element == "rPh") is_in_phonetic = false;
    if (element == "t") is_in_text = false;
  };
  handlers.text = [&](std::string_view text) {
    if (is_in_text) strings.back() += text;
  };
  handlers.is_too_much = [&] { return strings.size() > kSharedStringsMax; };
  if (auto read = read_xml(*part, handlers); !read) return read.error();
  return strings;
}

// The cells of <sheetData>, row by row.
class SheetReader {
 public:
  explicit SheetReader(const std::vector<std::string>& strings) : strings_(strings) {}

  Result<std::vector<TableRow>> read(std::string_view part) {
    XmlHandlers handlers;
    handlers.begin = [this](std::string_view name, const XmlAttributes& attributes) {
      begin(name, attributes);
    };
    handlers.end = [this](std::string_view name) { end(name); };
    handlers.text = [this](std::string_view text) {
      if (is_in_value_) value_ += text;
    };
    handlers.is_too_much = [this] { return is_too_much_ || value_.size() > kCellBytesMax * 4; };
    if (auto read = read_xml(part, handlers); !read) return read.error();
    if (is_broken_) return kSheetXlsxBroken;
    return std::move(rows_);
  }

 private:
  void begin(std::string_view name, const XmlAttributes& attributes) {
    if (name == "row") {
      row_ = {};
      row_.number = read_count(attribute(attributes, "r")).value_or(last_number_ + 1);
      last_number_ = row_.number;
    } else if (name == "c") {
      value_.clear();
      type_ = attribute(attributes, "t");
      const std::string_view reference = attribute(attributes, "r");
      column_ = reference.empty() ? row_.cells.size() : column_of_reference(reference).value_or(kColumnsMax);
    } else if (name == "v" || name == "t") {
      is_in_value_ = !is_in_phonetic_;
    } else if (name == "rPh") {
      is_in_phonetic_ = true;
    }
  }

  void end(std::string_view name) {
    if (name == "rPh") is_in_phonetic_ = false;
    if (name == "v" || name == "t") is_in_value_ = false;
    if (name == "c") put_cell();
    if (name == "row") put_row();
  }

  void put_cell() {
    TableCell cell = cell_of_value();
    if (cell.text.empty()) return;
    bytes_ += cell.text.size();
    is_too_much_ =
        is_too_much_ || column_ >= kColumnsMax || cell.text.size() > kCellBytesMax || bytes_ > kTextBytesMax;
    if (is_too_much_) return;
    if (row_.cells.size() <= column_) row_.cells.resize(column_ + 1);
    row_.cells[column_] = std::move(cell);
  }

  TableCell cell_of_value() {
    if (type_.empty() || type_ == "n") return {plain_number(value_), !value_.empty()};
    if (type_ == "s") {
      const auto index = read_count(value_);
      if (index && static_cast<std::size_t>(*index) < strings_.size()) {
        return {strings_[static_cast<std::size_t>(*index)], false};
      }
      is_broken_ = true;
      return {};
    }
    if (type_ == "b") return {value_ == "1" ? "TRUE" : "FALSE", false};
    return {value_, false};  // str, inlineStr, e, d
  }

  void put_row() {
    if (row_.is_blank()) return;
    rows_.push_back(std::move(row_));
    row_ = {};
    is_too_much_ = is_too_much_ || rows_.size() > static_cast<std::size_t>(kRowsMax);
  }

  const std::vector<std::string>& strings_;
  std::vector<TableRow> rows_;
  TableRow row_;
  int last_number_ = 0;
  std::size_t column_ = 0;
  std::string type_;
  std::string value_;
  std::size_t bytes_ = 0;
  bool is_in_value_ = false;
  bool is_in_phonetic_ = false;
  bool is_too_much_ = false;
  bool is_broken_ = false;
};

}  // namespace

std::string plain_number(std::string_view stored) {
  double value = 0;
  const auto [end, error] = std::from_chars(stored.data(), stored.data() + stored.size(), value);
  if (error != std::errc{} || end != stored.data() + stored.size()) return std::string(stored);
  std::array<char, 64> rounded;
  const auto written =
      std::to_chars(rounded.data(), rounded.data() + rounded.size(), value, std::chars_format::general, 15);
  double shown = 0;
  std::from_chars(rounded.data(), written.ptr, shown);
  std::array<char, 400> plain;
  // The shortest text of the rounded value, which has no more digits than it was rounded to.
  const auto fixed =
      std::to_chars(plain.data(), plain.data() + plain.size(), shown, std::chars_format::fixed);
  const std::string_view text(plain.data(), static_cast<std::size_t>(fixed.ptr - plain.data()));
  if (text.size() > kPlainNumberMax) return std::string(stored);
  return std::string(text == "-0" ? "0" : text);
}

Result<Sheet> read_xlsx(std::string_view file) {
  auto archive = XlsxArchive::open(file);
  if (!archive) return archive.error();
  const auto map = read_workbook(*archive);
  if (!map) return map.error();
  const auto strings = read_shared_strings(*archive, map->strings_part);
  if (!strings) return strings.error();
  const auto part = required_part(*archive, map->sheet_part);
  if (!part) return part.error();
  auto rows = SheetReader(*strings).read(*part);
  if (!rows) return rows.error();
  return Sheet{Kind::xlsx, map->counts_days_from_1904, std::move(*rows)};
}

}  // namespace fenrun::sheet
