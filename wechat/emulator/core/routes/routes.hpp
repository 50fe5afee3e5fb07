// The handlers of the API, one family to a source file, and the table that names them all.
#pragma once

#include <span>
#include <string_view>

#include "wechat/emulator/core/call.hpp"

namespace fenrun::emulator {

// Tokens and sessions.
Outcome get_token(World& world, const Call& call);
Outcome get_stable_token(World& world, const Call& call);
Outcome code_to_session(World& world, const Call& call);
Outcome check_session(World& world, const Call& call);
Outcome reset_session_key(World& world, const Call& call);
Outcome get_phone_number(World& world, const Call& call);
// Codes and links.
Outcome get_unlimited_code(World& world, const Call& call);
Outcome get_code(World& world, const Call& call);
Outcome create_qrcode(World& world, const Call& call);
Outcome generate_url_link(World& world, const Call& call);
Outcome generate_scheme(World& world, const Call& call);
// Messages and content.
Outcome send_subscribe_message(World& world, const Call& call);
Outcome check_text(World& world, const Call& call);
// Order shipping management.
Outcome upload_shipping(World& world, const Call& call);
Outcome get_shipped_order(World& world, const Call& call);
Outcome remind_buyer(World& world, const Call& call);
Outcome set_message_path(World& world, const Call& call);
Outcome is_trade_managed(World& world, const Call& call);
Outcome is_trade_confirmed(World& world, const Call& call);
// Quotas.
Outcome clear_quota(World& world, const Call& call);
Outcome clear_quota_by_secret(World& world, const Call& call);
Outcome clear_quota_of_one(World& world, const Call& call);
Outcome get_quota(World& world, const Call& call);

enum class Access {
  open,   // the call carries its own credentials
  token,  // a valid access_token in the query
};

struct Route {
  std::string_view method;
  std::string_view path;
  Access access;
  std::string_view quota;   // the counter it is charged to; empty: none
  const Errcode* not_json;  // what a body that is not a JSON object is answered; null: 47001
  Outcome (*handle)(World&, const Call&);
};

std::span<const Route> routes();
// Null when nothing lives at this path.
const Route* find_route(std::string_view path);

}  // namespace fenrun::emulator
