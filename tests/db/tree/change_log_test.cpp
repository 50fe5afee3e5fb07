#include "db/tree/change_log.hpp"

#include <gtest/gtest.h>

namespace fenrun::testing {
namespace {

db::TreeFollower::Progress progress(std::int64_t first, std::int64_t last) {
  db::TreeFollower::Progress made;
  for (std::int64_t seq = first; seq <= last; ++seq) made.changes.push_back({seq, {}});
  return made;
}

db::TreeFollower::Progress reload() {
  db::TreeFollower::Progress made;
  made.is_reloaded = true;
  return made;
}

TEST(ChangeLogTest, it_answers_for_what_it_remembers_and_for_nothing_else) {
  db::ChangeLog log(3);
  EXPECT_EQ(log.last(), -1);
  EXPECT_FALSE(log.after(0).has_value());
  log.append(reload(), 10);
  EXPECT_TRUE(log.after(10)->empty());
  EXPECT_FALSE(log.after(9).has_value());
  log.append(progress(11, 12), 12);
  EXPECT_EQ(log.after(10)->size(), 2U);
  EXPECT_EQ(log.after(11)->front().seq, 12);
  log.append(progress(13, 14), 14);  // one more than it keeps
  EXPECT_FALSE(log.after(10).has_value());
  EXPECT_EQ(log.after(11)->size(), 3U);
  EXPECT_FALSE(log.after(15).has_value());
  log.append(reload(), 20);
  EXPECT_FALSE(log.after(14).has_value());
  EXPECT_EQ(log.last(), 20);
}

}  // namespace
}  // namespace fenrun::testing
