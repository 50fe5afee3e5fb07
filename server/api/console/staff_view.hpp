// A member of staff as the console sees them.
#pragma once

#include "domain/staff/staff.hpp"
#include "server/api/json/writer.hpp"

namespace fenrun::server::console {

inline json::Writer staff_json(const Staff& staff) {
  json::Writer body;
  body.text("id", staff.public_id)
      .text("login_name", staff.login_name)
      .text("role", to_word(staff.role))
      .text("state", to_word(staff.state))
      .time("created_at", staff.created_at)
      .maybe_time("last_login_at", staff.last_login_at)
      .boolean("is_enrolled", staff.enrolled_at.has_value())
      .maybe_time("initial_password_until", staff.initial_until);
  return body;
}

}  // namespace fenrun::server::console
