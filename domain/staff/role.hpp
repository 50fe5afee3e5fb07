// The four roles of the people who run the console. A staff member has exactly one.
#pragma once

#include <optional>
#include <string_view>

namespace fenrun {

enum class Role {
  operator_,  // runs products, stock, tiers, dealers and customers
  finance,    // approves money
  auditor,    // reads everything, changes nothing
  admin,      // manages staff, approves nothing
};

inline constexpr Role kRoles[] = {Role::operator_, Role::finance, Role::auditor, Role::admin};

// The word kept in tables and shown by the API.
constexpr std::string_view to_word(Role role) {
  switch (role) {
    case Role::operator_:
      return "operator";
    case Role::finance:
      return "finance";
    case Role::auditor:
      return "auditor";
    case Role::admin:
      return "admin";
  }
  return "";
}

constexpr std::optional<Role> parse_role(std::string_view word) {
  for (const Role role : kRoles) {
    if (to_word(role) == word) return role;
  }
  return std::nullopt;
}

}  // namespace fenrun
