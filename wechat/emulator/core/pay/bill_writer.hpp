// The text of a bill, field by field: UTF-8 with a BOM, CRLF, a back-tick before every field.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fenrun::emulator::pay {

class BillWriter {
 public:
  explicit BillWriter(std::string_view head);
  // What would break the row is replaced.
  BillWriter& field(std::string_view value);
  void end_row() {
    text_ += "\r\n";
    is_row_begun_ = false;
  }
  void head(std::string_view line) { text_ += line; }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  bool is_row_begun_ = false;
};

// As bills write a count: "3.0".
std::string count_text(std::int64_t count);

}  // namespace fenrun::emulator::pay
