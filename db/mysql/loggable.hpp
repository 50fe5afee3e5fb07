// What a log may repeat of an exception: nothing that a person sent us. The server's messages quote values
// (of a duplicate key, say), and so do the parsers of others.
#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace fenrun::db {

// A server's message with what it quotes left out, unless all that this code's message quotes are names of
// ours.
[[nodiscard]] std::string without_values(int code, std::string_view message);

// Words for a log: those of our own exceptions, and a code with its message for the database's; the type
// alone for anybody else's.
[[nodiscard]] std::string loggable(const std::exception& thrown);

}  // namespace fenrun::db
