// Splits a script of SQL into its statements.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fenrun::db {

// Statements end at `;` outside strings, quoted names and comments. Comments are left out (`-- `, `#`, `/*
// */`, also the executable kind), blank statements dropped. Throws std::invalid_argument for a string or
// comment without its end.
std::vector<std::string> split_statements(std::string_view script);

}  // namespace fenrun::db
