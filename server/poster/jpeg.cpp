#include "server/poster/jpeg.hpp"

#include <csetjmp>
#include <cstddef>
#include <cstdio>

// Needs <cstdio> before it.
#include <jpeglib.h>

namespace fenrun::server {
namespace {

struct ErrorExit {
  jpeg_error_mgr base;  // first, so that libjpeg's pointer to it is a pointer to us
  std::jmp_buf back;
};

[[noreturn]] void jump_back(j_common_ptr info) {
  std::longjmp(reinterpret_cast<ErrorExit*>(info->err)->back, 1);
}

void keep_silent(j_common_ptr) {}

// Everything with a destructor lives in the caller. A warning (data cut short, say) counts as broken.
bool decode_into(jpeg_decompress_struct& info, ErrorExit& error, std::string_view bytes, Pixels& pixels) {
  if (setjmp(error.back) != 0) return false;
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  if (jpeg_read_header(&info, TRUE) != JPEG_HEADER_OK) return false;
  if (info.image_width > kImagePixelsMax || info.image_height > kImagePixelsMax) return false;
  info.out_color_space = JCS_EXT_BGRX;
  jpeg_start_decompress(&info);
  pixels.width = static_cast<int>(info.output_width);
  pixels.height = static_cast<int>(info.output_height);
  const std::size_t row_bytes = std::size_t{info.output_width} * 4;
  pixels.bgrx.resize(row_bytes * info.output_height);
  while (info.output_scanline < info.output_height) {
    unsigned char* row = pixels.bgrx.data() + row_bytes * info.output_scanline;
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  return info.err->num_warnings == 0;
}

}  // namespace

std::optional<Pixels> decode_jpeg(std::string_view bytes) {
  if (!bytes.starts_with("\xff\xd8\xff")) return std::nullopt;
  jpeg_decompress_struct info{};
  ErrorExit error{};
  info.err = jpeg_std_error(&error.base);
  error.base.error_exit = jump_back;
  error.base.output_message = keep_silent;
  Pixels pixels{};
  const bool is_decoded = decode_into(info, error, bytes, pixels);
  jpeg_destroy_decompress(&info);
  if (!is_decoded) return std::nullopt;
  return pixels;
}

}  // namespace fenrun::server
