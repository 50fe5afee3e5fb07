// What the configuration may say about how long things are remembered.
#pragma once

#include <chrono>

namespace fenrun::server {

struct HousekeepingOptions {
  std::chrono::seconds interval{60};
  std::chrono::hours kept_replies{48};
  std::chrono::days wechat_pushes{30};
  std::chrono::days tree_changes{1095};
  std::chrono::days kept_files{30};
};

}  // namespace fenrun::server
