#include "tests/server/support/picture.hpp"

#include <cairo/cairo.h>
#include <qrencode.h>
#include <zbar.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string_view>

// Needs <cstdio> before it.
#include <jpeglib.h>

namespace fenrun::server::testing {
namespace {

using SurfaceOwner = std::shared_ptr<cairo_surface_t>;

cairo_status_t give(void* closure, unsigned char* out, unsigned int size) {
  auto& rest = *static_cast<std::string_view*>(closure);
  if (rest.size() < size) return CAIRO_STATUS_READ_ERROR;
  std::memcpy(out, rest.data(), size);
  rest.remove_prefix(size);
  return CAIRO_STATUS_SUCCESS;
}

cairo_status_t take(void* closure, const unsigned char* bytes, unsigned int size) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(bytes), size);
  return CAIRO_STATUS_SUCCESS;
}

// Grey pixels of a QR code with its quiet zone.
Picture draw_qr(const std::string& text, int module_px) {
  const std::shared_ptr<QRcode> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M), QRcode_free);
  const int side = (code->width + 8) * module_px;
  Picture picture{side, side, std::vector<std::uint8_t>(static_cast<std::size_t>(side * side), 255)};
  for (int y = 0; y < code->width * module_px; ++y) {
    for (int x = 0; x < code->width * module_px; ++x) {
      const bool is_dark = (code->data[(y / module_px) * code->width + x / module_px] & 1) != 0;
      const int at = (y + 4 * module_px) * side + x + 4 * module_px;
      if (is_dark) picture.grey[static_cast<std::size_t>(at)] = 0;
    }
  }
  return picture;
}

}  // namespace

Picture read_png(const std::string& png) {
  std::string_view rest = png;
  const SurfaceOwner surface(cairo_image_surface_create_from_png_stream(give, &rest), cairo_surface_destroy);
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) throw std::runtime_error("not a PNG");
  Picture picture{
      cairo_image_surface_get_width(surface.get()), cairo_image_surface_get_height(surface.get()), {}};
  const unsigned char* rows = cairo_image_surface_get_data(surface.get());
  const int stride = cairo_image_surface_get_stride(surface.get());
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      const unsigned char* pixel = rows + y * stride + x * 4;
      picture.grey.push_back(static_cast<std::uint8_t>((pixel[0] + pixel[1] + pixel[2]) / 3));
    }
  }
  return picture;
}

std::string read_qr(const Picture& picture) {
  const std::shared_ptr<zbar::zbar_image_scanner_t> scanner(zbar::zbar_image_scanner_create(),
                                                            zbar::zbar_image_scanner_destroy);
  const std::shared_ptr<zbar::zbar_image_t> image(zbar::zbar_image_create(), zbar::zbar_image_destroy);
  zbar::zbar_image_set_format(image.get(), zbar_fourcc('Y', '8', '0', '0'));
  zbar::zbar_image_set_size(image.get(), static_cast<unsigned>(picture.width),
                            static_cast<unsigned>(picture.height));
  zbar::zbar_image_set_data(image.get(), picture.grey.data(), picture.grey.size(), nullptr);
  if (zbar::zbar_scan_image(scanner.get(), image.get()) < 1) return {};
  const auto* symbol = zbar::zbar_image_first_symbol(image.get());
  return {zbar::zbar_symbol_get_data(symbol), zbar::zbar_symbol_get_data_length(symbol)};
}

Extent ink(const Picture& picture, int left, int top, int width, int height) {
  int x_min = left + width;
  int x_max = left - 1;
  int y_min = top + height;
  int y_max = top - 1;
  for (int y = top; y < top + height; ++y) {
    for (int x = left; x < left + width; ++x) {
      if (picture.at(x, y) >= 128) continue;
      x_min = std::min(x_min, x);
      x_max = std::max(x_max, x);
      y_min = std::min(y_min, y);
      y_max = std::max(y_max, y);
    }
  }
  return {std::max(0, x_max - x_min + 1), std::max(0, y_max - y_min + 1)};
}

std::string qr_png(const std::string& text, int module_px) {
  const Picture picture = draw_qr(text, module_px);
  const SurfaceOwner surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, picture.width, picture.height),
                             cairo_surface_destroy);
  unsigned char* rows = cairo_image_surface_get_data(surface.get());
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      std::memset(rows + y * cairo_image_surface_get_stride(surface.get()) + x * 4, picture.at(x, y), 3);
    }
  }
  cairo_surface_mark_dirty(surface.get());
  std::string png;
  cairo_surface_write_to_png_stream(surface.get(), take, &png);
  return png;
}

std::string qr_jpeg(const std::string& text, int module_px) {
  Picture picture = draw_qr(text, module_px);
  jpeg_compress_struct info{};
  jpeg_error_mgr error{};
  info.err = jpeg_std_error(&error);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = static_cast<JDIMENSION>(picture.width);
  info.image_height = static_cast<JDIMENSION>(picture.height);
  info.input_components = 1;
  info.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&info);
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = picture.grey.data() + std::size_t{info.next_scanline} * info.image_width;
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  const std::string jpeg(reinterpret_cast<const char*>(bytes), size);
  std::free(bytes);
  return jpeg;
}

}  // namespace fenrun::server::testing
