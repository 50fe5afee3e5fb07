// Row 15 of docs/performance.md: the same flows on MySQL and on MariaDB, both running, in turn.
// bench/mysql/run.sh starts both; the first is ours, the other the limit.
#include <cstdlib>
#include <iostream>

#include "base/log.hpp"
#include "bench/harness/compare.hpp"
#include "bench/settlement/crew.hpp"
#include "bench/settlement/shop.hpp"
#include "bench/support.hpp"

namespace fenrun::bench {
namespace {

constexpr testing::LoadShape kSmallShop{1'000, 20'000, 500, 50, 30};
constexpr std::uint64_t kSmallShopSeed = 20261129;
constexpr std::size_t kOrdersEach = 1'000;

// One server with a shop of its own. Shops find their server in the environment.
class Side {
 public:
  explicit Side(const char* socket_variable) : shop_(on_socket(socket_variable)), crew_(shop_.options()) {
    shop_.run("CREATE TABLE one_row (id BIGINT AUTO_INCREMENT PRIMARY KEY, value BIGINT NOT NULL)");
  }

  Sample commit_rows() {
    return crew_.run(4'000, 1, kWorkers, [](db::Connection& connection, std::size_t from, std::size_t) {
      (void)connection.transact([from](db::Tx& tx) -> Result<std::uint64_t> {
        return tx.execute("INSERT INTO one_row (value) VALUES (?)", {static_cast<std::int64_t>(from)});
      });
    });
  }

  Sample settle_orders(std::size_t together, std::size_t workers) {
    settled_ = shop_.place(kOrdersEach);
    return settle(shop_, crew_, settled_, together, workers);
  }

  Sample refund_orders() {
    settle_orders(flows::kPaymentsTogetherMax, 1);
    return refund(shop_, crew_, settled_, 10, 4);
  }

  Sample read_orders() {
    return crew_.run(8'000, 1, kWorkers, [this](db::Connection& connection, std::size_t i, std::size_t) {
      (void)connection.transact([this, i](db::Tx& tx) -> Result<std::int64_t> {
        const std::int64_t id = settled_.at(i % settled_.size()).id.value;
        return tx.one("SELECT total_fen FROM sale_order WHERE id = ?", {id})->integer(0);
      });
    });
  }

 private:
  static Shop on_socket(const char* variable) {
    const char* const socket = std::getenv(variable);
    if (socket == nullptr)
      throw std::runtime_error(std::string(variable) + " is not set: run bench/mysql/run.sh");
    ::setenv("FENRUN_TEST_MYSQL_SOCKET", socket, 1);
    return Shop("fenrun_bench_two_servers", kSmallShop, kSmallShopSeed);
  }

  Shop shop_;
  Crew crew_;
  std::vector<PlacedOrder> settled_;
};

void compare_servers() {
  log::set_level(log::Level::error);
  Side mysql("FENRUN_BENCH_MYSQL_SOCKET");
  Side mariadb("FENRUN_BENCH_MARIADB_SOCKET");
  const auto both = [&](const std::string& title, const auto& work) {
    const Contender ours{"MySQL", [&] { return work(mysql); }};
    const Contender limit{"MariaDB", [&] { return work(mariadb); }};
    compare(15, title, ours, limit);
  };
  both("one-row durable commits, 16 connections", [](Side& side) { return side.commit_rows(); });
  both("paid orders to commissions and ledger, 10 orders each, 4 connections",
       [](Side& side) { return side.settle_orders(10, 4); });
  both("the same, one order each, 16 connections",
       [](Side& side) { return side.settle_orders(1, kWorkers); });
  both("whole orders refunded and clawed back, 10 orders each, 4 connections",
       [](Side& side) { return side.refund_orders(); });
  both("an order read by its id, 16 connections", [](Side& side) { return side.read_orders(); });
}

}  // namespace
}  // namespace fenrun::bench

int main() {
  try {
    fenrun::bench::compare_servers();
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "mysql_bench: " << error.what() << "\n";
    return 1;
  }
}
