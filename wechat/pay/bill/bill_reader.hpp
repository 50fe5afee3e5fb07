// The shape that WeChat's bill files share: a header line, rows, a header of totals and one row of totals.
// Columns are found by their header, never by position: WeChat adds some. A bill of a million lines is read
// line by line and never held.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace fenrun::wechat {

// The file is not a bill, or its totals do not fit its rows.
inline constexpr ErrorCode kBillUnreadable{ErrorKind::upstream, "wechat_pay_bill.unreadable",
                                           "账单文件无法解析", "The bill file cannot be read"};

inline constexpr std::size_t kBillRowsMax = 2'000'000;
inline constexpr std::size_t kBillColumnsMax = 64;
inline constexpr std::size_t kBillLineBytesMax = 64U << 10U;

// The file's next piece, of any length; empty at the end. A piece lives until the next is asked for.
using BillSource = std::function<std::string_view()>;
// `file` outlives it.
BillSource pieces_of(std::string_view file);

// UTF-8 with or without a byte order mark, lines ended by CRLF or LF, each field of a row after a back-tick.
// Commas inside a field do not end it.
class BillReader {
 public:
  explicit BillReader(BillSource source) : source_(std::move(source)) {}

  // Reads the header that comes next; false when it is none.
  bool open_section();
  // Reads the next row of the section; false behind the last, and for a row that is none.
  bool next_row();
  bool is_at_end();
  // What was wrong first; empty while everything fits. Nothing is read any more afterwards.
  [[nodiscard]] const std::string& problem() const { return problem_; }

  // The place of a column in the section; nothing when it has none of that name.
  [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
  // Those of the header that are not among `known`: said to a person, never fatal.
  [[nodiscard]] std::vector<std::string> unknown_columns(std::span<const std::string_view> known) const;
  // Of the row that was read last; gone when the next is.
  [[nodiscard]] std::string_view field(std::size_t place) const { return fields_[place]; }
  // Of the row that was read last in the section, from 1.
  [[nodiscard]] std::size_t row() const { return row_; }

 private:
  // The next line without its end, which stays the next until skip_line(); nothing at the end of the file.
  std::optional<std::string_view> peek_line();
  void skip_line();
  void fill();
  bool fail(std::string why);

  BillSource source_;
  std::string buffer_;  // read and not yet skipped: from at_ on
  std::size_t at_ = 0;
  std::size_t line_end_ = 0;  // behind the line that was peeked at, its line feed included
  bool has_begun_ = false;
  bool is_over_ = false;  // the source has no more
  std::vector<std::string> header_;
  std::vector<std::string_view> fields_;
  std::size_t row_ = 0;
  std::string problem_;
};

}  // namespace fenrun::wechat
