// What the configuration may say about the dealer tree of a process.
#pragma once

#include <chrono>

namespace fenrun::db {

struct TreeOptions {
  std::chrono::milliseconds poll_interval{200};
  std::chrono::minutes verify_interval{30};
};

}  // namespace fenrun::db
