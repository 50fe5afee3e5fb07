// The handlers of the console, one file per noun. routes.cpp says where and for whom they answer.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "server/api/call.hpp"
#include "server/api/edge.hpp"

namespace fenrun::db {
class Tx;
}

namespace fenrun::server::console {

using AsyncReply = boost::asio::awaitable<Result<Reply>>;

// session.cpp
AsyncReply log_in(const Call& call, Edge& edge);
Result<Reply> log_out(const Call& call, db::Tx& tx);
Result<Reply> show_me(const Call& call, db::Tx& tx);
Result<Reply> begin_enrolment(const Call& call, db::Tx& tx);
AsyncReply enrol(const Call& call, Edge& edge);
Result<Reply> list_my_sessions(const Call& call, db::Tx& tx);
Result<Reply> end_my_session(const Call& call, db::Tx& tx);
Result<Reply> end_my_other_sessions(const Call& call, db::Tx& tx);
Result<Reply> list_staff_sessions(const Call& call, db::Tx& tx);
Result<Reply> end_staff_session(const Call& call, db::Tx& tx);
Result<Reply> end_staff_sessions(const Call& call, db::Tx& tx);
AsyncReply change_my_password(const Call& call, Edge& edge);

// step_up.cpp
AsyncReply step_up(const Call& call, Edge& edge);

// staff.cpp
Result<Reply> list_staff(const Call& call, db::Tx& tx);
AsyncReply create_staff(const Call& call, Edge& edge);
Result<Reply> change_staff_role(const Call& call, db::Tx& tx);
Result<Reply> change_staff_state(const Call& call, db::Tx& tx);
AsyncReply reset_staff_credentials(const Call& call, Edge& edge);

// audit_log.cpp
Result<Reply> list_audit_log(const Call& call, db::Tx& tx);
Result<Reply> show_audit_entry(const Call& call, db::Tx& tx);

// list_files.cpp
AsyncReply export_orders(const Call& call, Edge& edge);
AsyncReply export_refunds(const Call& call, Edge& edge);
AsyncReply export_money_entries(const Call& call, Edge& edge);
AsyncReply export_debts(const Call& call, Edge& edge);
AsyncReply export_audit_log(const Call& call, Edge& edge);

// applications.cpp
Result<Reply> list_applications(const Call& call, db::Tx& tx);
Result<Reply> approve_application(const Call& call, db::Tx& tx);
Result<Reply> refuse_application(const Call& call, db::Tx& tx);

// dealers.cpp
Result<Reply> list_tiers(const Call& call, db::Tx& tx);
Result<Reply> list_dealers(const Call& call, db::Tx& tx);
Result<Reply> show_dealer(const Call& call, db::Tx& tx);
Result<Reply> suspend_dealer(const Call& call, db::Tx& tx);
Result<Reply> end_dealership(const Call& call, db::Tx& tx);
Result<Reply> resume_dealer(const Call& call, db::Tx& tx);
Result<Reply> set_dealer_tier(const Call& call, db::Tx& tx);

// moves.cpp
Result<Reply> preview_moves(const Call& call, db::Tx& tx);
Result<Reply> move_branches(const Call& call, db::Tx& tx);

// invites.cpp
Result<Reply> list_invites(const Call& call, db::Tx& tx);
Result<Reply> create_invite(const Call& call, db::Tx& tx);
Result<Reply> revoke_invite(const Call& call, db::Tx& tx);

// contracts.cpp
Result<Reply> list_contracts(const Call& call, db::Tx& tx);
Result<Reply> show_contract(const Call& call, db::Tx& tx);
Result<Reply> publish_contract(const Call& call, db::Tx& tx);

// products.cpp
Result<Reply> list_categories(const Call& call, db::Tx& tx);
Result<Reply> create_category(const Call& call, db::Tx& tx);
Result<Reply> list_products(const Call& call, db::Tx& tx);
Result<Reply> show_product(const Call& call, db::Tx& tx);
Result<Reply> create_product(const Call& call, db::Tx& tx);
Result<Reply> update_product(const Call& call, db::Tx& tx);
Result<Reply> create_sku(const Call& call, db::Tx& tx);
Result<Reply> update_sku(const Call& call, db::Tx& tx);

// campaigns.cpp
Result<Reply> list_campaigns(const Call& call, db::Tx& tx);
Result<Reply> create_campaign(const Call& call, db::Tx& tx);
Result<Reply> change_campaign_slogan(const Call& call, db::Tx& tx);
AsyncReply show_dealer_poster(const Call& call, Edge& edge);

// consumers.cpp
Result<Reply> search_consumers(const Call& call, db::Tx& tx);
Result<Reply> show_consumer(const Call& call, db::Tx& tx);
Result<Reply> list_bindings(const Call& call, db::Tx& tx);

// change_requests.cpp
Result<Reply> list_change_requests(const Call& call, db::Tx& tx);
Result<Reply> approve_change_request(const Call& call, db::Tx& tx);
Result<Reply> refuse_change_request(const Call& call, db::Tx& tx);

// reattributions.cpp
Result<Reply> preview_reattribution(const Call& call, db::Tx& tx);
Result<Reply> reattribute(const Call& call, db::Tx& tx);
Result<Reply> list_reattributions(const Call& call, db::Tx& tx);

// orders.cpp
Result<Reply> list_orders(const Call& call, db::Tx& tx);
Result<Reply> show_order(const Call& call, db::Tx& tx);
Result<Reply> show_receiver(const Call& call, db::Tx& tx);
Result<Reply> ship_order(const Call& call, db::Tx& tx);
Result<Reply> refund_order(const Call& call, db::Tx& tx);

// order_troubles.cpp
Result<Reply> list_refunds(const Call& call, db::Tx& tx);
Result<Reply> list_parked_refunds(const Call& call, db::Tx& tx);
Result<Reply> list_order_suspense(const Call& call, db::Tx& tx);
Result<Reply> close_order_suspense(const Call& call, db::Tx& tx);
Result<Reply> dismiss_parked_refund(const Call& call, db::Tx& tx);

// refund_closings.cpp
Result<Reply> list_refund_closings(const Call& call, db::Tx& tx);
Result<Reply> propose_refund_closing(const Call& call, db::Tx& tx);
Result<Reply> approve_refund_closing(const Call& call, db::Tx& tx);
Result<Reply> refuse_refund_closing(const Call& call, db::Tx& tx);

// order_sources.cpp
Result<Reply> list_order_sources(const Call& call, db::Tx& tx);
Result<Reply> create_order_source(const Call& call, db::Tx& tx);
Result<Reply> rotate_order_source_secret(const Call& call, db::Tx& tx);
Result<Reply> change_order_source_state(const Call& call, db::Tx& tx);
// commission_plans.cpp
Result<Reply> list_commission_plans(const Call& call, db::Tx& tx);
Result<Reply> draft_commission_plan(const Call& call, db::Tx& tx);
Result<Reply> show_commission_plan(const Call& call, db::Tx& tx);
Result<Reply> show_commission_plan_in_force(const Call& call, db::Tx& tx);
Result<Reply> copy_commission_plan(const Call& call, db::Tx& tx);
Result<Reply> acknowledge_commission_plan(const Call& call, db::Tx& tx);
Result<Reply> publish_commission_plan(const Call& call, db::Tx& tx);

// commission_simulations.cpp
Result<Reply> start_commission_simulation(const Call& call, db::Tx& tx);
Result<Reply> show_commission_simulation(const Call& call, db::Tx& tx);
Result<Reply> list_commission_simulation_sums(const Call& call, db::Tx& tx);

// commissions.cpp
Result<Reply> list_commissions(const Call& call, db::Tx& tx);
Result<Reply> list_unclaimed_shares(const Call& call, db::Tx& tx);
Result<Reply> explain_commission(const Call& call, db::Tx& tx);

// withdrawals.cpp
Result<Reply> list_withdrawals(const Call& call, db::Tx& tx);
Result<Reply> show_withdrawal(const Call& call, db::Tx& tx);
Result<Reply> download_receipt(const Call& call, db::Tx& tx);
Result<Reply> approve_withdrawal(const Call& call, db::Tx& tx);
Result<Reply> reject_withdrawal(const Call& call, db::Tx& tx);
Result<Reply> review_withdrawal(const Call& call, db::Tx& tx);
Result<Reply> reissue_withdrawal(const Call& call, db::Tx& tx);
Result<Reply> return_withdrawal(const Call& call, db::Tx& tx);

// withdrawal_file.cpp
AsyncReply export_withdrawals(const Call& call, Edge& edge);

// withdrawal_sets.cpp
Result<Reply> preview_withdrawal_set(const Call& call, db::Tx& tx);
Result<Reply> show_withdrawal_set(const Call& call, db::Tx& tx);
Result<Reply> list_withdrawal_set_rows(const Call& call, db::Tx& tx);
Result<Reply> start_withdrawal_set(const Call& call, db::Tx& tx);

// payout_forecast.cpp
Result<Reply> show_payout_forecast(const Call& call, db::Tx& tx);

// payout_attention.cpp
Result<Reply> list_payout_attention(const Call& call, db::Tx& tx);

// trial_balance.cpp
AsyncReply show_trial_balance(const Call& call, Edge& edge);

// payout_fuse.cpp
Result<Reply> show_payout_fuse(const Call& call, db::Tx& tx);
Result<Reply> stop_payouts(const Call& call, db::Tx& tx);
Result<Reply> close_payout_fuse(const Call& call, db::Tx& tx);

// offline_payouts.cpp
Result<Reply> list_offline_payouts(const Call& call, db::Tx& tx);
Result<Reply> propose_offline_payout(const Call& call, db::Tx& tx);
Result<Reply> confirm_offline_payout(const Call& call, db::Tx& tx);
Result<Reply> refuse_offline_payout(const Call& call, db::Tx& tx);

// payout_resolutions.cpp
Result<Reply> list_payout_resolutions(const Call& call, db::Tx& tx);
Result<Reply> propose_payout_resolution(const Call& call, db::Tx& tx);
Result<Reply> confirm_payout_resolution(const Call& call, db::Tx& tx);
Result<Reply> refuse_payout_resolution(const Call& call, db::Tx& tx);

// order_imports.cpp
Result<Reply> import_orders(const Call& call, db::Tx& tx);
Result<Reply> show_import_file(const Call& call, db::Tx& tx);

// reconciliations.cpp
Result<Reply> list_reconciliations(const Call& call, db::Tx& tx);
Result<Reply> show_reconciliation(const Call& call, db::Tx& tx);
Result<Reply> list_reconciliation_differences(const Call& call, db::Tx& tx);
AsyncReply show_reconciliation_workbook(const Call& call, Edge& edge);
Result<Reply> start_reconciliation(const Call& call, db::Tx& tx);
Result<Reply> propose_difference_closing(const Call& call, db::Tx& tx);
Result<Reply> confirm_difference_closing(const Call& call, db::Tx& tx);
Result<Reply> close_reconciliation(const Call& call, db::Tx& tx);

// jobs.cpp
Result<Reply> list_jobs(const Call& call, db::Tx& tx);
Result<Reply> show_job(const Call& call, db::Tx& tx);
AsyncReply show_job_events(const Call& call, Edge& edge);
Result<Reply> cancel_job(const Call& call, db::Tx& tx);

// money.cpp
Result<Reply> show_money(const Call& call, db::Tx& tx);
Result<Reply> list_money_entries(const Call& call, db::Tx& tx);
Result<Reply> show_balance_as_of(const Call& call, db::Tx& tx);
Result<Reply> list_statements(const Call& call, db::Tx& tx);
Result<Reply> show_statement(const Call& call, db::Tx& tx);
AsyncReply show_statement_workbook(const Call& call, Edge& edge);
AsyncReply show_statement_pdf(const Call& call, Edge& edge);

// rankings.cpp
Result<Reply> show_ranking(const Call& call, db::Tx& tx);

// statistics.cpp
AsyncReply show_sales(const Call& call, Edge& edge);
AsyncReply show_commission_figures(const Call& call, Edge& edge);
AsyncReply show_payout_figures(const Call& call, Edge& edge);
AsyncReply show_sales_workbook(const Call& call, Edge& edge);
AsyncReply show_commission_workbook(const Call& call, Edge& edge);
AsyncReply show_payout_workbook(const Call& call, Edge& edge);

// ledger_accounts.cpp
Result<Reply> list_account_sheets(const Call& call, db::Tx& tx);
Result<Reply> list_company_entries(const Call& call, db::Tx& tx);

// verifications.cpp
Result<Reply> start_verification(const Call& call, db::Tx& tx);

// tax_files.cpp
AsyncReply show_tax_file(const Call& call, Edge& edge);
AsyncReply export_tax_file(const Call& call, Edge& edge);

// relations.cpp
AsyncReply show_relations(const Call& call, Edge& edge);

// customer_figures.cpp
AsyncReply show_funnel(const Call& call, Edge& edge);
AsyncReply show_funnel_workbook(const Call& call, Edge& edge);
AsyncReply show_retention(const Call& call, Edge& edge);
AsyncReply show_retention_workbook(const Call& call, Edge& edge);

// write_offs.cpp
Result<Reply> list_debts(const Call& call, db::Tx& tx);
Result<Reply> list_write_offs(const Call& call, db::Tx& tx);
Result<Reply> propose_write_off(const Call& call, db::Tx& tx);
Result<Reply> approve_write_off(const Call& call, db::Tx& tx);
Result<Reply> refuse_write_off(const Call& call, db::Tx& tx);

// disputes.cpp
Result<Reply> list_disputes(const Call& call, db::Tx& tx);
Result<Reply> show_dispute(const Call& call, db::Tx& tx);
Result<Reply> open_dispute(const Call& call, db::Tx& tx);
Result<Reply> resolve_dispute(const Call& call, db::Tx& tx);

}  // namespace fenrun::server::console
