// Phone numbers as another person may see them. (Names: mask_name() in domain/text.hpp.)
#pragma once

#include <string>
#include <string_view>

namespace fenrun {

// "13812345678" -> "138****5678". Shorter than eight characters, or longer than 20: all of it is hidden.
[[nodiscard]] std::string mask_phone(std::string_view phone);

}  // namespace fenrun
