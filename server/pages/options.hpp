// What the configuration may say about the console's pages.
#pragma once

#include <string>

namespace fenrun::server {

struct PageOptions {
  std::string folder;  // the console's build, with its index.html; empty: no pages
};

}  // namespace fenrun::server
