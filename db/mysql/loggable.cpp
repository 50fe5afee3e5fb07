#include "db/mysql/loggable.hpp"

#include <stdexcept>
#include <typeinfo>

#include "db/mysql/tx.hpp"

namespace fenrun::db {
namespace {

// The client library's own messages, which no value reaches, are numbered like this.
constexpr bool is_of_the_client(int code) { return code >= 2000 && code < 3000; }

constexpr bool quotes_names_only(int code) {
  switch (code) {
    case 1044:  // no access to the schema
    case 1045:  // no access for this account
    case 1048:  // column cannot be null
    case 1049:  // no such schema
    case 1054:  // no such column
    case 1064:  // syntax: our literals hold no value
    case 1142:  // command denied on a table
    case 1143:  // command denied on a column
    case 1146:  // no such table
    case 1264:  // out of a column's range
    case 1364:  // column without default
    case 1406:  // too long for a column
      return true;
    default:
      return is_of_the_client(code);
  }
}

}  // namespace

// A quoted value may hold quotes itself, so everything from the first to the last goes.
std::string without_values(int code, std::string_view message) {
  const auto first = message.find('\'');
  if (quotes_names_only(code) || first == std::string_view::npos) return std::string(message);
  const auto last = message.rfind('\'');
  return std::string(message.substr(0, first)) + "'…'" +
         std::string(last == first ? std::string_view() : message.substr(last + 1));
}

std::string loggable(const std::exception& thrown) {
  if (const auto* const error = dynamic_cast<const DatabaseError*>(&thrown)) {
    return std::to_string(error->code()) + ": " + error->what();
  }
  const bool is_ours = dynamic_cast<const std::logic_error*>(&thrown) != nullptr ||
                       typeid(thrown) == typeid(std::runtime_error);
  return is_ours ? thrown.what() : typeid(thrown).name();
}

}  // namespace fenrun::db
