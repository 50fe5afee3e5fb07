#include "wechat/pay/bill/gunzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace fenrun::wechat {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;
constexpr std::size_t kFirstBytes = 64U << 10U;

class Inflater {
 public:
  Inflater() : is_ready_(inflateInit2(&stream_, kGzipOnly) == Z_OK) {}
  ~Inflater() {
    if (is_ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  std::optional<std::string> run(std::string_view compressed, std::size_t bytes_max) {
    if (!is_ready_ || compressed.size() > std::numeric_limits<uInt>::max()) return std::nullopt;
    // zlib does not write through this pointer.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
    stream_.avail_in = static_cast<uInt>(compressed.size());
    std::string out;
    int state = Z_OK;
    while (state == Z_OK && out.size() < bytes_max) state = inflate_more(out, bytes_max);
    // A content of exactly bytes_max bytes may still have its end to be read.
    if (state == Z_OK) state = inflate_end();
    if (state != Z_STREAM_END || stream_.avail_in != 0) return std::nullopt;
    return out;
  }

 private:
  int inflate_more(std::string& out, std::size_t bytes_max) {
    const std::size_t before = out.size();
    const std::size_t room = std::min(std::max(before, kFirstBytes), bytes_max - before);
    const std::size_t step = std::min<std::size_t>(room, std::numeric_limits<uInt>::max());
    out.resize(before + step);
    stream_.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream_.avail_out = static_cast<uInt>(step);
    const int state = inflate(&stream_, Z_NO_FLUSH);
    out.resize(before + step - stream_.avail_out);
    return state;
  }

  int inflate_end() {
    Bytef none = 0;
    stream_.next_out = &none;
    stream_.avail_out = 0;
    return inflate(&stream_, Z_NO_FLUSH);
  }

  z_stream stream_{};
  bool is_ready_;
};

}  // namespace

std::optional<std::string> gunzip(std::string_view compressed, std::size_t bytes_max) {
  return Inflater().run(compressed, bytes_max);
}

}  // namespace fenrun::wechat
