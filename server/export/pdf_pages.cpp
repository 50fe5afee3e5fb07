#include "server/export/pdf_pages.hpp"

#include <cairo/cairo-pdf.h>
#include <pango/pangocairo.h>

#include <stdexcept>

#include "server/poster/surface.hpp"

namespace fenrun::server {
namespace {

constexpr const char* kPdfFamily = "Noto Sans CJK SC";

cairo_status_t append_bytes(void* closure, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

struct FreePdfFont {
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};
using PdfFont = std::unique_ptr<PangoFontDescription, FreePdfFont>;

PdfFont pdf_font(const PdfText& place) {
  PdfFont font(pango_font_description_new());
  pango_font_description_set_family_static(font.get(), kPdfFamily);
  pango_font_description_set_absolute_size(font.get(), place.size * PANGO_SCALE);
  pango_font_description_set_weight(font.get(), place.is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  return font;
}

PangoAlignment alignment_of(PdfAlign align) {
  switch (align) {
    case PdfAlign::left:
      return PANGO_ALIGN_LEFT;
    case PdfAlign::right:
      return PANGO_ALIGN_RIGHT;
    case PdfAlign::centre:
      return PANGO_ALIGN_CENTER;
  }
  return PANGO_ALIGN_LEFT;
}

}  // namespace

struct PdfPages::Impl {
  std::string bytes;
  Surface surface{cairo_pdf_surface_create_for_stream(append_bytes, &bytes, kWidth, kHeight)};
  Canvas canvas{cairo_create(surface.get())};
  // Of its own: Pango's default one belongs to the thread and keeps what others loaded.
  GObjectOwner<PangoFontMap> fonts{pango_cairo_font_map_new()};
  GObjectOwner<PangoContext> context{pango_font_map_create_context(fonts.get())};
};

PdfPages::PdfPages(const std::string& title, Instant made_at) : impl_(std::make_unique<Impl>()) {
  cairo_surface_t* const surface = impl_->surface.get();
  const std::string made = to_rfc3339(std::chrono::floor<std::chrono::seconds>(made_at));
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, made.c_str());
}

PdfPages::~PdfPages() = default;

void PdfPages::text(std::string_view text, const PdfText& place) {
  const GObjectOwner<PangoLayout> layout(pango_layout_new(impl_->context.get()));
  const PdfFont font = pdf_font(place);
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  pango_layout_set_width(layout.get(), static_cast<int>(place.width * PANGO_SCALE));
  pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
  pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment(layout.get(), alignment_of(place.align));
  cairo_move_to(impl_->canvas.get(), place.left, place.top);
  pango_cairo_show_layout(impl_->canvas.get(), layout.get());
}

void PdfPages::rule(double left, double top, double width) {
  cairo_t* const canvas = impl_->canvas.get();
  cairo_set_line_width(canvas, 0.5);
  cairo_move_to(canvas, left, top);
  cairo_line_to(canvas, left + width, top);
  cairo_stroke(canvas);
}

void PdfPages::next_page() { cairo_show_page(impl_->canvas.get()); }

std::string PdfPages::finish() {
  cairo_surface_finish(impl_->surface.get());
  const cairo_status_t status = cairo_surface_status(impl_->surface.get());
  if (status != CAIRO_STATUS_SUCCESS) {
    throw std::runtime_error(std::string("pdf: ") + cairo_status_to_string(status));
  }
  return std::move(impl_->bytes);
}

}  // namespace fenrun::server
