#include "server/http/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "base/log.hpp"

namespace fenrun::server {
namespace {

struct Phrase {
  int status;
  std::string_view text;
};

constexpr std::array kPhrases{
    Phrase{200, "OK"},
    Phrase{201, "Created"},
    Phrase{202, "Accepted"},
    Phrase{204, "No Content"},
    Phrase{301, "Moved Permanently"},
    Phrase{302, "Found"},
    Phrase{303, "See Other"},
    Phrase{304, "Not Modified"},
    Phrase{307, "Temporary Redirect"},
    Phrase{308, "Permanent Redirect"},
    Phrase{400, "Bad Request"},
    Phrase{401, "Unauthorized"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{406, "Not Acceptable"},
    Phrase{408, "Request Timeout"},
    Phrase{409, "Conflict"},
    Phrase{410, "Gone"},
    Phrase{412, "Precondition Failed"},
    Phrase{413, "Content Too Large"},
    Phrase{414, "URI Too Long"},
    Phrase{415, "Unsupported Media Type"},
    Phrase{417, "Expectation Failed"},
    Phrase{422, "Unprocessable Content"},
    Phrase{428, "Precondition Required"},
    Phrase{429, "Too Many Requests"},
    Phrase{431, "Request Header Fields Too Large"},
    Phrase{500, "Internal Server Error"},
    Phrase{501, "Unknown Method"},
    Phrase{502, "Bad Gateway"},
    Phrase{503, "Service Unavailable"},
    Phrase{504, "Gateway Timeout"},
};

bool is_token_byte(char c) {
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         kMarks.find(c) != std::string_view::npos;
}

bool is_value_byte(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; }

bool is_safe(std::string_view name, std::string_view value) {
  return !name.empty() && std::all_of(name.begin(), name.end(), is_token_byte) &&
         std::all_of(value.begin(), value.end(), is_value_byte);
}

void append_number(std::string& out, std::size_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  if (!is_safe(name, value)) {
    log::error("http.reply_field_dropped", {{"name_bytes", name.size()}, {"value_bytes", value.size()}});
    return;
  }
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

const std::string& DateText::at(Instant now) {
  using std::chrono::floor;
  const auto second = floor<std::chrono::seconds>(now);
  if (second.time_since_epoch().count() == second_) return text_;
  second_ = second.time_since_epoch().count();
  static constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<std::chrono::days>(second);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(second - day);
  text_ = fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                      kDays[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                      kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                      time.hours().count(), time.minutes().count(), time.seconds().count());
  return text_;
}

std::string_view reason_phrase(int status) {
  const auto* found = std::find_if(kPhrases.begin(), kPhrases.end(),
                                   [&](const Phrase& phrase) { return phrase.status == status; });
  return found == kPhrases.end() ? "Status" : found->text;
}

void write_head(std::string& out, const Reply& reply, const HeadOptions& options) {
  out.append("HTTP/1.1 ");
  append_number(out, static_cast<std::size_t>(reply.status));
  out.append(" ")
      .append(reason_phrase(reply.status))
      .append("\r\nDate: ")
      .append(options.date)
      .append("\r\n");
  if (reply.status != 204 && reply.status != 304) {
    if (!reply.content_type.empty()) append_field(out, "Content-Type", reply.content_type);
    if (!reply.next_piece) {
      out.append("Content-Length: ");
      append_number(out, reply.body.size());
      out.append("\r\n");
    }
  }
  if (options.is_tls) out.append("Strict-Transport-Security: max-age=63072000\r\n");
  out.append("X-Content-Type-Options: nosniff\r\n");
  for (const auto& [name, value] : reply.headers) append_field(out, name, value);
  if (!options.keeps_alive) out.append("Connection: close\r\n");
  out.append("\r\n");
}

}  // namespace fenrun::server
