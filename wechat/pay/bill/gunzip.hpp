// One gzip stream, whole and bounded.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fenrun::wechat {

// Nothing unless the text is exactly one gzip member whose checksum fits and whose content has at most
// `bytes_max` bytes.
std::optional<std::string> gunzip(std::string_view compressed, std::size_t bytes_max);

}  // namespace fenrun::wechat
