#include "server/http/guard.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace fenrun::server {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_letter_or_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// A field that may occur once at most: its value, nothing, or a repetition.
struct Single {
  std::size_t count = 0;
  std::string_view value;
};

Single single(const Fields& fields, std::string_view name) {
  Single found;
  for (const auto& [key, value] : fields) {
    if (key != name) continue;
    ++found.count;
    found.value = value;
  }
  return found;
}

bool is_content_length(std::string_view value) {
  return !value.empty() && value.size() <= 10 && std::all_of(value.begin(), value.end(), is_digit);
}

bool is_framing_plain(const RequestHead& head) {
  const Single length = single(head.fields, "content-length");
  const Single encoding = single(head.fields, "transfer-encoding");
  if (length.count > 1 || encoding.count > 1 || (length.count == 1 && encoding.count == 1)) return false;
  if (length.count == 1 && !is_content_length(length.value)) return false;
  if (encoding.count == 1 && (encoding.value != "chunked" || head.version != 11)) return false;
  return true;
}

bool has_body(const RequestHead& head) {
  const Single length = single(head.fields, "content-length");
  if (single(head.fields, "transfer-encoding").count > 0) return true;
  return length.count > 0 && length.value.find_first_not_of('0') != std::string_view::npos;
}

bool are_singles_single(const Fields& fields) {
  static constexpr std::array<std::string_view, 4> kSingles{"authorization", "content-type",
                                                            "idempotency-key", "expect"};
  return std::all_of(kSingles.begin(), kSingles.end(),
                     [&](std::string_view name) { return single(fields, name).count <= 1; });
}

const Refusal* guard_method(const RequestHead& head) {
  static constexpr std::array<std::string_view, 5> kAllowed{"GET", "HEAD", "POST", "PUT", "DELETE"};
  static constexpr std::array<std::string_view, 4> kKnown{"OPTIONS", "PATCH", "TRACE", "CONNECT"};
  if (std::find(kKnown.begin(), kKnown.end(), head.method) != kKnown.end()) return &kMethodNotServed;
  if (std::find(kAllowed.begin(), kAllowed.end(), head.method) == kAllowed.end()) return &kMethodUnknown;
  return nullptr;
}

bool is_target_byte(char c) {
  static constexpr std::string_view kMarks = "-._~!$&'()*+,;=:@/?%";
  return is_letter_or_digit(c) || kMarks.find(c) != std::string_view::npos;
}

bool is_continue_or_absent(const Fields& fields) {
  const Single expect = single(fields, "expect");
  return expect.count == 0 || expect.value == "100-continue";
}

}  // namespace

HeadScanner::Found HeadScanner::scan(std::string_view bytes) {
  while (true) {
    const auto newline = bytes.find('\n', scanned_);
    if (newline == std::string_view::npos) {
      scanned_ = bytes.size();
      return Found::need_more;
    }
    const std::string_view line = bytes.substr(line_start_, newline - line_start_);
    const bool is_first = line_start_ == 0;
    if (!line.ends_with('\r')) return Found::malformed;
    if (line.front() == ' ' || line.front() == '\t') return Found::malformed;
    if (is_first && line.size() == 1) return Found::malformed;
    if (line.find('\0') != std::string_view::npos) return Found::malformed;
    line_start_ = scanned_ = newline + 1;
    if (line.size() == 1) return Found::complete;
  }
}

const Refusal* guard(const RequestHead& head, const GuardLimits& limits) {
  if (head.fields.size() > limits.fields_max) return &kHeaderTooLarge;
  if (!is_framing_plain(head)) return &kMalformed;
  const Single host = single(head.fields, "host");
  if (host.count != 1 || !is_host(host.value)) return &kMalformed;
  if (!are_singles_single(head.fields)) return &kMalformed;
  if (head.target.size() > limits.target_bytes_max) return &kTargetTooLong;
  if (const Refusal* refusal = guard_method(head)) return refusal;
  if (!is_origin_form(head.target)) return &kMalformed;
  if ((head.method == "GET" || head.method == "HEAD") && has_body(head)) return &kMalformed;
  if (!is_continue_or_absent(head.fields)) return &kExpectationFailed;
  return nullptr;
}

bool is_origin_form(std::string_view target) {
  if (!target.starts_with('/') || !std::all_of(target.begin(), target.end(), is_target_byte)) return false;
  for (auto at = target.find('%'); at != std::string_view::npos; at = target.find('%', at + 1)) {
    const std::string_view digits = target.substr(at + 1, 2);
    if (digits.size() != 2 || !is_hex(digits[0]) || !is_hex(digits[1]) || digits == "00") return false;
  }
  return true;
}

bool is_host(std::string_view value) {
  if (value.empty() || value.size() > 255) return false;
  std::string_view port;
  if (value.front() == '[') {
    const auto end = value.find(']');
    if (end == std::string_view::npos || end < 3) return false;
    const std::string_view address = value.substr(1, end - 1);
    if (!std::all_of(address.begin(), address.end(),
                     [](char c) { return is_hex(c) || c == ':' || c == '.'; })) {
      return false;
    }
    port = value.substr(end + 1);
    value = "bracketed";
  } else if (const auto colon = value.find(':'); colon != std::string_view::npos) {
    port = value.substr(colon);
    value = value.substr(0, colon);
  }
  if (!port.empty() && (port.front() != ':' || port.size() < 2 || port.size() > 6)) return false;
  if (!port.empty() && !std::all_of(port.begin() + 1, port.end(), is_digit)) return false;
  return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_';
  });
}

}  // namespace fenrun::server
