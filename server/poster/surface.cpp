#include "server/poster/surface.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <stdexcept>

#include "server/poster/jpeg.hpp"
#include "server/poster/poster.hpp"

namespace fenrun::server {
namespace {

constexpr std::size_t kImageBytesMax = 1024 * 1024;
constexpr std::size_t kPngHeaderBytes = 24;  // signature, length and type of IHDR, width, height

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char c : bytes.substr(0, 4)) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

bool is_png(std::string_view bytes) {
  return bytes.size() > kPngHeaderBytes && bytes.starts_with("\x89PNG\r\n\x1a\n") &&
         bytes.substr(12, 4) == "IHDR";
}

bool is_png_small(std::string_view bytes) {
  const std::uint32_t width = big_endian(bytes.substr(16));
  const std::uint32_t height = big_endian(bytes.substr(20));
  return width > 0 && height > 0 && width <= kImagePixelsMax && height <= kImagePixelsMax;
}

cairo_status_t give_bytes(void* closure, unsigned char* out, unsigned int size) {
  auto& rest = *static_cast<std::string_view*>(closure);
  if (rest.size() < size) return CAIRO_STATUS_READ_ERROR;
  std::memcpy(out, rest.data(), size);
  rest.remove_prefix(size);
  return CAIRO_STATUS_SUCCESS;
}

cairo_status_t take_bytes(void* closure, const unsigned char* bytes, unsigned int size) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(bytes), size);
  return CAIRO_STATUS_SUCCESS;
}

Result<Surface> read_png(std::string_view bytes) {
  if (!is_png_small(bytes)) return kPosterCodeUnreadable;
  Surface surface(cairo_image_surface_create_from_png_stream(give_bytes, &bytes));
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) return kPosterCodeUnreadable;
  return surface;
}

Result<Surface> read_jpeg(std::string_view bytes) {
  const auto pixels = decode_jpeg(bytes);
  if (!pixels) return kPosterCodeUnreadable;
  Surface surface = make_surface(pixels->width, pixels->height);
  unsigned char* rows = cairo_image_surface_get_data(surface.get());
  const int stride = cairo_image_surface_get_stride(surface.get());
  const std::size_t row_bytes = static_cast<std::size_t>(pixels->width) * 4;
  for (int y = 0; y < pixels->height; ++y) {
    std::memcpy(rows + static_cast<std::ptrdiff_t>(y) * stride,
                pixels->bgrx.data() + static_cast<std::size_t>(y) * row_bytes, row_bytes);
  }
  cairo_surface_mark_dirty(surface.get());
  return surface;
}

}  // namespace

Surface make_surface(int width, int height) {
  Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height));
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) throw std::bad_alloc();
  return surface;
}

Result<Surface> read_image(std::string_view bytes) {
  if (bytes.size() > kImageBytesMax) return kPosterCodeUnreadable;
  if (is_png(bytes)) return read_png(bytes);
  return read_jpeg(bytes);
}

std::string to_png(cairo_surface_t* surface) {
  std::string png;
  const cairo_status_t status = cairo_surface_write_to_png_stream(surface, take_bytes, &png);
  if (status != CAIRO_STATUS_SUCCESS) {
    throw std::runtime_error(std::string("PNG cannot be written: ") + cairo_status_to_string(status));
  }
  return png;
}

}  // namespace fenrun::server
