// What bytes of a text file are: UTF-8, with a byte order mark or not, or GB18030, which Excel of a Chinese
// Windows writes.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace fenrun::sheet {

// Bytes that are valid UTF-8 are taken for it. Refuses with kSheetEncodingUnknown: UTF-16, NUL, and what is
// neither of the two.
Result<std::string> to_utf8(std::string_view bytes);

}  // namespace fenrun::sheet
