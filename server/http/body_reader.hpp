// The body of one request, by Content-Length or in chunks. Ours and not Beast's: Beast 1.74 asserts when a
// last chunk arrives split behind its size, and reads extensions and trailers that we refuse anyway. Of the
// chunked coding exactly this is accepted: one to eight hex digits, CRLF, the bytes, CRLF; at the end a size
// of zero and two CRLF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fenrun::server {

class BodyReader {
 public:
  enum class State { need_more, complete, malformed, too_large };

  // A body of `length` bytes; too_large at once when that is over `bytes_max`.
  static BodyReader of_length(std::uint64_t length, std::size_t bytes_max);
  static BodyReader chunked(std::size_t bytes_max);

  // Appends to `body` and returns how much of `bytes` belongs to this body: all of it while state() is
  // need_more.
  std::size_t put(std::string_view bytes, std::string& body);
  [[nodiscard]] State state() const { return state_; }

 private:
  enum class Expect { plain_data, size, size_lf, data, data_cr, data_lf, end_cr, end_lf };

  BodyReader(Expect expect, std::size_t bytes_max) : expect_(expect), bytes_max_(bytes_max) {}
  void put_framing(char c);
  void put_size(char c);
  void expect_byte(char c, char wanted, Expect then);

  Expect expect_;
  State state_ = State::need_more;
  std::size_t bytes_max_;
  std::uint64_t remaining_ = 0;  // of the body, or of the chunk
  int size_digits_ = 0;
};

}  // namespace fenrun::server
