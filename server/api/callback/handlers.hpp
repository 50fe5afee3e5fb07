// What WeChat's servers and other shops call.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "server/api/call.hpp"
#include "server/api/edge.hpp"

namespace fenrun::db {
class Tx;
}

namespace fenrun::server::callback {

using AsyncReply = boost::asio::awaitable<Result<Reply>>;

// message_push.cpp
AsyncReply verify_message_push(const Call& call, Edge& edge);
AsyncReply receive_message_push(const Call& call, Edge& edge);

// pay_notice.cpp
AsyncReply receive_pay_notice(const Call& call, Edge& edge);

// order_push.cpp
Result<Reply> receive_pushed_order(const Call& call, db::Tx& tx);

}  // namespace fenrun::server::callback
