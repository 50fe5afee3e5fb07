#include "wechat/emulator/core/code_image.hpp"

#include <cairo/cairo.h>
#include <cstdio>
// libjpeg's header needs <cstdio> before it.
#include <jpeglib.h>
#include <qrencode.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <vector>

#include "wechat/emulator/core/parameters.hpp"

namespace fenrun::emulator {
namespace {

using Qr = std::unique_ptr<QRcode, decltype(&QRcode_free)>;

// One byte per pixel: black 0, white 255.
struct Raster {
  int width = 0;
  std::vector<std::uint8_t> pixels;
  [[nodiscard]] bool is_black(int x, int y) const {
    return pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)] == 0;
  }
};

constexpr int kQuietModules = 4;

Raster rasterize(const QRcode& qr, int width_px) {
  const int scale = width_px / (qr.width + 2 * kQuietModules);
  const int margin = (width_px - scale * qr.width) / 2;
  const auto width = static_cast<std::size_t>(width_px);
  Raster raster{width_px, std::vector<std::uint8_t>(width * width, 255)};
  for (int y = 0; y < scale * qr.width; ++y) {
    for (int x = 0; x < scale * qr.width; ++x) {
      const bool is_black = (qr.data[(y / scale) * qr.width + x / scale] & 1U) != 0;
      const auto place = static_cast<std::size_t>(y + margin) * width + static_cast<std::size_t>(x + margin);
      if (is_black) raster.pixels[place] = 0;
    }
  }
  return raster;
}

std::string to_jpeg(const Raster& raster, std::string_view comment) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;  // NOLINT(google-runtime-int): libjpeg's type
  jpeg_mem_dest(&jpeg, &bytes, &size);
  jpeg.image_width = static_cast<JDIMENSION>(raster.width);
  jpeg.image_height = static_cast<JDIMENSION>(raster.width);
  jpeg.input_components = 1;
  jpeg.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, 90, TRUE);
  jpeg_start_compress(&jpeg, TRUE);
  jpeg_write_marker(&jpeg, JPEG_COM, reinterpret_cast<const JOCTET*>(comment.data()),
                    static_cast<unsigned>(comment.size()));
  while (jpeg.next_scanline < jpeg.image_height) {
    const auto offset = static_cast<std::size_t>(jpeg.next_scanline) * static_cast<std::size_t>(raster.width);
    auto* row = const_cast<std::uint8_t*>(raster.pixels.data() + offset);  // libjpeg only reads it
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  const std::unique_ptr<unsigned char, decltype(&std::free)> owner(bytes, &std::free);
  return std::string(reinterpret_cast<const char*>(bytes), size);
}

cairo_status_t append_bytes(void* closure, const unsigned char* data, unsigned length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

std::string to_transparent_png(const Raster& raster) {
  const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface(
      cairo_image_surface_create(CAIRO_FORMAT_ARGB32, raster.width, raster.width), &cairo_surface_destroy);
  cairo_surface_flush(surface.get());
  auto* data = cairo_image_surface_get_data(surface.get());
  const int stride = cairo_image_surface_get_stride(surface.get());
  for (int y = 0; y < raster.width; ++y) {
    auto* row = reinterpret_cast<std::uint32_t*>(data + static_cast<std::ptrdiff_t>(y) * stride);
    for (int x = 0; x < raster.width; ++x) row[x] = raster.is_black(x, y) ? 0xff000000U : 0U;
  }
  cairo_surface_mark_dirty(surface.get());
  std::string bytes;
  cairo_surface_write_to_png_stream(surface.get(), &append_bytes, &bytes);
  return bytes;
}

}  // namespace

std::string code_text(std::string_view appid, std::string_view page, std::string_view scene,
                      std::string_view env_version) {
  auto text = "wxcode://" + std::string(appid) + "/" + std::string(page) + "?scene=" + percent_encode(scene);
  if (env_version != "release") text += "&env_version=" + std::string(env_version);
  return text;
}

Picture draw_code(std::string_view text, int width_px, bool is_transparent) {
  // A lower level keeps the modules of a long path large enough to be seen.
  const auto level = text.size() > 300 ? QR_ECLEVEL_L : QR_ECLEVEL_M;
  const Qr qr(QRcode_encodeData(static_cast<int>(text.size()),
                                reinterpret_cast<const unsigned char*>(text.data()), 0, level),
              &QRcode_free);
  if (!qr) throw std::runtime_error("a text of this length does not fit a QR code");
  const auto raster = rasterize(*qr, width_px);
  if (is_transparent) return {"image/png", to_transparent_png(raster)};
  return {"image/jpeg", to_jpeg(raster, text)};
}

}  // namespace fenrun::emulator
