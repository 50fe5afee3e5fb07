#include "db/tree/tree_seed.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "db/tree/tree_copy.hpp"
#include "db/tree/tree_records.hpp"
#include "db/tree/tree_rows.hpp"

namespace fenrun::db {
namespace {

// How many changes before the copy's number must be found in it. After a restore the stream has other changes
// under the same numbers.
constexpr std::int64_t kComparedChanges = 1000;
// Beyond this the table is the quicker way.
constexpr std::size_t kSeedChangesMax = 10'000;

// Dealer ids are dense, and no row of a dealer is ever deleted.
std::int64_t dealers_ever(Connection& connection) {
  const auto next = connection.transact([](Tx& tx) -> Result<std::int64_t> {
    const auto row = tx.one("SELECT next_value FROM sequence_counter WHERE name = 'dealer'");
    return row ? row->integer(0) : 1;
  });
  return *next - 1;
}

// Every number from at or before the copy's to the last, without a gap; the copy's own is among them.
bool stream_reaches_from(std::int64_t seq, const std::vector<NumberedChange>& changes) {
  if (changes.empty()) return seq == 0;
  if (changes.size() >= kSeedChangesMax) return false;
  if (changes.front().seq > std::max<std::int64_t>(seq, 1) || changes.back().seq < seq) return false;
  return changes.back().seq - changes.front().seq + 1 == static_cast<std::int64_t>(changes.size());
}

bool image_holds(const TreeImage& image, const TreeChange& change) {
  const auto node = static_cast<TreeNode>(change.dealer.value);
  return node < image.size() && image.parent[node] == static_cast<TreeNode>(change.parent_id.value) + 1 &&
         image.tier[node] == static_cast<std::uint16_t>(change.tier_id.value);
}

// The last word on a dealer counts: it is written where the copy need not have it yet, and else compared.
void agree_with_stream(TreeImage& image, std::int64_t seq, const std::vector<NumberedChange>& changes) {
  if (!stream_reaches_from(seq, changes))
    throw TreeCopyUnfit("the stream does not reach from the copy to now");
  std::map<DealerId, NumberedChange> last_words;
  for (const NumberedChange& each : changes) last_words.insert_or_assign(each.change.dealer, each);
  for (const auto& [dealer, word] : last_words) {
    if (word.seq > seq) {
      image.put(static_cast<TreeNode>(dealer.value), static_cast<TreeNode>(word.change.parent_id.value),
                static_cast<std::uint16_t>(word.change.tier_id.value));
    } else if (!image_holds(image, word.change)) {
      throw TreeCopyUnfit("the copy is not of this history");
    }
  }
}

void expect_everybody(const TreeImage& image, std::int64_t at_least, std::int64_t at_most) {
  const std::int64_t highest = std::int64_t{image.size()} - 1;
  const auto absent = std::find(image.parent.begin() + 1, image.parent.end(), 0U);
  if (highest < at_least || highest > at_most || absent != image.parent.end()) {
    throw TreeCopyUnfit("a dealer is missing or one too many");
  }
}

// The copy as the database confirms it, linked. Nothing when there is none or Redis has gone.
std::optional<TreeImage> confirmed_copy(TreeCopyReader& copy, const MysqlOptions& mysql) {
  const auto before = copy.position();
  if (!before || !*before) return std::nullopt;
  Connection connection(mysql);
  // After the position: whoever is in the copy by then has a number by now.
  const std::int64_t at_least = dealers_ever(connection);
  auto image = copy.read((*before)->epoch, record_place({at_least}).chunk + 1);
  const auto after = copy.position();
  // Another copy is in force, and the chunks of this one may have gone meanwhile.
  if (!image || !after || !*after || (*after)->epoch != (*before)->epoch) return std::nullopt;
  const std::int64_t seq = (*before)->seq;
  const std::int64_t from = std::max<std::int64_t>(seq - kComparedChanges, 0);
  agree_with_stream(*image, seq, tree_changes_after(connection, from, kSeedChangesMax));
  expect_everybody(*image, at_least, dealers_ever(connection));
  image->link();
  return std::move(*image);
}

void drop_unfit_copy(TreeCopyReader& copy, const std::runtime_error& unfit) {
  log::warning("tree.copy_dropped", {{"cause", unfit.what()}});
  if (!copy.drop()) log::warning("tree.copy_not_dropped", {});
}

}  // namespace

bool seed_tree(const RedisOptions& redis, const MysqlOptions& mysql, DealerTree& tree) {
  TreeCopyReader copy(redis);
  try {
    const auto image = confirmed_copy(copy, mysql);
    if (!image) return false;
    tree.replace(*image);
    log::info("tree.seeded", {{"dealers", tree.dealers()}});
    return true;
  } catch (const DatabaseError&) {
    return false;  // somebody else's finding (db/mysql/prober.hpp)
  } catch (const TreeCopyUnfit& unfit) {
    drop_unfit_copy(copy, unfit);
  } catch (const TreeBroken& unfit) {
    drop_unfit_copy(copy, unfit);
  }
  return false;
}

}  // namespace fenrun::db
