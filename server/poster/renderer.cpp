#include "server/poster/renderer.hpp"

#include <algorithm>
#include <array>
#include <numbers>
#include <stdexcept>

#include "server/poster/lettering.hpp"
#include "server/poster/qr.hpp"
#include "server/poster/surface.hpp"

namespace fenrun::server {
namespace {

constexpr std::uint32_t kPaper = 0xF6F2EA;
constexpr std::uint32_t kDeepGreen = 0x12422F;
constexpr std::uint32_t kBrass = 0xC9A35C;
constexpr std::uint32_t kWhite = 0xFFFFFF;
constexpr std::uint32_t kInk = 0x23302A;
constexpr std::uint32_t kFaint = 0x6E766F;

constexpr TextBox kProducerBox{60, 70, 630, 1, 34, false, kBrass};
constexpr TextBox kSloganBox{60, 140, 630, 2, 58, true, kWhite};
constexpr TextBox kNameBox{
    kPosterNameArea.left, kPosterNameArea.top, kPosterNameArea.width, 1, 52, true, kInk};
constexpr TextBox kCaptionBox{60, 1000, 630, 1, 34, false, kInk};
constexpr TextBox kNoteBox{60, 1110, 630, 1, 26, false, kFaint};

constexpr std::string_view kCaption = "长按识别或扫一扫";
constexpr std::string_view kNote = "扫码即表示由该经销商为您服务";
constexpr int kCardMargin = 30;

void fill(cairo_t* canvas, std::uint32_t colour) {
  const auto part = [&](int shift) { return static_cast<double>(colour >> shift & 0xFF) / 255; };
  cairo_set_source_rgb(canvas, part(16), part(8), part(0));
  cairo_fill(canvas);
}

void round_rectangle(cairo_t* canvas, const PosterArea& area, double radius) {
  const double right = area.left + area.width;
  const double bottom = area.top + area.height;
  const double quarter = std::numbers::pi / 2;
  cairo_new_sub_path(canvas);
  cairo_arc(canvas, right - radius, area.top + radius, radius, -quarter, 0);
  cairo_arc(canvas, right - radius, bottom - radius, radius, 0, quarter);
  cairo_arc(canvas, area.left + radius, bottom - radius, radius, quarter, 2 * quarter);
  cairo_arc(canvas, area.left + radius, area.top + radius, radius, 2 * quarter, 3 * quarter);
  cairo_close_path(canvas);
}

// What every poster of this template shares.
Surface draw_background(Lettering& lettering) {
  Surface surface = make_surface(kPosterWidth, kPosterHeight);
  const Canvas canvas(cairo_create(surface.get()));
  cairo_rectangle(canvas.get(), 0, 0, kPosterWidth, kPosterHeight);
  fill(canvas.get(), kPaper);
  cairo_rectangle(canvas.get(), 0, 0, kPosterWidth, 360);
  fill(canvas.get(), kDeepGreen);
  cairo_rectangle(canvas.get(), 0, 360, kPosterWidth, 8);
  fill(canvas.get(), kBrass);
  const PosterArea card{kPosterCodeArea.left - kCardMargin, kPosterCodeArea.top - kCardMargin,
                        kPosterCodeArea.width + 2 * kCardMargin, kPosterCodeArea.height + 2 * kCardMargin};
  round_rectangle(canvas.get(), card, 24);
  fill(canvas.get(), kWhite);
  lettering.draw(canvas.get(), kCaption, kCaptionBox);
  lettering.draw(canvas.get(), kNote, kNoteBox);
  return surface;
}

void draw_image(cairo_t* canvas, cairo_surface_t* image) {
  const double width = cairo_image_surface_get_width(image);
  const double height = cairo_image_surface_get_height(image);
  const double scale = std::min(kPosterCodeArea.width / width, kPosterCodeArea.height / height);
  cairo_save(canvas);
  cairo_translate(canvas, kPosterCodeArea.left + (kPosterCodeArea.width - width * scale) / 2,
                  kPosterCodeArea.top + (kPosterCodeArea.height - height * scale) / 2);
  cairo_scale(canvas, scale, scale);
  cairo_set_source_surface(canvas, image, 0, 0);
  cairo_pattern_set_filter(cairo_get_source(canvas), CAIRO_FILTER_GOOD);
  cairo_paint(canvas);
  cairo_restore(canvas);
}

// Modules of whole pixels, so that no scanner meets a blurred edge.
void draw_qr(cairo_t* canvas, const QrCode& code) {
  const int module_px = kPosterCodeArea.width / code.side;
  const int margin = (kPosterCodeArea.width - module_px * code.side) / 2;
  for (int y = 0; y < code.side; ++y) {
    for (int x = 0; x < code.side; ++x) {
      if (!code.is_dark(x, y)) continue;
      cairo_rectangle(canvas, kPosterCodeArea.left + margin + x * module_px,
                      kPosterCodeArea.top + margin + y * module_px, module_px, module_px);
    }
  }
  cairo_set_source_rgb(canvas, 0, 0, 0);
  cairo_fill(canvas);
}

struct Texts {
  std::string producer_name;
  std::string slogan;
  std::string dealer_name;
};

}  // namespace

struct PosterRenderer::Impl {
  Lettering lettering;
  Surface background = draw_background(lettering);

  Result<Texts> drawable(const PosterContent& content) {
    auto producer_name = lettering.drawable(content.producer_name);
    if (!producer_name) return producer_name.error();
    auto slogan = lettering.drawable(content.slogan);
    if (!slogan) return slogan.error();
    auto dealer_name = lettering.drawable(content.dealer_name);
    if (!dealer_name) return dealer_name.error();
    return Texts{std::move(*producer_name), std::move(*slogan), std::move(*dealer_name)};
  }

  static Done draw_code(cairo_t* canvas, const PosterContent& content) {
    if (content.code_image.empty()) {
      const auto code = encode_qr(content.link);
      if (!code) return code.error();
      draw_qr(canvas, *code);
      return {};
    }
    const auto image = read_image(content.code_image);
    if (!image) return image.error();
    draw_image(canvas, image->get());
    return {};
  }
};

PosterRenderer::PosterRenderer() : impl_(std::make_unique<Impl>()) {}
PosterRenderer::~PosterRenderer() = default;

Result<std::string> PosterRenderer::render(const PosterContent& content) {
  const auto texts = impl_->drawable(content);
  if (!texts) return texts.error();
  const Surface poster = make_surface(kPosterWidth, kPosterHeight);
  const Canvas canvas(cairo_create(poster.get()));
  cairo_set_source_surface(canvas.get(), impl_->background.get(), 0, 0);
  cairo_paint(canvas.get());
  const Done drawn = Impl::draw_code(canvas.get(), content);
  if (!drawn) return drawn.error();
  impl_->lettering.draw(canvas.get(), texts->producer_name, kProducerBox);
  impl_->lettering.draw(canvas.get(), texts->slogan, kSloganBox);
  impl_->lettering.draw(canvas.get(), texts->dealer_name, kNameBox);
  const cairo_status_t status = cairo_status(canvas.get());
  if (status != CAIRO_STATUS_SUCCESS) {
    throw std::runtime_error(std::string("poster: ") + cairo_status_to_string(status));
  }
  return to_png(poster.get());
}

}  // namespace fenrun::server
