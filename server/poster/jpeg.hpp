// JPEG as WeChat sends it. Apart, because libjpeg reports errors by a jump that must not cross a destructor.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace fenrun::server {

// A side of an image that we are given.
inline constexpr std::uint32_t kImagePixelsMax = 2048;

struct Pixels {
  int width;
  int height;
  std::vector<unsigned char>
      bgrx;  // four bytes a pixel, rows without padding: cairo's RGB24 on little endian
};

// Nothing when the bytes are not a JPEG, are broken, or are larger than kImagePixelsMax on a side.
std::optional<Pixels> decode_jpeg(std::string_view bytes);

}  // namespace fenrun::server
