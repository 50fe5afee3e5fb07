// When a code that a consumer touches changes who referred them: one of four modes, chosen by configuration.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace fenrun {

enum class BindingMode {
  first_touch,     // the first dealer keeps the consumer for ever
  new_users,       // only the touch that brings a new consumer binds; later touches never do
  last_touch,      // every touch binds anew
  protected_days,  // a binding is protected for so many days, then the next touch may take over
};

// The word stored in the table and written in the configuration, and back.
[[nodiscard]] std::string_view to_text(BindingMode mode);
[[nodiscard]] std::optional<BindingMode> binding_mode_from(std::string_view text);

inline constexpr std::chrono::days kProtectionMax{3650};

struct BindingRule {
  BindingMode mode = BindingMode::first_touch;
  std::chrono::days protection{0};  // of `protected_days`; other modes ignore it
};

// A protection period is 1 to kProtectionMax days where the mode needs one.
[[nodiscard]] bool is_valid(const BindingRule& rule);

}  // namespace fenrun
