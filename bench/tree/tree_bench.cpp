// The dealer tree in this process: rows 7, 9 and 10 of docs/performance.md.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <random>
#include <thread>
#include <vector>

#include "bench/harness/compare.hpp"
#include "bench/support.hpp"
#include "db/tree/dealer_tree.hpp"
#include "db/tree/tree_follower.hpp"
#include "db/tree/tree_rows.hpp"

#include <mysql.h>
#include <unistd.h>

namespace fenrun::bench {
namespace {

constexpr std::uint32_t kDealers = 1'000'000;
constexpr std::uint64_t kSeed = 20261121;
constexpr std::size_t kLookups = 4'000'000;

std::vector<std::uint32_t> random_dealers(std::uint32_t count) {
  std::mt19937_64 random(kSeed + 1);
  std::vector<std::uint32_t> dealers(1U << 16U);
  for (auto& dealer : dealers) dealer = static_cast<std::uint32_t>(random() % count) + 1;
  return dealers;
}

// Keeps the compiler from dropping what nobody reads.
volatile std::int64_t sink = 0;

Sample walk_tree(const db::DealerTree& tree, const std::vector<std::uint32_t>& dealers) {
  std::size_t next = 0;
  std::int64_t sum = 0;
  Sample sample = measure(kLookups, [&] {
    const auto upline = tree.upline(DealerId{dealers[next++ & 0xFFFFU]});
    sum += upline->ancestors[0].value + upline->ancestors[1].value + upline->ancestors[2].value;
  });
  sink = sum;
  return sample;
}

Sample walk_array(const std::vector<std::uint32_t>& parents, const std::vector<std::uint32_t>& dealers) {
  std::size_t next = 0;
  std::int64_t sum = 0;
  Sample sample = measure(kLookups, [&] {
    std::uint32_t node = dealers[next++ & 0xFFFFU];
    for (int level = 0; level < 3; ++level) {
      node = parents[node];
      sum += node;
    }
  });
  sink = sum;
  return sample;
}

// The same look-ups while another thread applies joins as fast as it can.
Sample walk_under_writes(db::DealerTree& tree, const std::vector<std::uint32_t>& dealers) {
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    std::int64_t next = tree.highest().value + 1;
    while (!stop) {
      const db::TreeChange change{DealerId{next++}, DealerId{1}, TierId{1}};
      (void)tree.apply({&change, 1});
      std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
  });
  const Sample sample = walk_tree(tree, dealers);
  stop = true;
  writer.join();
  return sample;
}

Sample load_ours(db::Connection& connection) {
  return measure(1, [&] {
    db::DealerTree tree;
    db::TreeFollower follower(tree);
    (void)follower.catch_up(connection);
    sink = tree.dealers();
  });
}

// The same three columns through the C client, row by row, kept in a plain array: nothing can load faster.
Sample load_raw(const db::MysqlOptions& options) {
  return measure(1, [&] {
    MYSQL* const session = mysql_init(nullptr);
    if (mysql_real_connect(session, nullptr, options.user.c_str(), nullptr, options.schema.c_str(), 0,
                           options.socket.c_str(), 0) == nullptr) {
      std::perror("mysql_real_connect");
      return;
    }
    (void)mysql_query(session, "SELECT id, parent_id, tier_id FROM dealer ORDER BY id");
    MYSQL_RES* const rows = mysql_use_result(session);
    std::vector<std::uint32_t> parents(kDealers + 1);
    std::int64_t tiers = 0;
    while (MYSQL_ROW row = mysql_fetch_row(rows)) {
      parents[std::strtoul(row[0], nullptr, 10)] =
          static_cast<std::uint32_t>(std::strtoul(row[1], nullptr, 10));
      tiers += std::strtol(row[2], nullptr, 10);
    }
    sink = tiers;
    mysql_free_result(rows);
    mysql_close(session);
  });
}

int run() {
  const auto parents = sample_parents(kDealers, kSeed);
  const auto dealers = random_dealers(kDealers);
  const db::MysqlOptions options = fresh_schema("fenrun_bench_tree");
  db::Connection connection(options);
  write_dealers(connection, parents);

  const auto before = resident_bytes_of(getpid());
  db::DealerTree tree;
  db::TreeFollower follower(tree);
  (void)follower.catch_up(connection);
  db::TreeFollower::Progress progress;
  report(9, "memory of 1 M dealers in process, image freed", "MB",
         {static_cast<double>(resident_bytes_of(getpid()) - before) / 1e6});

  compare(7, "three-level upline in process, 1 M dealers",
          {"DealerTree::upline", [&] { return walk_tree(tree, dealers); }},
          {"plain array walk", [&] { return walk_array(parents, dealers); }});
  compare(7, "the same under concurrent joins",
          {"DealerTree::upline, joins", [&] { return walk_under_writes(tree, dealers); }},
          {"plain array walk", [&] { return walk_array(parents, dealers); }});
  compare(10, "load of 1 M dealers from MariaDB", {"TreeFollower", [&] { return load_ours(connection); }},
          {"raw libmariadb scan", [&] { return load_raw(options); }});
  return 0;
}

}  // namespace
}  // namespace fenrun::bench

int main() { return fenrun::bench::run(); }
