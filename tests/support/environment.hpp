// Where the tests find the stores that tests/support/with_stores.sh started.
#pragma once

#include <string>

namespace fenrun::testing {

// Both end the test program with a message when the variable is missing: a test without its store has not
// passed.
std::string mysql_socket();  // FENRUN_TEST_MYSQL_SOCKET
std::string redis_socket();  // FENRUN_TEST_REDIS_SOCKET

}  // namespace fenrun::testing
