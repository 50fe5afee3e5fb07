// A numbered database of its own on the real Redis that with_stores.sh started.
#pragma once

#include <string>
#include <vector>

#include "db/redis/options.hpp"

namespace fenrun::testing {

class TestRedis {
 public:
  // Takes one of the numbered databases 1 to 15 and empties it. Throws std::runtime_error when all are taken.
  TestRedis();
  // Empties it and gives it back.
  ~TestRedis();
  TestRedis(const TestRedis&) = delete;
  TestRedis& operator=(const TestRedis&) = delete;

  [[nodiscard]] db::RedisOptions options() const;

 private:
  int number_ = 0;
};

// One blocking command on a connection of its own: the test's hand on a server. Returns a string, a status or
// an integer as text, "" for nil. Throws std::runtime_error for an error or no connection.
std::string redis_command(const db::RedisOptions& options, const std::vector<std::string>& arguments);

}  // namespace fenrun::testing
