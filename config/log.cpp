#include "config/sections.hpp"

namespace fenrun::config {

void read_log(Reader& reader, log::Options& options) {
  using log::Level;
  reader.choice(
      "log.level", options.level,
      {{"debug", Level::debug}, {"info", Level::info}, {"warning", Level::warning}, {"error", Level::error}});
  reader.path("log.file", options.file);
}

}  // namespace fenrun::config
