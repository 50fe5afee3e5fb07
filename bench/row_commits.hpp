// The limit of everything that is durable: one-row commits, from as many connections as asked for.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "bench/harness/compare.hpp"
#include "db/mysql/connection.hpp"

namespace fenrun::bench {

class RowCommits {
 public:
  // In a schema of its own.
  explicit RowCommits(std::size_t connections);

  // `each` commits on every connection.
  Sample run(std::uint64_t each);

 private:
  std::vector<std::unique_ptr<db::Connection>> connections_;
};

}  // namespace fenrun::bench
