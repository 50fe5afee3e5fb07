// The columns that make a Staff, for whoever selects or joins them.
#pragma once

#include <cstddef>

#include "db/mysql/tx.hpp"
#include "domain/staff/staff.hpp"

// A macro, because a statement is one literal.
#define STAFF_COLUMNS                                                                                       \
  "staff.id, staff.public_id, staff.login_name, staff.role, staff.state, staff.created_at, staff.version, " \
  "staff.last_login_at, staff.enrolled_at, staff.initial_until"

namespace fenrun::db {

// `from` is where they begin in the row.
Staff read_staff(const Row& row, std::size_t from);

}  // namespace fenrun::db
