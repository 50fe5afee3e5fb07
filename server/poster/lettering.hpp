// Text on a poster, by Pango in the Noto CJK fonts.
#pragma once

#include <pango/pangocairo.h>

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "server/poster/surface.hpp"

namespace fenrun::server {

struct TextBox {
  int left;
  int top;
  int width;
  int lines_max;
  int size_px;
  bool is_bold;
  std::uint32_t colour;  // 0xRRGGBB
};

// For one thread; finding and loading fonts costs tens of milliseconds the first time.
class Lettering {
 public:
  Lettering();

  // What remains of `text` when characters that no font can draw, controls and direction overrides are left
  // out. Refuses with kPosterTextInvalid what is not UTF-8 or too long.
  Result<std::string> drawable(std::string_view text);
  // Centred in its box, cut with an ellipsis.
  void draw(cairo_t* canvas, std::string_view text, const TextBox& box);

 private:
  GObjectOwner<PangoFontMap> fonts_;
  GObjectOwner<PangoContext> context_;
  GObjectOwner<PangoFontset> fontset_;
};

}  // namespace fenrun::server
