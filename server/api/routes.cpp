// The whole API on one screen for each face. A new endpoint is a row here, a handler, and a path in
// docs/openapi.yaml; tests hold the three together.
#include "server/api/route.hpp"

#include "server/api/callback/handlers.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/consumer/handlers.hpp"
#include "server/api/dealer/handlers.hpp"
#include "server/api/document.hpp"

namespace fenrun::server {
namespace {

using enum Method;
using P = Permission;

constexpr Access kEveryone = Access::everyone();
constexpr Access kWechat = Access::wechat();
constexpr Access kConsumer = Access::consumer();
constexpr Access kDealer = Access::dealer();
constexpr Access staff(Permission permission) { return Access::staff(permission); }
constexpr Access kNewcomer = Access::newcomer();

constexpr auto kKey = Repeat::by_key;
constexpr auto kPlain = Repeat::harmless;
constexpr auto kPipeline = db::Lane::pipeline;

// clang-format off
const Route kRoutes[] = {
    // The mini-program: the door.
    {post, "/api/v1/login",                                    kEveryone, Limit::login, kPlain, consumer::log_in},
    {post, "/api/v1/logout",                                   kConsumer, Limit::write, kPlain, consumer::log_out},
    {post, "/api/v1/logout-everywhere",                        kConsumer, Limit::write, kPlain, consumer::log_out_everywhere},

    // The mini-program: everyone who is signed in.
    {get,  "/api/v1/me",                                       kConsumer, Limit::read,  kPlain, consumer::show_me},
    {del,  "/api/v1/me",                                       kConsumer, Limit::write, kPlain, consumer::delete_me},
    {put,  "/api/v1/me/phone",                                 kConsumer, Limit::write, kPlain, consumer::set_phone},
    {put,  "/api/v1/me/nickname",                              kConsumer, Limit::write, kPlain, consumer::set_nickname},
    {get,  "/api/v1/me/referrer",                              kConsumer, Limit::read,  kPlain, consumer::show_referrer},
    {put,  "/api/v1/me/referrer",                              kConsumer, Limit::write, kPlain, consumer::choose_referrer, {}, kPipeline},
    {post, "/api/v1/me/change-requests",                       kConsumer, Limit::write, kKey,   consumer::request_change},
    {get,  "/api/v1/me/change-requests/latest",                kConsumer, Limit::read,  kPlain, consumer::show_change_request},
    {post, "/api/v1/me/change-requests/{request}/withdrawal",  kConsumer, Limit::write, kKey,   consumer::withdraw_change_request},
    {get,  "/api/v1/contract",                                 kConsumer, Limit::read,  kPlain, consumer::show_contract_in_force},
    {post, "/api/v1/contract/acceptance",                      kConsumer, Limit::write, kKey,   consumer::accept_contract},
    {post, "/api/v1/dealer-applications",                      kConsumer, Limit::write, kKey,   consumer::apply},
    {get,  "/api/v1/dealer-applications/latest",               kConsumer, Limit::read,  kPlain, consumer::show_my_application},
    {post, "/api/v1/dealer-applications/{application}/withdrawal", kConsumer, Limit::write, kKey, consumer::withdraw_application},
    {get,  "/api/v1/categories",                               kConsumer, Limit::read,  kPlain, consumer::list_categories},
    {get,  "/api/v1/products",                                 kConsumer, Limit::read,  kPlain, consumer::browse_catalogue},
    {post, "/api/v1/orders/quote",                             kConsumer, Limit::read,  kPlain, consumer::quote_order},
    {get,  "/api/v1/orders",                                   kConsumer, Limit::read,  kPlain, consumer::list_my_orders},
    {post, "/api/v1/orders",                                   kConsumer, Limit::write, kKey,   consumer::place_order},
    {get,  "/api/v1/orders/{order}",                           kConsumer, Limit::read,  kPlain, consumer::show_my_order},
    {post, "/api/v1/orders/{order}/payment",                   kConsumer, Limit::write, kPlain, consumer::pay_my_order},
    {post, "/api/v1/orders/{order}/cancellation",              kConsumer, Limit::write, kPlain, consumer::cancel_my_order},
    {post, "/api/v1/orders/{order}/receipt",                   kConsumer, Limit::write, kKey,   consumer::receive_my_order},

    // The mini-program: dealers.
    {get,  "/api/v1/dealer/home",                              kDealer, Limit::read,  kPlain, dealer::show_home},
    {get,  "/api/v1/dealer/customers",                         kDealer, Limit::read,  kPlain, dealer::list_customers},
    {get,  "/api/v1/dealer/referral-codes",                    kDealer, Limit::read,  kPlain, dealer::list_referral_codes},
    {post, "/api/v1/dealer/referral-codes",                    kDealer, Limit::write, kKey,   dealer::ensure_referral_code},
    {del,  "/api/v1/dealer/referral-codes/{code}",             kDealer, Limit::write, kPlain, dealer::revoke_referral_code},
    {get,  "/api/v1/dealer/mini-program-code",                 kDealer, Limit::image, kPlain, dealer::show_mini_program_code},
    {get,  "/api/v1/dealer/poster",                            kDealer, Limit::image, kPlain, dealer::show_poster},
    {post, "/api/v1/dealer/link",                              kDealer, Limit::image, kPlain, dealer::make_link},
    {get,  "/api/v1/dealer/team",                              kDealer, Limit::read,  kPlain, dealer::list_team},
    {get,  "/api/v1/dealer/team/branch",                       kDealer, Limit::read,  kPlain, dealer::list_branch},
    {get,  "/api/v1/dealer/team/search",                       kDealer, Limit::read,  kPlain, dealer::search_team},
    {get,  "/api/v1/dealer/invites",                           kDealer, Limit::read,  kPlain, dealer::list_invites},
    {post, "/api/v1/dealer/invites",                           kDealer, Limit::write, kKey,   dealer::create_invite},
    {del,  "/api/v1/dealer/invites/{code}",                    kDealer, Limit::write, kPlain, dealer::revoke_invite},
    {get,  "/api/v1/dealer/orders",                            kDealer, Limit::read,  kPlain, dealer::list_sold_orders},
    {get,  "/api/v1/dealer/orders/{order}",                    kDealer, Limit::read,  kPlain, dealer::show_sold_order},
    {get,  "/api/v1/dealer/commissions",                       kDealer, Limit::read,  kPlain, dealer::list_commissions},
    {get,  "/api/v1/dealer/commissions/{commission}/explanation", kDealer, Limit::read, kPlain, dealer::explain_commission},
    {get,  "/api/v1/dealer/money",                             kDealer, Limit::read,  kPlain, dealer::show_money},
    {get,  "/api/v1/dealer/money/entries",                     kDealer, Limit::read,  kPlain, dealer::list_money_entries},
    {get,  "/api/v1/dealer/money/balance",                     kDealer, Limit::read,  kPlain, dealer::show_balance_as_of},
    {get,  "/api/v1/dealer/money/statements",                  kDealer, Limit::read,  kPlain, dealer::list_statements},
    {get,  "/api/v1/dealer/money/statements/{month}",          kDealer, Limit::read,  kPlain, dealer::show_statement},
    {get,  "/api/v1/dealer/money/statements/{month}/xlsx",     kDealer, Limit::image, kPlain, dealer::show_statement_workbook},
    {get,  "/api/v1/dealer/money/statements/{month}/pdf",      kDealer, Limit::image, kPlain, dealer::show_statement_pdf},
    {get,  "/api/v1/dealer/ranking",                           kDealer, Limit::read,  kPlain, dealer::show_ranking},
    {get,  "/api/v1/dealer/disputes",                          kDealer, Limit::read,  kPlain, dealer::list_disputes},
    {get,  "/api/v1/dealer/disputes/{dispute}",                kDealer, Limit::read,  kPlain, dealer::show_dispute},
    {post, "/api/v1/dealer/withdrawals/quote",                 kDealer, Limit::read,  kPlain, dealer::quote_withdrawal},
    {get,  "/api/v1/dealer/taxpayer",                          kDealer, Limit::read,  kPlain, dealer::show_taxpayer},
    {put,  "/api/v1/dealer/taxpayer",                          kDealer, Limit::write, kPlain, dealer::declare_taxpayer},
    {get,  "/api/v1/dealer/withdrawals",                       kDealer, Limit::read,  kPlain, dealer::list_withdrawals},
    {post, "/api/v1/dealer/withdrawals",                       kDealer, Limit::write, kKey,   dealer::request_withdrawal},
    {get,  "/api/v1/dealer/withdrawals/{withdrawal}",          kDealer, Limit::read,  kPlain, dealer::show_withdrawal},
    {post, "/api/v1/dealer/withdrawals/{withdrawal}/cancellation", kDealer, Limit::write, kKey, dealer::cancel_withdrawal},
    {post, "/api/v1/dealer/withdrawals/{withdrawal}/confirmation-hint", kDealer, Limit::write, kPlain, dealer::hint_confirmation},
    {get,  "/api/v1/dealer/confirm-free",                      kDealer, Limit::read,  kPlain, dealer::show_confirm_free},
    {post, "/api/v1/dealer/confirm-free",                      kDealer, Limit::write, kPlain, dealer::ask_confirm_free},
    {del,  "/api/v1/dealer/confirm-free",                      kDealer, Limit::write, kPlain, dealer::end_confirm_free},
    {post, "/api/v1/dealer/message-grants",                    kDealer, Limit::write, kKey,   dealer::record_message_grants},
    {get,  "/api/v1/dealer/withdrawals/{withdrawal}/receipt",  kDealer, Limit::image, kPlain, dealer::download_receipt},

    // Documents, and WeChat's calls to us.
    {get,  "/api/v1/openapi.yaml",                             kEveryone, Limit::document, kPlain, show_document},
    {get,  "/callbacks/wechat/message-push",                   kWechat,   Limit::callback, kPlain, callback::verify_message_push},
    {post, "/callbacks/wechat/message-push",                   kWechat,   Limit::callback, kPlain, callback::receive_message_push},
    {post, "/api/v1/order-pushes",                             kEveryone, Limit::callback, kPlain, callback::receive_pushed_order},
    {post, "/api/v1/callbacks/wechat/pay/payments",            kWechat,   Limit::callback, kPlain, callback::receive_pay_notice},
    {post, "/api/v1/callbacks/wechat/pay/refunds",             kWechat,   Limit::callback, kPlain, callback::receive_pay_notice},
    {post, "/api/v1/callbacks/wechat/pay/transfers",           kWechat,   Limit::callback, kPlain, callback::receive_pay_notice},
    {post, "/api/v1/callbacks/wechat/pay/authorizations",      kWechat,   Limit::callback, kPlain, callback::receive_pay_notice},

    // The console: one's own session.
    {post, "/admin/v1/login",             kEveryone,                 Limit::login,   kPlain, console::log_in},
    {post, "/admin/v1/logout",            kNewcomer,                 Limit::console, kPlain, console::log_out, "staff.logout"},
    {get,  "/admin/v1/me",                kNewcomer,                 Limit::console, kPlain, console::show_me},
    {post, "/admin/v1/me/enrolment",      kNewcomer,                 Limit::console, kPlain, console::begin_enrolment, "staff.begin_enrolment"},
    {put,  "/admin/v1/me/enrolment",      kNewcomer,                 Limit::login,   kPlain, console::enrol, "staff.enrol"},
    {put,  "/admin/v1/me/password",       staff(P::own_session),     Limit::login,   kPlain, console::change_my_password, "staff.change_password"},
    {get,  "/admin/v1/me/sessions",       staff(P::own_session),     Limit::console, kPlain, console::list_my_sessions},
    {del,  "/admin/v1/me/sessions",       staff(P::own_session),     Limit::console, kPlain, console::end_my_other_sessions, "staff.end_other_sessions"},
    {del,  "/admin/v1/me/sessions/{session}", staff(P::own_session), Limit::console, kPlain, console::end_my_session, "staff.end_session"},

    // The console: staff and what they did.
    {get,  "/admin/v1/staff",             staff(P::staff_read),      Limit::console, kPlain, console::list_staff},
    {post, "/admin/v1/staff",             staff(P::staff_write),     Limit::console, kKey,   console::create_staff, "staff.create"},
    {put,  "/admin/v1/staff/{staff}/role",  staff(P::staff_write),   Limit::console, kPlain, console::change_staff_role, "staff.change_role"},
    {put,  "/admin/v1/staff/{staff}/state", staff(P::staff_write),   Limit::console, kPlain, console::change_staff_state, "staff.change_state"},
    {post, "/admin/v1/staff/{staff}/credentials", staff(P::staff_write), Limit::console, kKey, console::reset_staff_credentials, "staff.reset_credentials"},
    {get,  "/admin/v1/staff/{staff}/sessions", staff(P::staff_write), Limit::console, kPlain, console::list_staff_sessions},
    {del,  "/admin/v1/staff/{staff}/sessions", staff(P::staff_write), Limit::console, kPlain, console::end_staff_sessions, "staff.end_sessions_of"},
    {del,  "/admin/v1/staff/{staff}/sessions/{session}", staff(P::staff_write), Limit::console, kPlain, console::end_staff_session, "staff.end_session_of"},
    {get,  "/admin/v1/audit-log",         staff(P::audit_read),      Limit::console, kPlain, console::list_audit_log},
    {get,  "/admin/v1/audit-log/xlsx",    staff(P::audit_read),     Limit::console, kPlain, console::export_audit_log, "audit.export"},
    {get,  "/admin/v1/audit-log/{entry}", staff(P::audit_texts_read), Limit::console, kPlain, console::show_audit_entry, "audit.look"},

    // The console: dealers.
    {get,  "/admin/v1/dealer-applications", staff(P::applications_read), Limit::console, kPlain, console::list_applications},
    {post, "/admin/v1/dealer-applications/{application}/approval", staff(P::applications_decide), Limit::console, kKey, console::approve_application, "application.approve"},
    {post, "/admin/v1/dealer-applications/{application}/refusal",  staff(P::applications_decide), Limit::console, kKey, console::refuse_application, "application.refuse"},
    {get,  "/admin/v1/tiers",             staff(P::dealers_read),    Limit::console, kPlain, console::list_tiers},
    {get,  "/admin/v1/dealers",           staff(P::dealers_read),    Limit::console, kPlain, console::list_dealers},
    {get,  "/admin/v1/dealers/{dealer}",  staff(P::dealers_read),    Limit::console, kPlain, console::show_dealer},
    {post, "/admin/v1/dealers/{dealer}/suspension", staff(P::dealers_write), Limit::console, kKey, console::suspend_dealer, "dealer.suspend"},
    {post, "/admin/v1/dealers/{dealer}/resumption", staff(P::dealers_write), Limit::console, kKey, console::resume_dealer, "dealer.resume"},
    {post, "/admin/v1/dealers/{dealer}/ending", staff(P::dealers_write), Limit::console, kKey, console::end_dealership, "dealer.end"},
    {put,  "/admin/v1/dealers/{dealer}/tier", staff(P::dealers_write), Limit::console, kPlain, console::set_dealer_tier, "dealer.set_tier"},
    {post, "/admin/v1/dealer-moves/preview", staff(P::dealers_write), Limit::console, kPlain, console::preview_moves, "dealer.preview_moves"},
    {post, "/admin/v1/dealer-moves",      staff(P::dealers_write),   Limit::console, kKey,   console::move_branches, "dealer.move_branches"},
    {get,  "/admin/v1/invites",           staff(P::dealers_read),    Limit::console, kPlain, console::list_invites},
    {post, "/admin/v1/invites",           staff(P::dealers_write),   Limit::console, kKey,   console::create_invite, "invite.create"},
    {del,  "/admin/v1/invites/{code}",    staff(P::dealers_write),   Limit::console, kPlain, console::revoke_invite, "invite.revoke"},

    // The console: customers and who referred them.
    {get,  "/admin/v1/campaigns",         staff(P::campaigns_read),  Limit::console, kPlain, console::list_campaigns},
    {post, "/admin/v1/campaigns",         staff(P::campaigns_write), Limit::console, kKey,   console::create_campaign, "campaign.create"},
    {put,  "/admin/v1/campaigns/{campaign}/slogan", staff(P::campaigns_write), Limit::console, kPlain, console::change_campaign_slogan, "campaign.change_slogan"},
    {get,  "/admin/v1/dealers/{dealer}/poster", staff(P::campaigns_write), Limit::image, kPlain, console::show_dealer_poster, "dealer.poster"},
    {post, "/admin/v1/consumers/search",  staff(P::consumers_read),  Limit::console, kPlain, console::search_consumers, "consumer.search"},
    {get,  "/admin/v1/consumers/{consumer}", staff(P::consumers_read), Limit::console, kPlain, console::show_consumer, "consumer.show"},
    {get,  "/admin/v1/consumers/{consumer}/bindings", staff(P::consumers_read), Limit::console, kPlain, console::list_bindings, "consumer.bindings"},
    {get,  "/admin/v1/relations",         staff(P::consumers_read),  Limit::console, kPlain, console::show_relations, "relation.show"},
    {get,  "/admin/v1/change-requests",   staff(P::change_requests_read), Limit::console, kPlain, console::list_change_requests},
    {post, "/admin/v1/change-requests/{request}/approval", staff(P::change_requests_decide), Limit::console, kKey, console::approve_change_request, "change_request.approve"},
    {post, "/admin/v1/change-requests/{request}/refusal",  staff(P::change_requests_decide), Limit::console, kKey, console::refuse_change_request, "change_request.refuse"},
    {get,  "/admin/v1/reattributions",    staff(P::change_requests_read), Limit::console, kPlain, console::list_reattributions},
    {post, "/admin/v1/reattributions/preview", staff(P::bindings_write), Limit::console, kPlain, console::preview_reattribution, "reattribution.preview"},
    {post, "/admin/v1/reattributions",    staff(P::bindings_write),  Limit::console, kKey,   console::reattribute, "reattribution.run"},

    // The console: contracts and products.
    {get,  "/admin/v1/contracts",         staff(P::contracts_read),  Limit::console, kPlain, console::list_contracts},
    {get,  "/admin/v1/contracts/{number}", staff(P::contracts_read), Limit::console, kPlain, console::show_contract},
    {post, "/admin/v1/contracts",         staff(P::contracts_publish), Limit::console, kKey, console::publish_contract, "contract.publish"},
    {get,  "/admin/v1/categories",        staff(P::products_read),   Limit::console, kPlain, console::list_categories},
    {post, "/admin/v1/categories",        staff(P::products_write),  Limit::console, kKey,   console::create_category, "category.create"},
    {get,  "/admin/v1/products",          staff(P::products_read),   Limit::console, kPlain, console::list_products},
    {get,  "/admin/v1/products/{product}", staff(P::products_read),  Limit::console, kPlain, console::show_product},
    {post, "/admin/v1/products",          staff(P::products_write),  Limit::console, kKey,   console::create_product, "product.create"},
    {put,  "/admin/v1/products/{product}", staff(P::products_write), Limit::console, kPlain, console::update_product, "product.update"},
    {post, "/admin/v1/products/{product}/skus", staff(P::products_write), Limit::console, kKey, console::create_sku, "sku.create"},
    {put,  "/admin/v1/skus/{sku}",        staff(P::products_write),  Limit::console, kPlain, console::update_sku, "sku.update"},

    // The console: orders.
    {get,  "/admin/v1/orders",            staff(P::orders_read),     Limit::console, kPlain, console::list_orders},
    {get,  "/admin/v1/orders/xlsx",       staff(P::orders_read),     Limit::console, kPlain, console::export_orders, "order.export"},
    {get,  "/admin/v1/orders/{order}",    staff(P::orders_read),     Limit::console, kPlain, console::show_order},
    {get,  "/admin/v1/orders/{order}/receiver", staff(P::orders_ship), Limit::console, kPlain, console::show_receiver, "order.receiver"},
    {post, "/admin/v1/orders/{order}/shipment", staff(P::orders_ship), Limit::console, kKey, console::ship_order, "order.ship"},
    {get,  "/admin/v1/refunds",           staff(P::orders_read),     Limit::console, kPlain, console::list_refunds},
    {get,  "/admin/v1/refunds/xlsx",      staff(P::orders_read),     Limit::console, kPlain, console::export_refunds, "refund.export"},
    {post, "/admin/v1/refunds/{refund}/closings", staff(P::orders_refund), Limit::console, kKey, console::propose_refund_closing, "refund_closing.propose"},
    {get,  "/admin/v1/refund-closings",   staff(P::orders_read),     Limit::console, kPlain, console::list_refund_closings},
    {post, "/admin/v1/refund-closings/{closing}/approval", staff(P::orders_refund), Limit::console, kKey, console::approve_refund_closing, "refund_closing.approve"},
    {post, "/admin/v1/refund-closings/{closing}/refusal", staff(P::orders_refund), Limit::console, kKey, console::refuse_refund_closing, "refund_closing.refuse"},
    {get,  "/admin/v1/parked-refunds",    staff(P::orders_read),     Limit::console, kPlain, console::list_parked_refunds},
    {get,  "/admin/v1/order-suspense",    staff(P::orders_read),     Limit::console, kPlain, console::list_order_suspense},
    {post, "/admin/v1/parked-refunds/{refund}/dismissal", staff(P::orders_refund), Limit::console, kKey, console::dismiss_parked_refund, "parked_refund.dismiss"},
    {post, "/admin/v1/order-suspense/{suspense}/closing", staff(P::orders_refund), Limit::console, kKey, console::close_order_suspense, "order_suspense.close"},
    {get,  "/admin/v1/order-sources",     staff(P::order_sources_write), Limit::console, kPlain, console::list_order_sources},
    {post, "/admin/v1/order-sources",     staff(P::order_sources_write), Limit::console, kKey, console::create_order_source, "order_source.create"},
    {post, "/admin/v1/order-sources/{source}/secret", staff(P::order_sources_write), Limit::console, kKey, console::rotate_order_source_secret, "order_source.rotate_secret"},
    {put,  "/admin/v1/order-sources/{source}/state",  staff(P::order_sources_write), Limit::console, kPlain, console::change_order_source_state, "order_source.change_state"},
    {post, "/admin/v1/orders/{order}/refunds",  staff(P::orders_refund), Limit::console, kKey, console::refund_order, "order.refund"},
    // The console: commission plans, and what they paid.
    {get,  "/admin/v1/commission-plans",  staff(P::commission_plans_read), Limit::console, kPlain, console::list_commission_plans},
    {post, "/admin/v1/commission-plans",  staff(P::commission_plans_draft), Limit::console, kKey, console::draft_commission_plan, "commission_plan.draft"},
    {get,  "/admin/v1/commission-plans/{plan}", staff(P::commission_plans_read), Limit::console, kPlain, console::show_commission_plan},
    {get,  "/admin/v1/commission-plan-in-force", staff(P::commission_plans_read), Limit::console, kPlain, console::show_commission_plan_in_force},
    {post, "/admin/v1/commission-plans/{plan}/copies", staff(P::commission_plans_draft), Limit::console, kKey, console::copy_commission_plan, "commission_plan.copy"},
    {post, "/admin/v1/commission-plans/{plan}/simulations", staff(P::commission_plans_draft), Limit::console, kKey, console::start_commission_simulation, "commission_plan.simulate"},
    {post, "/admin/v1/commission-plans/{plan}/acknowledgement", staff(P::commission_plans_acknowledge), Limit::console, kKey, console::acknowledge_commission_plan, "commission_plan.acknowledge"},
    {post, "/admin/v1/commission-plans/{plan}/publication", staff(P::commission_plans_publish), Limit::console, kKey, console::publish_commission_plan, "commission_plan.publish"},
    {get,  "/admin/v1/commission-simulations/{simulation}", staff(P::commission_plans_read), Limit::console, kPlain, console::show_commission_simulation},
    {get,  "/admin/v1/commission-simulations/{simulation}/sums", staff(P::commission_plans_read), Limit::console, kPlain, console::list_commission_simulation_sums},
    {get,  "/admin/v1/dealers/{dealer}/commissions", staff(P::commissions_read), Limit::console, kPlain, console::list_commissions},
    {get,  "/admin/v1/unclaimed-shares",  staff(P::commissions_read), Limit::console, kPlain, console::list_unclaimed_shares},
    {get,  "/admin/v1/commissions/{commission}/explanation", staff(P::commissions_read), Limit::console, kPlain, console::explain_commission},

    // The console: withdrawals.
    {get,  "/admin/v1/withdrawals",       staff(P::withdrawals_read), Limit::console, kPlain, console::list_withdrawals},
    {get,  "/admin/v1/withdrawals/xlsx",  staff(P::withdrawals_read), Limit::console, kPlain, console::export_withdrawals, "withdrawal.export"},
    {get,  "/admin/v1/withdrawals/{withdrawal}", staff(P::withdrawals_read), Limit::console, kPlain, console::show_withdrawal},
    {get,  "/admin/v1/withdrawals/{withdrawal}/receipt", staff(P::ledger_read), Limit::console, kPlain, console::download_receipt, "withdrawal.receipt"},
    {post, "/admin/v1/step-ups",          staff(P::withdrawals_decide), Limit::console, kPlain, console::step_up, "staff.step_up"},
    {post, "/admin/v1/withdrawal-sets",   staff(P::withdrawals_decide), Limit::console, kKey, console::preview_withdrawal_set, "withdrawal_set.preview"},
    {get,  "/admin/v1/withdrawal-sets/{set}", staff(P::withdrawals_read), Limit::console, kPlain, console::show_withdrawal_set},
    {get,  "/admin/v1/withdrawal-sets/{set}/rows", staff(P::withdrawals_read), Limit::console, kPlain, console::list_withdrawal_set_rows},
    {post, "/admin/v1/withdrawal-sets/{set}/start", staff(P::withdrawals_decide), Limit::console, kKey, console::start_withdrawal_set, "withdrawal_set.start"},
    {post, "/admin/v1/withdrawals/{withdrawal}/approval",  staff(P::withdrawals_decide), Limit::console, kKey, console::approve_withdrawal, "withdrawal.approve"},
    {post, "/admin/v1/withdrawals/{withdrawal}/rejection", staff(P::withdrawals_decide), Limit::console, kKey, console::reject_withdrawal, "withdrawal.reject"},
    {post, "/admin/v1/withdrawals/{withdrawal}/review",    staff(P::withdrawals_review), Limit::console, kKey, console::review_withdrawal, "withdrawal.review"},
    {post, "/admin/v1/withdrawals/{withdrawal}/reissue",   staff(P::withdrawals_decide), Limit::console, kKey, console::reissue_withdrawal, "withdrawal.reissue"},
    {post, "/admin/v1/withdrawals/{withdrawal}/return",    staff(P::withdrawals_decide), Limit::console, kKey, console::return_withdrawal, "withdrawal.return"},
    {post, "/admin/v1/withdrawals/{withdrawal}/resolutions", staff(P::withdrawals_decide), Limit::console, kKey, console::propose_payout_resolution, "payout.propose_resolution"},
    {get,  "/admin/v1/payout-resolutions", staff(P::withdrawals_read), Limit::console, kPlain, console::list_payout_resolutions},
    {post, "/admin/v1/payout-resolutions/{resolution}/confirmation", staff(P::withdrawals_decide), Limit::console, kKey, console::confirm_payout_resolution, "payout.confirm_resolution"},
    {post, "/admin/v1/payout-resolutions/{resolution}/refusal", staff(P::withdrawals_decide), Limit::console, kKey, console::refuse_payout_resolution, "payout.refuse_resolution"},
    {post, "/admin/v1/withdrawals/{withdrawal}/offline-payouts", staff(P::withdrawals_decide), Limit::console, kKey, console::propose_offline_payout, "payout.propose_offline"},
    {get,  "/admin/v1/offline-payouts", staff(P::withdrawals_read), Limit::console, kPlain, console::list_offline_payouts},
    {post, "/admin/v1/offline-payouts/{payout}/confirmation", staff(P::withdrawals_decide), Limit::console, kKey, console::confirm_offline_payout, "payout.confirm_offline"},
    {post, "/admin/v1/offline-payouts/{payout}/refusal", staff(P::withdrawals_decide), Limit::console, kKey, console::refuse_offline_payout, "payout.refuse_offline"},
    {get,  "/admin/v1/payout-attention",  staff(P::withdrawals_read), Limit::console, kPlain, console::list_payout_attention},
    {get,  "/admin/v1/payout-forecast",   staff(P::withdrawals_read), Limit::console, kPlain, console::show_payout_forecast},
    {get,  "/admin/v1/payout-fuse",       staff(P::withdrawals_read), Limit::console, kPlain, console::show_payout_fuse},
    {post, "/admin/v1/payout-fuse/stop",  staff(P::payouts_stop),    Limit::console, kKey,   console::stop_payouts, "payout.stop"},
    {post, "/admin/v1/payout-fuse/closing", staff(P::payouts_stop),  Limit::console, kKey,   console::close_payout_fuse, "payout.close_fuse"},

    // The console: WeChat's bills against our books.
    {post, "/admin/v1/verifications",     staff(P::ledger_read),     Limit::console, kKey,   console::start_verification, "verification.start"},
    {get,  "/admin/v1/tax-files/{period}", staff(P::ledger_read),    Limit::console, kPlain, console::show_tax_file},
    {get,  "/admin/v1/tax-files/{period}/xlsx", staff(P::tax_files_take), Limit::console, kPlain, console::export_tax_file, "tax_file.take"},
    {get,  "/admin/v1/reconciliations",   staff(P::ledger_read),     Limit::console, kPlain, console::list_reconciliations},
    {get,  "/admin/v1/reconciliations/{day}", staff(P::ledger_read), Limit::console, kPlain, console::show_reconciliation},
    {get,  "/admin/v1/reconciliations/{day}/differences", staff(P::ledger_read), Limit::console, kPlain, console::list_reconciliation_differences},
    {get,  "/admin/v1/reconciliations/{day}/xlsx", staff(P::ledger_read), Limit::console, kPlain, console::show_reconciliation_workbook},
    {post, "/admin/v1/reconciliations/{day}/runs", staff(P::withdrawals_decide), Limit::console, kKey, console::start_reconciliation, "reconciliation.start"},
    {post, "/admin/v1/reconciliations/{day}/closing", staff(P::withdrawals_decide), Limit::console, kKey, console::close_reconciliation, "reconciliation.close"},
    {post, "/admin/v1/reconciliation-differences/{difference}/proposal", staff(P::withdrawals_decide), Limit::console, kKey, console::propose_difference_closing, "reconciliation.propose"},
    {post, "/admin/v1/reconciliation-differences/{difference}/confirmation", staff(P::withdrawals_decide), Limit::console, kKey, console::confirm_difference_closing, "reconciliation.confirm"},

    // The console: figures over time.
    {get,  "/admin/v1/statistics/sales",            staff(P::orders_read),      Limit::console, kPlain, console::show_sales},
    {get,  "/admin/v1/statistics/sales/xlsx",       staff(P::orders_read),      Limit::console, kPlain, console::show_sales_workbook},
    {get,  "/admin/v1/statistics/commissions",      staff(P::commissions_read), Limit::console, kPlain, console::show_commission_figures},
    {get,  "/admin/v1/statistics/commissions/xlsx", staff(P::commissions_read), Limit::console, kPlain, console::show_commission_workbook},
    {get,  "/admin/v1/statistics/payouts",          staff(P::withdrawals_read), Limit::console, kPlain, console::show_payout_figures},
    {get,  "/admin/v1/statistics/payouts/xlsx",     staff(P::withdrawals_read), Limit::console, kPlain, console::show_payout_workbook},
    {get,  "/admin/v1/statistics/funnel",           staff(P::consumers_read),   Limit::console, kPlain, console::show_funnel},
    {get,  "/admin/v1/statistics/funnel/xlsx",      staff(P::consumers_read),   Limit::console, kPlain, console::show_funnel_workbook},
    {get,  "/admin/v1/statistics/retention",        staff(P::consumers_read),   Limit::console, kPlain, console::show_retention},
    {get,  "/admin/v1/statistics/retention/xlsx",   staff(P::consumers_read),   Limit::console, kPlain, console::show_retention_workbook},

    // The console: files of orders.
    {post, "/admin/v1/order-imports",     staff(P::orders_import),   Limit::console, kKey,   console::import_orders, "order_import.start", db::Lane::pool, Body::file},
    {get,  "/admin/v1/order-imports/{job}/file", staff(P::orders_import), Limit::console, kPlain, console::show_import_file, "order_import.file"},

    // The console: background jobs.
    {get,  "/admin/v1/jobs",              staff(P::jobs_read),       Limit::console, kPlain, console::list_jobs},
    {get,  "/admin/v1/jobs/{job}",        staff(P::jobs_read),       Limit::console, kPlain, console::show_job},
    {get,  "/admin/v1/jobs/{job}/events", staff(P::jobs_read),       Limit::console, kPlain, console::show_job_events},
    {post, "/admin/v1/jobs/{job}/cancellation", staff(P::jobs_cancel), Limit::console, kKey, console::cancel_job, "job.cancel"},

    // The console: money that is owed or disputed.
    {get,  "/admin/v1/dealers/{dealer}/money", staff(P::ledger_read), Limit::console, kPlain, console::show_money},
    {get,  "/admin/v1/dealers/{dealer}/money/entries", staff(P::ledger_read), Limit::console, kPlain, console::list_money_entries},
    {get,  "/admin/v1/dealers/{dealer}/money/entries/xlsx", staff(P::ledger_read), Limit::console, kPlain, console::export_money_entries, "ledger.export"},
    {get,  "/admin/v1/dealers/{dealer}/money/balance", staff(P::ledger_read), Limit::console, kPlain, console::show_balance_as_of},
    {get,  "/admin/v1/dealers/{dealer}/statements", staff(P::ledger_read), Limit::console, kPlain, console::list_statements},
    {get,  "/admin/v1/dealers/{dealer}/statements/{month}", staff(P::ledger_read), Limit::console, kPlain, console::show_statement},
    {get,  "/admin/v1/dealers/{dealer}/statements/{month}/xlsx", staff(P::ledger_read), Limit::console, kPlain, console::show_statement_workbook},
    {get,  "/admin/v1/dealers/{dealer}/statements/{month}/pdf",  staff(P::ledger_read), Limit::console, kPlain, console::show_statement_pdf},
    {get,  "/admin/v1/trial-balance",     staff(P::ledger_read),     Limit::console, kPlain, console::show_trial_balance},
    {get,  "/admin/v1/ledger-accounts/{account}/sheets", staff(P::ledger_read), Limit::console, kPlain, console::list_account_sheets},
    {get,  "/admin/v1/company-sheets/{sheet}/entries", staff(P::ledger_read), Limit::console, kPlain, console::list_company_entries},
    {get,  "/admin/v1/ranking",           staff(P::ledger_read),     Limit::console, kPlain, console::show_ranking},
    {get,  "/admin/v1/debts",             staff(P::ledger_read),     Limit::console, kPlain, console::list_debts},
    {get,  "/admin/v1/debts/xlsx",        staff(P::ledger_read),     Limit::console, kPlain, console::export_debts, "debt.export"},
    {get,  "/admin/v1/write-offs",        staff(P::ledger_read),     Limit::console, kPlain, console::list_write_offs},
    {post, "/admin/v1/write-offs",        staff(P::debts_write_off), Limit::console, kKey,   console::propose_write_off, "write_off.propose"},
    {post, "/admin/v1/write-offs/{write_off}/approval", staff(P::debts_write_off), Limit::console, kKey, console::approve_write_off, "write_off.approve"},
    {post, "/admin/v1/write-offs/{write_off}/refusal",  staff(P::debts_write_off), Limit::console, kKey, console::refuse_write_off, "write_off.refuse"},
    {get,  "/admin/v1/disputes",          staff(P::disputes_read),   Limit::console, kPlain, console::list_disputes},
    {post, "/admin/v1/disputes",          staff(P::disputes_open),   Limit::console, kKey,   console::open_dispute, "dispute.open"},
    {get,  "/admin/v1/disputes/{dispute}", staff(P::disputes_read),  Limit::console, kPlain, console::show_dispute},
    {post, "/admin/v1/disputes/{dispute}/resolution", staff(P::disputes_resolve), Limit::console, kKey, console::resolve_dispute, "dispute.resolve"},
};
// clang-format on

}  // namespace

std::span<const Route> routes() { return kRoutes; }

std::vector<std::string> upload_paths() {
  std::vector<std::string> paths;
  for (const Route& route : kRoutes) {
    if (route.body == Body::file) paths.emplace_back(route.path);
  }
  return paths;
}

}  // namespace fenrun::server
