#include "db/tree/tree_rows.hpp"

namespace fenrun::db {
namespace {

constexpr std::int64_t kPageRows = 50'000;

using Rows = std::vector<Row>;

TreeNode node_from(std::int64_t id) {
  if (id < 0 || id >= std::int64_t{kTreeNodesMax})
    throw std::length_error("a dealer id is too large for the tree");
  return static_cast<TreeNode>(id);
}

void put(TreeImage& image, std::int64_t dealer, std::int64_t parent, std::int64_t tier) {
  image.put(node_from(dealer), node_from(parent), static_cast<std::uint16_t>(tier));
}

void load_pages(Connection& connection, TreeImage& image) {
  std::int64_t last = 0;
  while (true) {
    const auto page = connection.transact([&](Tx& tx) -> Result<Rows> {
      return tx.all("SELECT id, parent_id, tier_id FROM dealer WHERE id > ? ORDER BY id LIMIT ?",
                    {last, kPageRows});
    });
    for (const Row& row : *page) put(image, row.integer(0), row.integer(1), row.integer(2));
    if (page->empty()) return;
    last = page->back().integer(0);
  }
}

}  // namespace

std::int64_t last_tree_seq(Connection& connection) {
  const auto seq = connection.transact([](Tx& tx) -> Result<std::int64_t> {
    const auto row = tx.one("SELECT seq FROM tree_change ORDER BY seq DESC LIMIT 1");
    return row ? row->integer(0) : 0;
  });
  return *seq;
}

std::vector<NumberedChange> tree_changes_after(Connection& connection, std::int64_t seq, std::size_t limit) {
  const auto rows = connection.transact([&](Tx& tx) -> Result<Rows> {
    return tx.all(
        "SELECT seq, dealer_id, parent_id, tier_id FROM tree_change WHERE seq > ? ORDER BY seq LIMIT ?",
        {seq, static_cast<std::int64_t>(limit)});
  });
  std::vector<NumberedChange> changes;
  changes.reserve(rows->size());
  for (const Row& row : *rows) {
    changes.push_back({row.integer(0), {row.id<DealerId>(1), row.id<DealerId>(2), row.id<TierId>(3)}});
  }
  return changes;
}

// The pages are read one after the other, so they mix moments. Whatever changed meanwhile is in the stream
// after the number that was read first; replaying it (even what a page holds already) ends at one consistent
// moment.
LoadedTree load_tree(Connection& connection) {
  LoadedTree loaded;
  loaded.seq = last_tree_seq(connection);
  load_pages(connection, loaded.image);
  while (true) {
    const auto changes = tree_changes_after(connection, loaded.seq, kPageRows);
    if (changes.empty()) break;
    for (const NumberedChange& each : changes) {
      put(loaded.image, each.change.dealer.value, each.change.parent_id.value, each.change.tier_id.value);
    }
    loaded.seq = changes.back().seq;
  }
  loaded.image.link();
  return loaded;
}

}  // namespace fenrun::db
