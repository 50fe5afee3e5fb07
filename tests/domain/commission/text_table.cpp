#include "tests/domain/commission/text_table.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace fenrun::testing {
namespace {

// A decimal with up to `places` places as an integer of its last place.
std::int64_t scaled(std::string_view text, int places) {
  std::int64_t value = 0;
  int seen = -1;
  for (const char c : text) {
    if (c == '.' && seen < 0) {
      seen = 0;
      continue;
    }
    if (c < '0' || c > '9' || seen == places) throw std::runtime_error("not an amount: " + std::string(text));
    value = value * 10 + (c - '0');
    if (seen >= 0) ++seen;
  }
  for (int i = std::max(seen, 0); i < places; ++i) value *= 10;
  return value;
}

}  // namespace

std::string TableRow::text(const std::string& key) const {
  const auto found = values.find(key);
  if (found == values.end()) throw std::runtime_error("row " + std::to_string(number) + " lacks " + key);
  return found->second;
}

std::string TableRow::text_or(const std::string& key, const std::string& otherwise) const {
  return values.contains(key) ? text(key) : otherwise;
}

std::int64_t TableRow::number_or(const std::string& key, std::int64_t otherwise) const {
  return values.contains(key) ? std::stoll(text(key)) : otherwise;
}

Fen TableRow::yuan(const std::string& key) const { return yuan_from(text(key)); }

Fen TableRow::yuan_or(const std::string& key, Fen otherwise) const {
  return values.contains(key) ? yuan(key) : otherwise;
}

Fen yuan_from(std::string_view text) { return Fen{scaled(text, 2)}; }

Ppm percent_from(std::string_view text) {
  if (!text.ends_with('%')) throw std::runtime_error("not a percentage: " + std::string(text));
  return Ppm{scaled(text.substr(0, text.size() - 1), 4)};
}

std::string yuan_text(Fen fen) {
  const std::string cents = std::to_string(fen.value % 100);
  return std::to_string(fen.value / 100) + (cents.size() < 2 ? ".0" : ".") + cents;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> pieces;
  std::istringstream stream(text);
  for (std::string piece; std::getline(stream, piece, separator);) pieces.push_back(piece);
  return pieces;
}

std::vector<TableRow> read_table(const std::string& name) {
  std::ifstream file(std::string(FENRUN_COMMISSION_TABLES) + "/" + name);
  if (!file) throw std::runtime_error("no such table: " + name);
  std::vector<TableRow> rows;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    TableRow row{number, "", {}, ""};
    std::istringstream words(line.substr(0, line.find('#')));
    if (!(words >> row.word)) continue;
    std::getline(words >> std::ws, row.rest);
    std::istringstream fields(row.rest);
    for (std::string field; fields >> field;) {
      const auto at = field.find('=');
      if (at != std::string::npos) row.values[field.substr(0, at)] = field.substr(at + 1);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace fenrun::testing
