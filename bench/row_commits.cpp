#include "bench/row_commits.hpp"

#include <chrono>
#include <thread>

#include "bench/support.hpp"

namespace fenrun::bench {

RowCommits::RowCommits(std::size_t connections) {
  const db::MysqlOptions options = fresh_schema("fenrun_bench_commit");
  db::Connection maker(options);
  maker.run_script_statement(
      "CREATE TABLE one_row (id BIGINT AUTO_INCREMENT PRIMARY KEY, value BIGINT NOT NULL)");
  connections_.reserve(connections);
  for (std::size_t i = 0; i < connections; ++i)
    connections_.push_back(std::make_unique<db::Connection>(options));
}

Sample RowCommits::run(std::uint64_t each) {
  const auto before = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  threads.reserve(connections_.size());
  for (auto& connection : connections_) {
    threads.emplace_back([&connection, each] {
      for (std::uint64_t i = 0; i < each; ++i) {
        (void)connection->transact([i](db::Tx& tx) -> Result<std::uint64_t> {
          return tx.execute("INSERT INTO one_row (value) VALUES (?)", {static_cast<std::int64_t>(i)});
        });
      }
    });
  }
  for (auto& thread : threads) thread.join();
  Sample sample;
  sample.operations = each * connections_.size();
  sample.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count();
  return sample;
}

}  // namespace fenrun::bench
