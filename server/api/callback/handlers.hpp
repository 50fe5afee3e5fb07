// What WeChat's servers call.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "server/api/call.hpp"
#include "server/api/edge.hpp"

namespace fenrun::server::callback {

using AsyncReply = boost::asio::awaitable<Result<Reply>>;

// message_push.cpp
AsyncReply verify_message_push(const Call& call, Edge& edge);
AsyncReply receive_message_push(const Call& call, Edge& edge);

}  // namespace fenrun::server::callback
