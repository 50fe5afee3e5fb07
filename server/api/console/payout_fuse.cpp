// The fuse of all payouts: anybody of finance stops them, two let them go on.
#include "db/payout/fuse.hpp"
#include "flows/payout/blow_payout_fuse.hpp"
#include "flows/withdrawal/end_withdrawal.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/json/reader.hpp"

namespace fenrun::server::console {
namespace {

constexpr int kFuseEventsShown = 50;

json::Writer fuse_event_json(const db::FuseEvent& event) {
  json::Writer body;
  body.time("at", event.at).text("actor", event.actor).text("what", event.what).text("reason", event.reason);
  return body;
}

json::Writer fuse_json(const Fuse& fuse, db::Tx& tx) {
  json::Writer body;
  body.boolean("is_blown", fuse.is_blown)
      .text("reason", fuse.reason)
      .maybe_time("blown_at", fuse.blown_at)
      .boolean("is_closing", fuse.closing_at.has_value())
      .list("events", db::list_fuse_events(tx, kFuseEventsShown), fuse_event_json);
  return body;
}

}  // namespace

Result<Reply> show_payout_fuse(const Call&, db::Tx& tx) { return ok(fuse_json(db::find_fuse(tx), tx)); }

Result<Reply> stop_payouts(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  const auto reason = body.text("reason", {1, kFuseReasonMax});
  if (auto refused = body.refusal()) return *refused;
  flows::blow_payout_fuse(tx, flows::actor_of(call.caller.staff), reason, call.now);
  call.audit = {"payout_fuse", "", "blown", reason};
  return ok(fuse_json(db::find_fuse(tx), tx));
}

Result<Reply> close_payout_fuse(const Call& call, db::Tx& tx) {
  const auto fuse = flows::close_payout_fuse(tx, call.caller.staff, call.now);
  if (!fuse) return fuse.error();
  call.audit = {"payout_fuse", "", fuse->is_blown ? "closing" : "closed", ""};
  return ok(fuse_json(*fuse, tx));
}

}  // namespace fenrun::server::console
