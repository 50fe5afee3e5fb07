// What a dealer's poster shows, and what is refused.
#pragma once

#include <cstddef>
#include <string>

#include "base/error.hpp"

namespace fenrun::server {

inline constexpr ErrorCode kPosterCodeUnreadable{ErrorKind::upstream, "poster.code_unreadable",
                                                 "小程序码图片无法读取",
                                                 "The mini-program code image cannot be read"};
inline constexpr ErrorCode kPosterLinkInvalid{ErrorKind::invalid, "poster.link_invalid", "海报链接无效",
                                              "The poster's link is not valid"};
inline constexpr ErrorCode kPosterTextInvalid{ErrorKind::invalid, "poster.text_invalid", "海报文字无效",
                                              "A text of the poster is not valid"};

inline constexpr int kPosterWidth = 750;
inline constexpr int kPosterHeight = 1200;
// Part of every cache key; goes up when the drawing changes.
inline constexpr int kPosterTemplate = 1;

// Texts are UTF-8 of 256 bytes at most; what does not fit its place is cut with an ellipsis, and characters
// that no font can draw are left out.
struct PosterContent {
  std::string producer_name;
  std::string slogan;       // two lines at most
  std::string dealer_name;  // one line
  std::string code_image;   // PNG or JPEG of the mini-program code, 1 MiB and 2048 pixels a side at most;
                            // empty: `link`
  std::string link;         // https URL of 512 bytes at most, drawn as a QR code when there is no code image
};

}  // namespace fenrun::server
