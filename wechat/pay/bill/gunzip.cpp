#include "wechat/pay/bill/gunzip.hpp"

#include <zlib.h>

#include <array>
#include <limits>

namespace fenrun::wechat {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;
constexpr std::size_t kInflatedBytes = 64U << 10U;

}  // namespace

class Gunzip::Inflater {
 public:
  Inflater(std::string_view compressed, std::size_t bytes_max)
      : is_ready_(inflateInit2(&stream_, kGzipOnly) == Z_OK), left_(bytes_max) {
    if (!is_ready_ || compressed.size() > std::numeric_limits<uInt>::max()) {
      state_ = Z_DATA_ERROR;
      return;
    }
    // zlib does not write through this pointer.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
    stream_.avail_in = static_cast<uInt>(compressed.size());
  }
  ~Inflater() {
    if (is_ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  std::string_view next() {
    std::size_t got = 0;
    while (state_ == Z_OK && got == 0) {
      stream_.next_out = piece_.data();
      stream_.avail_out = kInflatedBytes;
      state_ = inflate(&stream_, Z_NO_FLUSH);
      got = kInflatedBytes - stream_.avail_out;
    }
    if (got > left_) {
      state_ = Z_MEM_ERROR;
      return {};
    }
    left_ -= got;
    return {reinterpret_cast<const char*>(piece_.data()), got};
  }

  [[nodiscard]] bool is_whole() const { return state_ == Z_STREAM_END && stream_.avail_in == 0; }

 private:
  z_stream stream_{};
  bool is_ready_;
  std::size_t left_;
  int state_ = Z_OK;
  std::array<Bytef, kInflatedBytes> piece_{};
};

Gunzip::Gunzip(std::string_view compressed, std::size_t bytes_max)
    : inflater_(std::make_unique<Inflater>(compressed, bytes_max)) {}

Gunzip::~Gunzip() = default;

std::string_view Gunzip::next() { return inflater_->next(); }

bool Gunzip::is_whole() const { return inflater_->is_whole(); }

std::optional<std::string> gunzip(std::string_view compressed, std::size_t bytes_max) {
  Gunzip pieces(compressed, bytes_max);
  std::string content;
  for (auto piece = pieces.next(); !piece.empty(); piece = pieces.next()) content.append(piece);
  if (!pieces.is_whole()) return std::nullopt;
  return content;
}

}  // namespace fenrun::wechat
