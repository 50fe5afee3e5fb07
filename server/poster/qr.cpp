#include "server/poster/qr.hpp"

#include <qrencode.h>

#include <algorithm>
#include <memory>
#include <new>

#include "base/assert.hpp"
#include "server/poster/poster.hpp"

namespace fenrun::server {
namespace {

constexpr std::size_t kLinkBytesMax = 512;
constexpr int kQuietModules = 4;

struct FreeQr {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

bool is_https_link(const std::string& link) {
  return link.size() <= kLinkBytesMax && link.starts_with("https://") && link.size() > 8 &&
         std::all_of(link.begin(), link.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

Result<QrCode> encode_qr(const std::string& link) {
  if (!is_https_link(link)) return kPosterLinkInvalid;
  return draw_qr(link);
}

QrCode draw_qr(const std::string& text) {
  FENRUN_ASSERT(text.size() <= kLinkBytesMax);
  // Level M survives a crease or a reflection on a phone and keeps the modules large.
  const std::unique_ptr<QRcode, FreeQr> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M));
  if (!code) throw std::bad_alloc();
  const auto inner = static_cast<std::size_t>(code->width);
  const std::size_t side = inner + 2 * kQuietModules;
  QrCode out{static_cast<int>(side), std::vector<bool>(side * side)};
  for (std::size_t y = 0; y < inner; ++y) {
    for (std::size_t x = 0; x < inner; ++x) {
      out.dark[(y + kQuietModules) * side + x + kQuietModules] = (code->data[y * inner + x] & 1) != 0;
    }
  }
  return out;
}

}  // namespace fenrun::server
