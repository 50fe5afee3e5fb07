// One request's place in a distributed trace (W3C Trace Context) and the id its sender gave it.
#pragma once

#include <string>

#include "base/random.hpp"
#include "server/http/message.hpp"

namespace fenrun::server {

struct Trace {
  std::string trace_id;    // 32 hexadecimal digits: the caller's when its traceparent is valid, else new
  std::string span_id;     // 16 hexadecimal digits of our own
  std::string request_id;  // X-Request-Id when it is 1 to 64 of [A-Za-z0-9._-], else the trace id
  bool sampled = false;

  [[nodiscard]] std::string traceparent() const {
    return "00-" + trace_id + "-" + span_id + (sampled ? "-01" : "-00");
  }
};

Trace trace_of(const Request& request, Random& random);

}  // namespace fenrun::server
