#include "tests/support/environment.hpp"

#include <cstdio>
#include <cstdlib>

namespace fenrun::testing {

namespace {

std::string require(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') {
    std::fprintf(stderr, "%s is not set: run this test inside tests/support/with_stores.sh\n", name);
    std::exit(1);
  }
  return value;
}

}  // namespace

std::string mysql_socket() { return require("FENRUN_TEST_MYSQL_SOCKET"); }
std::string redis_socket() { return require("FENRUN_TEST_REDIS_SOCKET"); }

}  // namespace fenrun::testing
