// Looking at a PNG: its grey values, the code in it, where its ink is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace fenrun::server::testing {

struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> grey;
  [[nodiscard]] int at(int x, int y) const { return grey[static_cast<std::size_t>(y * width + x)]; }
};

// Throws std::runtime_error when the bytes are not a PNG.
Picture read_png(const std::string& png);

// What zbar reads of the first QR code in the picture; empty when it finds none.
std::string read_qr(const Picture& picture);

struct Extent {
  int width = 0;
  int height = 0;
};
// The box around all pixels of the area that are darker than 128.
Extent ink(const Picture& picture, int left, int top, int width, int height);

// A QR code of `text` as an image file, `module_px` pixels a module.
std::string qr_png(const std::string& text, int module_px);
std::string qr_jpeg(const std::string& text, int module_px);

}  // namespace fenrun::server::testing
