#include "tests/server/support/raw_vectors.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace fenrun::server::testing {
namespace {

char escaped(std::string_view text, std::size_t& at) {
  switch (text.at(at++)) {
    case 'r':
      return '\r';
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case '0':
      return '\0';
    case '\\':
      return '\\';
    case 'x': {
      const std::string digits(text.substr(at, 2));
      at += 2;
      return static_cast<char>(std::stoi(digits, nullptr, 16));
    }
    default:
      throw std::runtime_error("unknown escape in: " + std::string(text));
  }
}

// Everything up to `*N}` of the group that `at` is in, or to the end outside of groups.
std::string expand(std::string_view text, std::size_t& at, bool is_group) {
  std::string out;
  while (at < text.size()) {
    const char c = text[at++];
    if (c == '\\') {
      out.push_back(escaped(text, at));
    } else if (c == '{' && text.substr(at, 1) == "}") {
      out.append("{}");
      ++at;
    } else if (c == '{') {
      out.append(expand(text, at, true));
    } else if (is_group && c == '*') {
      const auto end = text.find('}', at);
      const auto times = std::stoul(std::string(text.substr(at, end - at)));
      at = end + 1;
      std::string repeated;
      for (std::size_t i = 0; i < times; ++i) repeated.append(out);
      return repeated;
    } else {
      out.push_back(c);
    }
  }
  if (is_group) throw std::runtime_error("a group without end in: " + std::string(text));
  return out;
}

void read_expectation(const std::string& line, RawVector& vector) {
  std::istringstream words(line);
  for (std::string word; words >> word;) {
    if (word == "open" || word == "closed") {
      vector.stays_open = word == "open";
    } else if (word != "-") {
      vector.statuses.push_back(std::stoi(word));
    }
  }
}

}  // namespace

std::vector<RawVector> read_raw_vectors() {
  std::ifstream file(FENRUN_RAW_VECTORS);
  if (!file) throw std::runtime_error("cannot read the vectors");
  std::vector<RawVector> vectors;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("## ")) continue;
    RawVector vector;
    vector.title = line.substr(3);
    std::getline(file, line);
    read_expectation(line, vector);
    std::string text;
    while (std::getline(file, line) && !line.empty()) text.append(line);
    std::size_t at = 0;
    vector.bytes = expand(text, at, false);
    vectors.push_back(std::move(vector));
  }
  return vectors;
}

}  // namespace fenrun::server::testing
