// The handlers of the mini-program for dealers, one file per noun. routes.cpp says where they answer.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "server/api/call.hpp"
#include "server/api/edge.hpp"

namespace fenrun::db {
class Tx;
}

namespace fenrun::server::dealer {

using AsyncReply = boost::asio::awaitable<Result<Reply>>;

// home.cpp
Result<Reply> show_home(const Call& call, db::Tx& tx);
Result<Reply> list_customers(const Call& call, db::Tx& tx);

// referral_codes.cpp
Result<Reply> list_referral_codes(const Call& call, db::Tx& tx);
Result<Reply> ensure_referral_code(const Call& call, db::Tx& tx);
Result<Reply> revoke_referral_code(const Call& call, db::Tx& tx);

// carriers.cpp
AsyncReply show_mini_program_code(const Call& call, Edge& edge);
AsyncReply show_poster(const Call& call, Edge& edge);
AsyncReply make_link(const Call& call, Edge& edge);

// team.cpp
Result<Reply> list_team(const Call& call, db::Tx& tx);
Result<Reply> list_branch(const Call& call, db::Tx& tx);
Result<Reply> search_team(const Call& call, db::Tx& tx);

// invites.cpp
Result<Reply> list_invites(const Call& call, db::Tx& tx);
Result<Reply> create_invite(const Call& call, db::Tx& tx);
Result<Reply> revoke_invite(const Call& call, db::Tx& tx);

// orders.cpp
Result<Reply> list_sold_orders(const Call& call, db::Tx& tx);
Result<Reply> show_sold_order(const Call& call, db::Tx& tx);
// commissions.cpp
Result<Reply> list_commissions(const Call& call, db::Tx& tx);
Result<Reply> explain_commission(const Call& call, db::Tx& tx);
// disputes.cpp
Result<Reply> list_disputes(const Call& call, db::Tx& tx);
Result<Reply> show_dispute(const Call& call, db::Tx& tx);
// money.cpp
Result<Reply> show_money(const Call& call, db::Tx& tx);
Result<Reply> list_money_entries(const Call& call, db::Tx& tx);
Result<Reply> show_balance_as_of(const Call& call, db::Tx& tx);
Result<Reply> list_statements(const Call& call, db::Tx& tx);
Result<Reply> show_statement(const Call& call, db::Tx& tx);
AsyncReply show_statement_workbook(const Call& call, Edge& edge);
AsyncReply show_statement_pdf(const Call& call, Edge& edge);
// ranking.cpp
Result<Reply> show_ranking(const Call& call, db::Tx& tx);

// withdrawals.cpp
Result<Reply> quote_withdrawal(const Call& call, db::Tx& tx);
Result<Reply> list_withdrawals(const Call& call, db::Tx& tx);
Result<Reply> request_withdrawal(const Call& call, db::Tx& tx);
Result<Reply> show_withdrawal(const Call& call, db::Tx& tx);
Result<Reply> cancel_withdrawal(const Call& call, db::Tx& tx);
Result<Reply> hint_confirmation(const Call& call, db::Tx& tx);
Result<Reply> record_message_grants(const Call& call, db::Tx& tx);
Result<Reply> download_receipt(const Call& call, db::Tx& tx);

// confirm_free.cpp
AsyncReply show_confirm_free(const Call& call, Edge& edge);
AsyncReply ask_confirm_free(const Call& call, Edge& edge);
AsyncReply end_confirm_free(const Call& call, Edge& edge);

// taxpayer.cpp
Result<Reply> show_taxpayer(const Call& call, db::Tx& tx);
Result<Reply> declare_taxpayer(const Call& call, db::Tx& tx);

}  // namespace fenrun::server::dealer
