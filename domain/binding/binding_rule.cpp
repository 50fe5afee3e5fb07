#include "domain/binding/binding_rule.hpp"

#include "base/assert.hpp"

namespace fenrun {

std::string_view to_text(BindingMode mode) {
  switch (mode) {
    case BindingMode::first_touch:
      return "first_touch";
    case BindingMode::new_users:
      return "new_users";
    case BindingMode::last_touch:
      return "last_touch";
    case BindingMode::protected_days:
      return "protected";
  }
  FENRUN_ASSERT(false);
}

std::optional<BindingMode> binding_mode_from(std::string_view text) {
  for (const auto mode : {BindingMode::first_touch, BindingMode::new_users, BindingMode::last_touch,
                          BindingMode::protected_days}) {
    if (to_text(mode) == text) return mode;
  }
  return std::nullopt;
}

bool is_valid(const BindingRule& rule) {
  if (rule.mode != BindingMode::protected_days) return true;
  return rule.protection >= std::chrono::days{1} && rule.protection <= kProtectionMax;
}

}  // namespace fenrun
