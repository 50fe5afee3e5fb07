#include "db/mysql/script.hpp"

#include <stdexcept>

namespace fenrun::db {

namespace {

constexpr std::string_view kBlank = " \t\r\n";

class Splitter {
 public:
  explicit Splitter(std::string_view script) : rest_(script) {}

  std::vector<std::string> run() {
    while (!rest_.empty()) {
      if (starts_line_comment()) {
        skip_until("\n", false);
      } else if (rest_.starts_with("/*")) {
        skip_until("*/", true);
        statement_ += ' ';
      } else if (const char c = rest_.front(); c == '\'' || c == '"' || c == '`') {
        copy_quoted(c);
      } else if (c == ';') {
        rest_.remove_prefix(1);
        finish_statement();
      } else {
        copy(1);
      }
    }
    finish_statement();
    return std::move(statements_);
  }

 private:
  // "--" opens a comment only before a blank or the end: "1--1" is arithmetic.
  [[nodiscard]] bool starts_line_comment() const {
    if (rest_.front() == '#') return true;
    return rest_.starts_with("--") && (rest_.size() == 2 || kBlank.find(rest_[2]) != std::string_view::npos);
  }

  void skip_until(std::string_view end, bool is_required) {
    const std::size_t found = rest_.find(end, is_required ? 2 : 0);
    if (found == std::string_view::npos) {
      if (is_required) throw std::invalid_argument("a comment in the script does not end");
      rest_ = {};
    } else {
      rest_.remove_prefix(is_required ? found + end.size() : found);  // a newline stays, as white space
    }
  }

  void copy_quoted(char quote) {
    copy(1);
    while (!rest_.empty()) {
      if (rest_.front() == '\\' && quote != '`' && rest_.size() > 1) {
        copy(2);
      } else if (rest_.front() == quote) {
        copy(1);
        return;  // a doubled quote opens the next string at once, which comes to the same
      } else {
        copy(1);
      }
    }
    throw std::invalid_argument("a quoted text in the script does not end");
  }

  void copy(std::size_t count) {
    statement_ += rest_.substr(0, count);
    rest_.remove_prefix(count);
  }

  void finish_statement() {
    const std::size_t first = statement_.find_first_not_of(kBlank);
    if (first != std::string::npos) {
      const std::size_t last = statement_.find_last_not_of(kBlank);
      statements_.push_back(statement_.substr(first, last - first + 1));
    }
    statement_.clear();
  }

  std::string_view rest_;
  std::string statement_;
  std::vector<std::string> statements_;
};

}  // namespace

std::vector<std::string> split_statements(std::string_view script) { return Splitter(script).run(); }

}  // namespace fenrun::db
