// Password hashing off the I/O threads: each hash takes some 0.4 s and 128 MiB, so only a few run at once and
// few wait.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "server/api/call.hpp"

namespace fenrun::server {

inline constexpr ErrorCode kPasswordsBusy{ErrorKind::too_many, "login.busy", "登录人数较多，请稍后再试",
                                          "Too many people are signing in; please try again shortly"};

// Both refuse with kPasswordsBusy when the queue is full.
boost::asio::awaitable<Result<bool>> check_password(const Call& call, std::string password,
                                                    std::string stored);
boost::asio::awaitable<Result<std::string>> hash_new_password(const Call& call, std::string password);

}  // namespace fenrun::server
