// The picture of a code. WeChat's round mini-program code is a proprietary shape; the emulator draws a QR
// code in its place, so that a scanner — or a test — can read what it stands for.
#pragma once

#include <string>
#include <string_view>

namespace fenrun::emulator {

// "wxcode://<appid>/<page>?scene=<scene, percent-encoded>", with "&env_version=…" unless it is release.
std::string code_text(std::string_view appid, std::string_view page, std::string_view scene,
                      std::string_view env_version);

struct Picture {
  std::string content_type;
  std::string bytes;
};

// `text` as a QR code on a square of `width_px`, with a quiet zone. A JPEG whose comment is `text`; or, when
// transparent, a PNG. Throws std::runtime_error for a text too long for a QR code (some 2,900 bytes).
Picture draw_code(std::string_view text, int width_px, bool is_transparent);

}  // namespace fenrun::emulator
