// The console's build in memory. It is listed and read when the program starts; a request only ever picks one
// of the names found then, so no path on disk is made of what somebody sent.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace fenrun::server {

struct PageBytes {
  std::string bytes;
  std::string etag;  // strong, in quotes, of just these bytes
};

struct Page {
  std::string_view content_type;  // static lifetime
  bool is_immutable = false;      // its name carries the hash of its content
  PageBytes plain;
  std::optional<PageBytes> gzip;    // "app.js.gz" beside "app.js"
  std::optional<PageBytes> brotli;  // "app.js.br"
};

class PageFiles {
 public:
  static constexpr std::size_t kFilesMax = 4096;
  static constexpr std::size_t kBytesMax = 64U << 20U;

  // Reads the folder and those within it. Left out, with a warning, is whatever is no plain file, has a name
  // of other bytes than [A-Za-z0-9._-], a name that begins with a dot, or an extension that is not on the
  // list. Throws std::runtime_error when the folder cannot be read, is larger than the limits, or has no
  // index.html.
  static PageFiles read(const std::filesystem::path& folder);

  // By its name relative to the folder ("assets/app-1a2b3c4d.js"); null when there is none.
  [[nodiscard]] const Page* find(std::string_view name) const;
  [[nodiscard]] const Page& index() const { return pages_.at("index.html"); }

 private:
  std::map<std::string, Page, std::less<>> pages_;
};

}  // namespace fenrun::server
