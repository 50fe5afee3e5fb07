#include "server/http/body_reader.hpp"

#include <algorithm>

namespace fenrun::server {
namespace {

constexpr int kSizeDigitsMax = 8;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

BodyReader BodyReader::of_length(std::uint64_t length, std::size_t bytes_max) {
  BodyReader reader(Expect::plain_data, bytes_max);
  reader.remaining_ = length;
  if (length == 0) reader.state_ = State::complete;
  if (length > bytes_max) reader.state_ = State::too_large;
  return reader;
}

BodyReader BodyReader::chunked(std::size_t bytes_max) { return {Expect::size, bytes_max}; }

std::size_t BodyReader::put(std::string_view bytes, std::string& body) {
  std::size_t used = 0;
  while (used < bytes.size() && state_ == State::need_more) {
    if (expect_ != Expect::plain_data && expect_ != Expect::data) {
      put_framing(bytes[used++]);
      continue;
    }
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, bytes.size() - used));
    body.append(bytes.substr(used, taken));
    used += taken;
    remaining_ -= taken;
    if (remaining_ != 0) continue;
    if (expect_ == Expect::plain_data) state_ = State::complete;
    expect_ = Expect::data_cr;
  }
  return used;
}

void BodyReader::put_framing(char c) {
  switch (expect_) {
    case Expect::size:
      return put_size(c);
    case Expect::size_lf:
      if (remaining_ > bytes_max_) state_ = State::too_large;
      bytes_max_ -= std::min<std::uint64_t>(remaining_, bytes_max_);
      return expect_byte(c, '\n', remaining_ == 0 ? Expect::end_cr : Expect::data);
    case Expect::data_cr:
      return expect_byte(c, '\r', Expect::data_lf);
    case Expect::data_lf:
      size_digits_ = 0;
      return expect_byte(c, '\n', Expect::size);
    case Expect::end_cr:
      return expect_byte(c, '\r', Expect::end_lf);
    case Expect::end_lf:
      if (c == '\n') state_ = State::complete;
      return expect_byte(c, '\n', Expect::end_lf);
    case Expect::plain_data:
    case Expect::data:
      return;
  }
}

void BodyReader::put_size(char c) {
  if (c == '\r' && size_digits_ > 0) {
    expect_ = Expect::size_lf;
    return;
  }
  const int digit = hex_value(c);
  if (digit < 0 || size_digits_ == kSizeDigitsMax) {
    state_ = State::malformed;
    return;
  }
  if (size_digits_ == 0) remaining_ = 0;
  remaining_ = remaining_ * 16 + static_cast<std::uint64_t>(digit);
  ++size_digits_;
}

void BodyReader::expect_byte(char c, char wanted, Expect then) {
  if (c != wanted) state_ = State::malformed;
  expect_ = then;
}

}  // namespace fenrun::server
