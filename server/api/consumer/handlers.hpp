// The handlers of the mini-program for everyone who is signed in, one file per noun. routes.cpp says where
// they answer.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "server/api/call.hpp"
#include "server/api/edge.hpp"

namespace fenrun::db {
class Tx;
}

namespace fenrun::server::consumer {

using AsyncReply = boost::asio::awaitable<Result<Reply>>;

// session.cpp
AsyncReply log_in(const Call& call, Edge& edge);
Result<Reply> log_out(const Call& call, db::Tx& tx);
Result<Reply> log_out_everywhere(const Call& call, db::Tx& tx);

// me.cpp
Result<Reply> show_me(const Call& call, db::Tx& tx);
Result<Reply> delete_me(const Call& call, db::Tx& tx);
Result<Reply> set_nickname(const Call& call, db::Tx& tx);
AsyncReply set_phone(const Call& call, Edge& edge);

// referrer.cpp
Result<Reply> show_referrer(const Call& call, db::Tx& tx);
Result<Reply> choose_referrer(const Call& call, db::Tx& tx);
Result<Reply> request_change(const Call& call, db::Tx& tx);
Result<Reply> show_change_request(const Call& call, db::Tx& tx);
Result<Reply> withdraw_change_request(const Call& call, db::Tx& tx);

// applications.cpp
Result<Reply> apply(const Call& call, db::Tx& tx);
Result<Reply> show_my_application(const Call& call, db::Tx& tx);
Result<Reply> withdraw_application(const Call& call, db::Tx& tx);

// contracts.cpp
Result<Reply> show_contract_in_force(const Call& call, db::Tx& tx);
Result<Reply> accept_contract(const Call& call, db::Tx& tx);

// products.cpp
Result<Reply> browse_catalogue(const Call& call, db::Tx& tx);
Result<Reply> list_categories(const Call& call, db::Tx& tx);

// orders.cpp
Result<Reply> quote_order(const Call& call, db::Tx& tx);
Result<Reply> place_order(const Call& call, db::Tx& tx);
Result<Reply> list_my_orders(const Call& call, db::Tx& tx);
Result<Reply> show_my_order(const Call& call, db::Tx& tx);
Result<Reply> receive_my_order(const Call& call, db::Tx& tx);
AsyncReply pay_my_order(const Call& call, Edge& edge);
AsyncReply cancel_my_order(const Call& call, Edge& edge);

}  // namespace fenrun::server::consumer
