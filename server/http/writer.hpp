// The head of a reply, written by hand into a buffer that is used again: Beast's serializer costs a fifth of
// a request.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "server/http/message.hpp"

namespace fenrun::server {

// "Sat, 21 Nov 2026 13:08:00 GMT", made once a second. For one thread.
class DateText {
 public:
  const std::string& at(Instant now);

 private:
  std::int64_t second_ = -1;
  std::string text_;
};

struct HeadOptions {
  std::string_view date;
  bool keeps_alive = true;
  bool is_tls = true;  // adds Strict-Transport-Security (two years)
};

// Appends status line, fields and the empty line. Content-Length is the body's size also for a reply to HEAD;
// 204 and 304 carry none, nor does a reply in pieces. A field of the reply that would break the head (bytes
// below space, DEL, or an empty or odd name) is left out and logged.
void write_head(std::string& out, const Reply& reply, const HeadOptions& options);

// "Not Found"; "Status" for a number without a phrase of its own.
std::string_view reason_phrase(int status);

}  // namespace fenrun::server
