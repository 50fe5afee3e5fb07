#include "config/sections.hpp"

namespace fenrun::config {

void read_tree(Reader& reader, db::TreeOptions& options) {
  using std::chrono::milliseconds;
  using std::chrono::minutes;
  reader.duration("tree.poll_interval_ms", options.poll_interval, milliseconds{10}, milliseconds{60'000});
  reader.duration("tree.verify_interval_minutes", options.verify_interval, minutes{1}, minutes{1440});
}

}  // namespace fenrun::config
