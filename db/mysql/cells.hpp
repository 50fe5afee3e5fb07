// From the connector's result sets to rows of ours, with the type of each column checked. For session.cpp
// only.
#pragma once

#include <vector>

#include "db/mysql/tx.hpp"

namespace sql {
class ResultSet;
}

namespace fenrun::db {

// Reads to the end. Throws std::logic_error for a column whose type we do not read.
std::vector<Row> read_rows(sql::ResultSet& result);

}  // namespace fenrun::db
