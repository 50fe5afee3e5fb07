// Reads a picture of the emulator's as a phone would.
#pragma once

#include <string>

namespace fenrun::emulator::testing {

struct Scan {
  int width_px = 0;
  int height_px = 0;
  std::string comment;  // of the JPEG
  std::string text;     // of the QR code; empty when none was found
};

// JPEG or PNG, told apart by their first bytes. Throws std::runtime_error when it is neither.
Scan scan_picture(const std::string& bytes);

}  // namespace fenrun::emulator::testing
