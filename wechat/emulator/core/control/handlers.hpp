// The handlers behind the control API's table, one family to a source file.
#pragma once

#include "wechat/emulator/core/control/control.hpp"

namespace fenrun::emulator {

ControlAnswer refuse(int status, std::string reason);
inline ControlAnswer wrong(std::string reason) { return refuse(400, std::move(reason)); }

inline ControlAnswer no_merchant() { return refuse(404, "no merchant is set up"); }

// A list of texts; nothing when the member is something else, an empty list when it is absent.
std::optional<std::vector<std::string>> read_texts(const Json& object, std::string_view name);

// Which part of a book is asked for: ?after=<number>&limit=<count>. Nothing when they are malformed.
struct Page {
  std::int64_t after = 0;
  std::int64_t limit = 0;
};
std::optional<Page> read_page(const Parameters& query);

// People and what they hold.
ControlAnswer put_user(World& world, const ControlCall& call);
ControlAnswer list_users(World& world, const ControlCall& call);
ControlAnswer issue_login_code(World& world, const ControlCall& call);
ControlAnswer issue_phone_code(World& world, const ControlCall& call);
ControlAnswer sign_data(World& world, const ControlCall& call);
ControlAnswer grant_subscription(World& world, const ControlCall& call);
// The mini program's settings.
ControlAnswer put_template(World& world, const ControlCall& call);
ControlAnswer publish_pages(World& world, const ControlCall& call);
ControlAnswer set_ip_allow_list(World& world, const ControlCall& call);
ControlAnswer set_app(World& world, const ControlCall& call);
ControlAnswer show_health(World& world, const ControlCall& call);
// Time, tokens, quotas, faults.
ControlAnswer show_clock(World& world, const ControlCall& call);
ControlAnswer set_clock(World& world, const ControlCall& call);
ControlAnswer expire_tokens(World& world, const ControlCall& call);
ControlAnswer invalidate_tokens(World& world, const ControlCall& call);
ControlAnswer set_quota(World& world, const ControlCall& call);
ControlAnswer add_fault(World& world, const ControlCall& call);
ControlAnswer list_faults(World& world, const ControlCall& call);
ControlAnswer clear_faults(World& world, const ControlCall& call);
// Message push.
ControlAnswer set_push_endpoint(World& world, const ControlCall& call);
ControlAnswer check_push_endpoint(World& world, const ControlCall& call);
ControlAnswer push_event(World& world, const ControlCall& call);
// WeChat Pay: the merchant, and where callbacks go. 404 while no merchant is set up.
ControlAnswer show_merchant(World& world, const ControlCall& call);
ControlAnswer set_merchant(World& world, const ControlCall& call);
ControlAnswer set_callback_endpoint(World& world, const ControlCall& call);
ControlAnswer user_pays(World& world, const ControlCall& call);
ControlAnswer plan_refunds(World& world, const ControlCall& call);
ControlAnswer decide_refund(World& world, const ControlCall& call);
ControlAnswer move_shipment(World& world, const ControlCall& call);
ControlAnswer show_orders(World& world, const ControlCall& call);
ControlAnswer show_refunds(World& world, const ControlCall& call);
ControlAnswer show_callbacks(World& world, const ControlCall& call);
ControlAnswer show_callback_attempts(World& world, const ControlCall& call);
// Transfers and authorisations, by users and by tests.
ControlAnswer list_transfers(World& world, const ControlCall& call);
ControlAnswer show_transfer_settings(World& world, const ControlCall& call);
ControlAnswer set_transfer_settings(World& world, const ControlCall& call);
ControlAnswer plan_transfer(World& world, const ControlCall& call);
ControlAnswer open_transfer_page(World& world, const ControlCall& call);
ControlAnswer confirm_transfer(World& world, const ControlCall& call);
ControlAnswer decline_transfer(World& world, const ControlCall& call);
ControlAnswer fail_transfer(World& world, const ControlCall& call);
ControlAnswer hold_transfer(World& world, const ControlCall& call);
ControlAnswer list_authorizations(World& world, const ControlCall& call);
ControlAnswer grant_authorization(World& world, const ControlCall& call);
ControlAnswer end_authorization(World& world, const ControlCall& call);
// Accounts, profit sharing, receipts and bills.
ControlAnswer show_funds(World& world, const ControlCall& call);
ControlAnswer top_up_funds(World& world, const ControlCall& call);
ControlAnswer show_fund_entries(World& world, const ControlCall& call);
ControlAnswer set_sharing(World& world, const ControlCall& call);
ControlAnswer fail_sharing(World& world, const ControlCall& call);
ControlAnswer list_sharing(World& world, const ControlCall& call);
ControlAnswer set_receipts(World& world, const ControlCall& call);
ControlAnswer set_bills(World& world, const ControlCall& call);
ControlAnswer plant_in_bill(World& world, const ControlCall& call);
ControlAnswer list_plants(World& world, const ControlCall& call);
ControlAnswer clear_plants(World& world, const ControlCall& call);
// Books.
ControlAnswer show_requests(World& world, const ControlCall& call);
ControlAnswer show_messages(World& world, const ControlCall& call);
ControlAnswer show_codes(World& world, const ControlCall& call);
ControlAnswer show_links(World& world, const ControlCall& call);
ControlAnswer show_pushes(World& world, const ControlCall& call);
ControlAnswer reset_world(World& world, const ControlCall& call);

}  // namespace fenrun::emulator
