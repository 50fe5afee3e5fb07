#include "tests/server/support/books_document.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace fenrun::server::testing {
namespace {

std::vector<std::string> lines_of_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream row(line.substr(1));
  for (std::string cell; std::getline(row, cell, '|');) cells.push_back(trimmed(cell));
  return cells;
}

std::string without_quotes(std::string text) {
  std::erase(text, '`');
  return text;
}

// What follows `label` up to the next " · " or the end.
std::string labelled(const std::string& line, const std::string& label) {
  const auto at = line.find(label);
  if (at == std::string::npos) throw std::runtime_error("no \"" + label + "\" in: " + line);
  const auto begin = at + label.size();
  const auto end = line.find(" · ", begin);
  return without_quotes(line.substr(begin, end == std::string::npos ? end : end - begin));
}

// Line by line: under which heading we are decides what a row of a table says.
class BooksReader {
 public:
  void read(const std::string& line) {
    if (is_sql_) return read_sql(line);
    if (line == "```sql") {
      is_sql_ = true;
      document_.invariants.emplace_back();
    } else if (line.starts_with("### `")) {
      document_.tables.push_back({quoted_words(line).at(0), "", "", "", "", {}});
      place_ = Place::table;
    } else if (line.starts_with("#")) {
      place_ = line == "## The other side's books" ? Place::emulator : Place::elsewhere;
    } else if (place_ == Place::table) {
      read_of_table(line);
    } else if (place_ == Place::emulator && line.starts_with("| `")) {
      const auto cells = cells_of(line);
      document_.emulator_calls.push_back({without_quotes(cells.at(0)), quoted_words(cells.at(1))});
    }
  }

  [[nodiscard]] BooksDocument take() {
    if (is_sql_) throw std::runtime_error("a block of SQL has no end");
    return std::move(document_);
  }

 private:
  enum class Place { elsewhere, table, emulator };

  void read_sql(const std::string& line) {
    NamedQuery& query = document_.invariants.back();
    if (line == "```") {
      is_sql_ = false;
      if (query.sql.empty()) throw std::runtime_error("an invariant without a query: " + query.name);
    } else if (query.name.empty()) {
      query.name = line.substr(0, line.find(':'));
      if (!query.name.starts_with("-- ")) throw std::runtime_error("an invariant without a name: " + line);
      query.name.erase(0, 3);
    } else {
      query.sql += line + "\n";
    }
  }

  void read_of_table(const std::string& line) {
    DocumentedTable& table = document_.tables.back();
    table.section += line + "\n";
    if (line.starts_with("Key: ")) {
      table.key = labelled(line, "Key: ");
      table.server = labelled(line, "server: ");
      table.worker = labelled(line, "worker: ");
      is_columns_ = true;
    } else if (line.starts_with("| `") && is_columns_) {
      const auto cells = cells_of(line);
      if (cells.size() < 4) throw std::runtime_error("not a column: " + line);
      table.columns.push_back({without_quotes(cells[0]), without_quotes(cells[1])});
    } else if (line.empty() && !table.columns.empty()) {
      is_columns_ = false;
    }
  }

  BooksDocument document_;
  Place place_ = Place::elsewhere;
  bool is_sql_ = false;
  bool is_columns_ = false;
};

}  // namespace

std::vector<std::string> quoted_words(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream parts(text);
  bool is_quoted = false;
  for (std::string part; std::getline(parts, part, '`'); is_quoted = !is_quoted) {
    if (is_quoted) words.push_back(part);
  }
  return words;
}

BooksDocument read_books_document() {
  BooksReader reader;
  for (const std::string& line : lines_of_file(FENRUN_BOOKS_DOCUMENT)) reader.read(line);
  return reader.take();
}

std::vector<NamedQuery> read_books_plants() {
  std::vector<NamedQuery> plants;
  for (const std::string& line : lines_of_file(FENRUN_BOOKS_PLANTS)) {
    if (line.starts_with("-- ") && line.find(':') != std::string::npos) {
      plants.push_back({line.substr(3, line.find(':') - 3), ""});
    } else if (!plants.empty()) {
      plants.back().sql += line + "\n";
    }
  }
  return plants;
}

}  // namespace fenrun::server::testing
