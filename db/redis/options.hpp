// How to reach Redis. No TLS (hiredis 0.14 has none): a Unix socket, loopback, a private network or stunnel.
#pragma once

#include <chrono>
#include <string>

#include "base/secret.hpp"

namespace fenrun::db {

struct RedisOptions {
  std::string host = "127.0.0.1";  // a numeric address: names would be resolved on the I/O thread
  int port = 6379;
  std::string socket;  // a Unix socket path; wins over host and port
  SecretText password;
  int database = 0;
  std::chrono::milliseconds connect_timeout{1000};  // until Redis has answered AUTH, SELECT and PING
  std::chrono::milliseconds command_timeout{250};
  std::chrono::milliseconds reconnect_min{20};  // doubles with each failure, up to reconnect_max
  std::chrono::milliseconds reconnect_max{1000};
  std::size_t in_flight_max = 20'000;  // commands without a reply, those that timed out included
};

}  // namespace fenrun::db
