#include "tests/wechat/emulator/support/scan.hpp"

#include <cairo/cairo.h>
#include <cstdio>
// libjpeg's header needs <cstdio> before it.
#include <jpeglib.h>
#include <zbar.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <vector>

namespace fenrun::emulator::testing {
namespace {

struct Gray {
  unsigned width = 0;
  unsigned height = 0;
  std::vector<std::uint8_t> pixels;
  std::string comment;
};

Gray read_jpeg(const std::string& bytes) {
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&jpeg);
  jpeg_save_markers(&jpeg, JPEG_COM, 0xffff);
  jpeg_mem_src(&jpeg, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&jpeg, TRUE);
  jpeg.out_color_space = JCS_GRAYSCALE;
  jpeg_start_decompress(&jpeg);
  Gray gray{jpeg.output_width, jpeg.output_height, {}, {}};
  gray.pixels.resize(std::size_t{gray.width} * gray.height);
  while (jpeg.output_scanline < jpeg.output_height) {
    auto* row = gray.pixels.data() + std::size_t{jpeg.output_scanline} * gray.width;
    jpeg_read_scanlines(&jpeg, &row, 1);
  }
  if (jpeg.marker_list != nullptr) {
    gray.comment.assign(reinterpret_cast<const char*>(jpeg.marker_list->data), jpeg.marker_list->data_length);
  }
  jpeg_finish_decompress(&jpeg);
  jpeg_destroy_decompress(&jpeg);
  return gray;
}

struct Source {
  const std::string& bytes;
  std::size_t place = 0;
};

cairo_status_t take_bytes(void* closure, unsigned char* data, unsigned length) {
  auto& source = *static_cast<Source*>(closure);
  if (source.place + length > source.bytes.size()) return CAIRO_STATUS_READ_ERROR;
  std::memcpy(data, source.bytes.data() + source.place, length);
  source.place += length;
  return CAIRO_STATUS_SUCCESS;
}

// A transparent picture is looked at on white paper: what is opaque is dark.
Gray read_png(const std::string& bytes) {
  Source source{bytes};
  const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface(
      cairo_image_surface_create_from_png_stream(&take_bytes, &source), &cairo_surface_destroy);
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) throw std::runtime_error("no PNG");
  Gray gray{static_cast<unsigned>(cairo_image_surface_get_width(surface.get())),
            static_cast<unsigned>(cairo_image_surface_get_height(surface.get())),
            {},
            {}};
  const auto* data = cairo_image_surface_get_data(surface.get());
  const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get()));
  for (std::size_t y = 0; y < gray.height; ++y) {
    const auto* row = reinterpret_cast<const std::uint32_t*>(data + y * stride);
    for (std::size_t x = 0; x < gray.width; ++x) gray.pixels.push_back((row[x] >> 24U) > 127 ? 0 : 255);
  }
  return gray;
}

std::string decode(const Gray& gray) {
  zbar::ImageScanner scanner;
  zbar::Image image(gray.width, gray.height, "Y800", gray.pixels.data(), gray.pixels.size());
  scanner.scan(image);
  const auto first = image.symbol_begin();
  return first == image.symbol_end() ? std::string() : first->get_data();
}

}  // namespace

Scan scan_picture(const std::string& bytes) {
  const bool is_jpeg = bytes.starts_with("\xff\xd8\xff");
  if (!is_jpeg && !bytes.starts_with("\x89PNG")) throw std::runtime_error("neither a JPEG nor a PNG");
  const auto gray = is_jpeg ? read_jpeg(bytes) : read_png(bytes);
  return {static_cast<int>(gray.width), static_cast<int>(gray.height), gray.comment, decode(gray)};
}

}  // namespace fenrun::emulator::testing
