// Reading the rows of a bill by the names of its columns; the first thing that is wrong is remembered.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "domain/money.hpp"
#include "wechat/pay/bill/bill_table.hpp"

namespace fenrun::wechat {

class BillFields {
 public:
  // `section` outlives the object.
  explicit BillFields(const BillSection& section) : section_(section) {}

  void go_to(std::size_t row) { row_ = row; }
  const std::string& text(std::string_view column);
  // "" when the file has no such column.
  const std::string& text_if(std::string_view column);
  Fen yuan(std::string_view column);
  std::int64_t yuan_e5(std::string_view column);
  std::int64_t count(std::string_view column);
  Instant time(std::string_view column);  // "2019-02-19 01:52:32", Beijing time

  void fail(std::string_view column);
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  const BillSection& section_;
  std::size_t row_ = 0;
  std::string problem_;
};

}  // namespace fenrun::wechat
