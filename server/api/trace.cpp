#include "server/api/trace.hpp"

#include <algorithm>

#include "base/crypto/encoding.hpp"

namespace fenrun::server {
namespace {

bool is_lower_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_all_zero(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

// "00-<32>-<16>-<2>". A later version may append fields, which we ignore; version ff does not exist.
bool is_traceparent(std::string_view text) {
  if (text.size() < 55 || text[2] != '-' || text[35] != '-' || text[52] != '-') return false;
  const auto version = text.substr(0, 2);
  if (!is_lower_hex(version) || version == "ff") return false;
  if (version == "00" ? text.size() != 55 : text.size() > 55 && text[55] != '-') return false;
  const auto trace = text.substr(3, 32);
  const auto parent = text.substr(36, 16);
  if (!is_lower_hex(trace) || !is_lower_hex(parent) || !is_lower_hex(text.substr(53, 2))) return false;
  return !is_all_zero(trace) && !is_all_zero(parent);
}

bool is_request_id(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace

Trace trace_of(const Request& request, Random& random) {
  Trace trace;
  trace.span_id = crypto::to_hex(random.bytes<8>());
  const auto parent = request.header("traceparent");
  if (parent && is_traceparent(*parent)) {
    trace.trace_id = parent->substr(3, 32);
    trace.sampled = ((parent->at(54) - '0') & 1) != 0;
    if (parent->at(54) >= 'a') trace.sampled = ((parent->at(54) - 'a' + 10) & 1) != 0;
  } else {
    trace.trace_id = crypto::to_hex(random.bytes<16>());
  }
  const auto id = request.header("x-request-id");
  trace.request_id = id && is_request_id(*id) ? std::string(*id) : trace.trace_id;
  return trace;
}

}  // namespace fenrun::server
