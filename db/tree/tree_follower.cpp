#include "db/tree/tree_follower.hpp"

#include <set>

#include "base/assert.hpp"
#include "base/log.hpp"

namespace fenrun::db {
namespace {

// Larger than the changes of any one transaction (domain/dealer/move.hpp), so that a page seldom cuts one in
// two.
constexpr std::size_t kChangesPage = 50'000;

bool is_gapless(const std::vector<NumberedChange>& changes, std::int64_t after) {
  for (const NumberedChange& each : changes) {
    if (each.seq != ++after) return false;
  }
  return true;
}

}  // namespace

TreeFollower::Progress TreeFollower::catch_up(Connection& connection) {
  Progress progress;
  while (seq_ >= 0) {
    auto page = tree_changes_after(connection, seq_, kChangesPage);
    if (page.empty()) return progress;
    if (!apply_page(page)) {
      log::warning("tree.changes_lost", {{"after_seq", seq_}, {"next_seq", page.front().seq}});
      break;
    }
    std::ranges::move(page, std::back_inserter(progress.changes));
  }
  reload(connection);
  progress.is_reloaded = true;
  return progress;
}

bool TreeFollower::apply_page(const std::vector<NumberedChange>& page) {
  if (!is_gapless(page, seq_)) return false;
  std::vector<TreeChange> changes;
  changes.reserve(page.size());
  for (const NumberedChange& each : page) changes.push_back(each.change);
  if (!tree_.apply(changes)) return false;
  seq_ = page.back().seq;
  return true;
}

void TreeFollower::reload(Connection& connection) {
  const LoadedTree loaded = load_tree(connection);
  tree_.replace(loaded.image);
  seq_ = loaded.seq;
  log::info("tree.loaded", {{"dealers", tree_.dealers()}, {"seq", seq_}});
}

std::vector<DealerId> TreeFollower::verify(Connection& connection) {
  FENRUN_ASSERT(seq_ >= 0);
  const LoadedTree loaded = load_tree(connection);
  // What the image holds beyond the tree is no mistake, only news that catch_up() will bring.
  std::set<DealerId> news;
  for (const NumberedChange& each : tree_changes_after(connection, seq_, kChangesPage))
    news.insert(each.change.dealer);
  std::vector<DealerId> wrong = tree_.differences(loaded.image);
  std::erase_if(wrong, [&](DealerId dealer) { return news.contains(dealer); });
  return wrong;
}

}  // namespace fenrun::db
