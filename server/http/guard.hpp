// The strict guard. Beast's parser reads some requests more kindly than a proxy in front of us might, and two
// readings of the same bytes are how requests are smuggled. Whatever is not plainly one well-formed request
// is refused. Pure functions over bytes and parsed values; no sockets.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/http/message.hpp"
#include "server/http/refusal.hpp"

namespace fenrun::server {

// Finds the end of the request head in the raw bytes, and refuses line endings and continuation lines that
// the parser would hide: a bare LF, a line that begins with a space or tab (obs-fold), an empty first line,
// NUL.
class HeadScanner {
 public:
  enum class Found { need_more, complete, malformed };
  // `bytes` is everything received since the head began; each call looks only at what is new.
  Found scan(std::string_view bytes);
  // Length of the head with its empty line, once complete.
  [[nodiscard]] std::size_t size() const { return line_start_; }
  [[nodiscard]] bool is_in_first_line() const { return line_start_ == 0; }

 private:
  std::size_t line_start_ = 0;
  std::size_t scanned_ = 0;
};

// What the parser made of the head. Field names are in lower case.
struct RequestHead {
  std::string method;
  std::string target;
  int version = 11;  // 10 or 11
  std::vector<std::pair<std::string, std::string>> fields;
};

struct GuardLimits {
  std::size_t target_bytes_max;
  std::size_t fields_max;
};

// Null when the head may pass. In this order: kHeaderTooLarge (number of fields); kMalformed for framing (one
// Content-Length of 1 to 10 digits, Transfer-Encoding exactly "chunked" under HTTP/1.1, never both), for Host
// (exactly one, host and port only), for repeated fields that must be single; kTargetTooLong; kMalformed for
// a target that is not origin-form; kMethodUnknown; kMethodNotServed; kMalformed for a body on GET or HEAD;
// kExpectationFailed.
const Refusal* guard(const RequestHead& head, const GuardLimits& limits);

// Path and query of allowed bytes, beginning with '/', each '%' with two hex digits and none of them %00.
bool is_origin_form(std::string_view target);
bool is_host(std::string_view value);

}  // namespace fenrun::server
