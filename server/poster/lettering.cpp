#include "server/poster/lettering.hpp"

#include <memory>

#include "server/poster/poster.hpp"

namespace fenrun::server {
namespace {

constexpr std::size_t kTextBytesMax = 256;
constexpr const char* kFamily = "Noto Sans CJK SC";

struct FreeDescription {
  void operator()(PangoFontDescription* description) const { pango_font_description_free(description); }
};
using FontDescription = std::unique_ptr<PangoFontDescription, FreeDescription>;

FontDescription describe_font(int size_px, bool is_bold) {
  FontDescription font(pango_font_description_new());
  pango_font_description_set_family_static(font.get(), kFamily);
  pango_font_description_set_absolute_size(font.get(), static_cast<double>(size_px) * PANGO_SCALE);
  pango_font_description_set_weight(font.get(), is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  return font;
}

// A name must not be able to turn the rest of its line around.
bool turns_direction(gunichar c) { return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069); }

void set_colour(cairo_t* canvas, std::uint32_t colour) {
  const auto part = [&](int shift) { return static_cast<double>(colour >> shift & 0xFF) / 255; };
  cairo_set_source_rgb(canvas, part(16), part(8), part(0));
}

}  // namespace

Lettering::Lettering()
    : fonts_(pango_cairo_font_map_new()), context_(pango_font_map_create_context(fonts_.get())) {
  const FontDescription font = describe_font(40, false);
  fontset_.reset(pango_context_load_fontset(context_.get(), font.get(), pango_language_from_string("zh-cn")));
}

Result<std::string> Lettering::drawable(std::string_view text) {
  if (text.size() > kTextBytesMax) return kPosterTextInvalid;
  if (g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr) == FALSE)
    return kPosterTextInvalid;
  std::string kept;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at < end; at = g_utf8_next_char(at)) {
    const gunichar c = g_utf8_get_char(at);
    if (g_unichar_iscntrl(c) != FALSE || turns_direction(c)) continue;
    const GObjectOwner<PangoFont> font(pango_fontset_get_font(fontset_.get(), c));
    if (!font || pango_font_has_char(font.get(), c) == FALSE) continue;
    kept.append(at, static_cast<const char*>(g_utf8_next_char(at)));
  }
  return kept;
}

void Lettering::draw(cairo_t* canvas, std::string_view text, const TextBox& box) {
  const GObjectOwner<PangoLayout> layout(pango_layout_new(context_.get()));
  const FontDescription font = describe_font(box.size_px, box.is_bold);
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  pango_layout_set_width(layout.get(), box.width * PANGO_SCALE);
  pango_layout_set_height(layout.get(), -box.lines_max);
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment(layout.get(), PANGO_ALIGN_CENTER);
  set_colour(canvas, box.colour);
  cairo_move_to(canvas, box.left, box.top);
  pango_cairo_show_layout(canvas, layout.get());
}

}  // namespace fenrun::server
