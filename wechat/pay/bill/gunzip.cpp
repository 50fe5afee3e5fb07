#include "wechat/pay/bill/gunzip.hpp"

#include <zlib.h>

#include <array>
#include <limits>
#include <utility>

namespace fenrun::wechat {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;
constexpr std::size_t kInflatedBytes = 64U << 10U;

}  // namespace

class Gunzip::Inflater {
 public:
  Inflater(Source compressed, std::size_t bytes_max)
      : compressed_(std::move(compressed)),
        is_ready_(inflateInit2(&stream_, kGzipOnly) == Z_OK),
        left_(bytes_max) {
    if (!is_ready_) state_ = Z_DATA_ERROR;
  }
  ~Inflater() {
    if (is_ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  std::string_view next() {
    std::size_t got = 0;
    while (state_ == Z_OK && got == 0) {
      if (stream_.avail_in == 0 && !take_more()) return {};
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

  // The source is asked once more: nothing may follow.
  [[nodiscard]] bool is_whole() {
    return state_ == Z_STREAM_END && stream_.avail_in == 0 && compressed_().empty();
  }

 private:
  // False at the end of what there is, or when zlib cannot count it.
  bool take_more() {
    const std::string_view more = compressed_();
    if (more.empty() || more.size() > std::numeric_limits<uInt>::max()) {
      state_ = Z_DATA_ERROR;
      return false;
    }
    // zlib does not write through this pointer.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(more.data()));
    stream_.avail_in = static_cast<uInt>(more.size());
    return true;
  }

  Source compressed_;
  z_stream stream_{};
  bool is_ready_;
  std::size_t left_;
  int state_ = Z_OK;
  std::array<Bytef, kInflatedBytes> piece_{};
};

Gunzip::Gunzip(Source compressed, std::size_t bytes_max)
    : inflater_(std::make_unique<Inflater>(std::move(compressed), bytes_max)) {}

Gunzip::Gunzip(std::string_view compressed, std::size_t bytes_max)
    : Gunzip([rest = compressed]() mutable { return std::exchange(rest, std::string_view()); }, bytes_max) {}

Gunzip::~Gunzip() = default;

std::string_view Gunzip::next() { return inflater_->next(); }

bool Gunzip::is_whole() { return inflater_->is_whole(); }

std::optional<std::string> gunzip(std::string_view compressed, std::size_t bytes_max) {
  Gunzip pieces(compressed, bytes_max);
  std::string content;
  for (auto piece = pieces.next(); !piece.empty(); piece = pieces.next()) content.append(piece);
  if (!pieces.is_whole()) return std::nullopt;
  return content;
}

}  // namespace fenrun::wechat
