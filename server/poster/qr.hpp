// A link as the dark and light modules of a QR code, quiet zone included.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace fenrun::server {

struct QrCode {
  int side;  // modules, with four light ones on every edge
  std::vector<bool> dark;
  [[nodiscard]] bool is_dark(int x, int y) const {
    return dark[static_cast<std::size_t>(y) * static_cast<std::size_t>(side) + static_cast<std::size_t>(x)];
  }
};

// Refuses with kPosterLinkInvalid what is not an https URL of printable ASCII, 512 bytes at most.
Result<QrCode> encode_qr(const std::string& link);

// Of a text of ours, printable ASCII of 512 bytes at most.
QrCode draw_qr(const std::string& text);

}  // namespace fenrun::server
