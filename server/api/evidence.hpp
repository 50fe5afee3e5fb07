// What we keep as evidence of an acceptance: where it came from and when, without what identifies a person
// further.
#pragma once

#include <string>

#include "server/api/call.hpp"

namespace fenrun::server {

inline std::string evidence_of(const Call& call) {
  return "ip " + call.client_ip + "; trace " + call.trace.trace_id;
}

}  // namespace fenrun::server
