// "Did you mean": the known word nearest to a mistyped one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fenrun::config {

// Nothing when even the nearest differs in more than a third of its letters.
std::optional<std::string> closest(std::string_view word, const std::vector<std::string>& known);

}  // namespace fenrun::config
