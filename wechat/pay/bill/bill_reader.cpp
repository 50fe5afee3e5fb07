#include "wechat/pay/bill/bill_reader.hpp"

#include <algorithm>

namespace fenrun::wechat {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kFieldSeparator = ",`";
constexpr std::size_t kPieceBytes = 64U << 10U;

// One more than are allowed at most, so that too many can be told.
template <class Text>
void split_fields(std::string_view line, std::string_view separator, std::vector<Text>& fields) {
  fields.clear();
  while (fields.size() <= kBillColumnsMax) {
    const auto end = line.find(separator);
    fields.emplace_back(line.substr(0, end));
    if (end == std::string_view::npos) break;
    line.remove_prefix(end + separator.size());
  }
}

bool has_repetition(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) != names.end();
}

}  // namespace

BillSource pieces_of(std::string_view file) {
  return [file]() mutable {
    const auto piece = file.substr(0, kPieceBytes);
    file.remove_prefix(piece.size());
    return piece;
  };
}

bool BillReader::fail(std::string why) {
  if (problem_.empty()) problem_ = std::move(why);
  return false;
}

void BillReader::fill() {
  buffer_.erase(0, at_);
  at_ = 0;
  const std::string_view piece = source_();
  if (piece.empty()) is_over_ = true;
  buffer_.append(piece);
}

std::optional<std::string_view> BillReader::peek_line() {
  while (!has_begun_ && !is_over_ && buffer_.size() < kByteOrderMark.size()) fill();
  if (!has_begun_ && buffer_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
  has_begun_ = true;
  auto end = buffer_.find('\n', at_);
  while (end == std::string::npos && !is_over_ && buffer_.size() - at_ <= kBillLineBytesMax) {
    fill();
    end = buffer_.find('\n', at_);
  }
  if (end == std::string::npos && !is_over_) {
    fail("a line is too long");
    return std::nullopt;
  }
  if (at_ == buffer_.size()) return std::nullopt;
  line_end_ = end == std::string::npos ? buffer_.size() : end + 1;
  std::string_view line(buffer_.data() + at_, (end == std::string::npos ? line_end_ : end) - at_);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

void BillReader::skip_line() { at_ = line_end_; }

bool BillReader::open_section() {
  const auto line = peek_line();
  split_fields(line.value_or(""), ",", header_);
  if (header_.size() < 2 || header_.size() > kBillColumnsMax) {
    return fail("a header of too few or too many columns");
  }
  if (has_repetition(header_)) return fail("a column is there twice");
  skip_line();
  row_ = 0;
  return true;
}

bool BillReader::next_row() {
  if (!problem_.empty()) return false;
  const auto line = peek_line();
  if (!line || !line->starts_with('`')) return false;
  if (row_ == kBillRowsMax) return fail("too many rows");
  ++row_;
  split_fields(line->substr(1), kFieldSeparator, fields_);
  skip_line();
  if (fields_.size() == header_.size()) return true;
  return fail("row " + std::to_string(row_) + " has " + std::to_string(fields_.size()) + " fields for " +
              std::to_string(header_.size()) + " columns");
}

bool BillReader::is_at_end() { return problem_.empty() && !peek_line(); }

std::optional<std::size_t> BillReader::column(std::string_view name) const {
  const auto place = std::find(header_.begin(), header_.end(), name);
  if (place == header_.end()) return std::nullopt;
  return static_cast<std::size_t>(place - header_.begin());
}

std::vector<std::string> BillReader::unknown_columns(std::span<const std::string_view> known) const {
  std::vector<std::string> unknown;
  std::copy_if(header_.begin(), header_.end(), std::back_inserter(unknown), [known](const std::string& name) {
    return std::find(known.begin(), known.end(), name) == known.end();
  });
  return unknown;
}

}  // namespace fenrun::wechat
