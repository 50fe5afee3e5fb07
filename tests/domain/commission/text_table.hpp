// Tables of cases in plain text, so that a finance person can read and add to them: a word, then key=value.
// Amounts are yuan with two decimals, rates are percents. "#" begins a comment.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/commission/part.hpp"

namespace fenrun::testing {

struct TableRow {
  int number = 0;  // in the file
  std::string word;
  std::map<std::string, std::string> values;
  std::string rest;  // all after the word

  // Throws std::runtime_error naming the row where the key is missing or not such a value.
  [[nodiscard]] std::string text(const std::string& key) const;
  [[nodiscard]] std::string text_or(const std::string& key, const std::string& otherwise) const;
  [[nodiscard]] std::int64_t number_or(const std::string& key, std::int64_t otherwise) const;
  [[nodiscard]] Fen yuan(const std::string& key) const;
  [[nodiscard]] Fen yuan_or(const std::string& key, Fen otherwise) const;
};

// "12.34" is 1234 fen, "5%" and "0.25%" are rates. Throw std::runtime_error.
Fen yuan_from(std::string_view text);
Ppm percent_from(std::string_view text);
std::string yuan_text(Fen fen);
std::vector<std::string> split(const std::string& text, char separator);

// The rows of one file of this folder, without comments and empty lines.
std::vector<TableRow> read_table(const std::string& name);

}  // namespace fenrun::testing
