// Draws posters. For one thread: it keeps the fonts and the background, which are dear. No cairo in this
// header.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "server/poster/poster.hpp"

namespace fenrun::server {

// Where things stand, for tests that look at the picture.
struct PosterArea {
  int left;
  int top;
  int width;
  int height;
};
inline constexpr PosterArea kPosterNameArea{60, 400, 630, 90};
inline constexpr PosterArea kPosterCodeArea{165, 530, 420, 420};

class PosterRenderer {
 public:
  PosterRenderer();
  ~PosterRenderer();
  PosterRenderer(const PosterRenderer&) = delete;
  PosterRenderer& operator=(const PosterRenderer&) = delete;

  // PNG of 750 × 1200 pixels. Refuses with kPosterTextInvalid, kPosterCodeUnreadable, kPosterLinkInvalid.
  Result<std::string> render(const PosterContent& content);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fenrun::server
