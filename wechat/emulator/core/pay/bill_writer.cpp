#include "wechat/emulator/core/pay/bill_writer.hpp"

namespace fenrun::emulator::pay {

BillWriter::BillWriter(std::string_view head) {
  text_ += "\xEF\xBB\xBF";
  text_ += head;
}

BillWriter& BillWriter::field(std::string_view value) {
  text_ += is_row_begun_ ? ",`" : "`";
  is_row_begun_ = true;
  if (value.find_first_of(std::string_view(",\r\n\x01")) == std::string_view::npos) {
    text_ += value;
    return *this;
  }
  for (const char c : value) {
    if (c == ',') {
      text_ += "，";
    } else if (c == '\r') {
      text_ += "\\r";
    } else if (c == '\n') {
      text_ += "\\n";
    } else {
      text_.push_back(c == '\x01' ? ' ' : c);
    }
  }
  return *this;
}

std::string count_text(std::int64_t count) { return std::to_string(count) + ".0"; }

}  // namespace fenrun::emulator::pay
