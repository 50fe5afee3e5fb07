#include "config/sections.hpp"

namespace fenrun::config {

// The least of each is what somebody else relies on: a client for a day on its kept answer, record_push.hpp
// for a day on the record of a message, a follower of the tree for as long as a process may be stopped.
void read_housekeeping(Reader& reader, server::HousekeepingOptions& options) {
  using std::chrono::days;
  using std::chrono::hours;
  using std::chrono::seconds;
  reader.duration("housekeeping.interval_seconds", options.interval, seconds{1}, seconds{3600});
  reader.duration("housekeeping.kept_replies_hours", options.kept_replies, hours{24}, hours{720});
  reader.duration("housekeeping.wechat_push_days", options.wechat_pushes, days{2}, days{3650});
  reader.duration("housekeeping.tree_change_days", options.tree_changes, days{7}, days{36'500});
  reader.duration("housekeeping.kept_file_days", options.kept_files, days{1}, days{3650});
}

}  // namespace fenrun::config
