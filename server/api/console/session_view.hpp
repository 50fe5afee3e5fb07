// A console session as whoever holds it sees it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/api/call.hpp"
#include "server/api/console/permission_words.hpp"
#include "server/api/console/staff_view.hpp"
#include "server/api/cookie.hpp"

namespace fenrun::server::console {

// Before enrolment nothing is permitted but to enrol.
inline json::Writer session_json(const Call& call, const Staff& staff, std::string_view token) {
  const std::vector<std::string_view> nothing;
  json::Writer body;
  body.object("staff", staff_json(staff)).text("csrf_token", csrf_token(token, call.app.keys.csrf));
  if (staff.enrolled_at) {
    body.texts("permissions", words_of_permissions(staff.role));
  } else {
    body.texts("permissions", nothing);
  }
  return body;
}

}  // namespace fenrun::server::console
