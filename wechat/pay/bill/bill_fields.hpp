// Reading the row that a BillReader is at by the names of its columns; the first thing that is wrong is
// remembered.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "domain/money.hpp"
#include "wechat/pay/bill/bill_reader.hpp"

namespace fenrun::wechat {

// Of one section. Names of columns are literals: a place that was found once is known by the name's address.
class BillFields {
 public:
  // `reader` outlives the object.
  explicit BillFields(const BillReader& reader) : reader_(reader) {}

  // Gone when the next row is read.
  std::string_view text(std::string_view column);
  // "" when the file has no such column.
  std::string_view text_if(std::string_view column);
  Fen yuan(std::string_view column);
  std::int64_t yuan_e5(std::string_view column);
  std::int64_t count(std::string_view column);
  Instant time(std::string_view column);  // "2019-02-19 01:52:32", Beijing time

  void fail(std::string_view column);
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  struct Known {
    std::string_view name;
    std::optional<std::size_t> place;
  };
  std::optional<std::size_t> place_of(std::string_view column);

  const BillReader& reader_;
  std::vector<Known> known_;
  std::string problem_;
};

}  // namespace fenrun::wechat
