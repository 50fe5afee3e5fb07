#include <filesystem>
#include <system_error>

#include "config/sections.hpp"

namespace fenrun::config {

void read_console(Reader& reader, server::PageOptions& options) {
  reader.path("console.folder", options.folder);
  std::error_code ignored;
  if (options.folder.empty() || std::filesystem::is_regular_file(options.folder + "/index.html", ignored))
    return;
  reader.problem("console.folder", "has no index.html that can be read",
                 "give the folder that the console's build has written, or leave the key out");
}

}  // namespace fenrun::config
