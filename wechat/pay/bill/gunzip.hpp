// One gzip stream, whole and bounded.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace fenrun::wechat {

// The content of exactly one gzip member, piece by piece, so that it need not be held.
class Gunzip {
 public:
  // Gives the compressed bytes in pieces, each of which lives until the next; empty at the end.
  using Source = std::function<std::string_view()>;

  // A content of more than `bytes_max` bytes is not whole.
  Gunzip(Source compressed, std::size_t bytes_max);
  // `compressed` outlives it.
  Gunzip(std::string_view compressed, std::size_t bytes_max);
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  // Empty at the end. A piece lives until the next.
  std::string_view next();
  // After the end: whether the checksum fits and nothing follows.
  [[nodiscard]] bool is_whole();

 private:
  class Inflater;
  std::unique_ptr<Inflater> inflater_;
};

// All of it; nothing unless it is whole.
std::optional<std::string> gunzip(std::string_view compressed, std::size_t bytes_max);

}  // namespace fenrun::wechat
