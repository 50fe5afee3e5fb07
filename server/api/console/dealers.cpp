// Dealers as operators look after them.
#include "db/dealer/dealer.hpp"
#include "db/dealer/tier.hpp"
#include "flows/dealer/end_dealership.hpp"
#include "flows/dealer/list_dealers.hpp"
#include "flows/dealer/resume_dealer.hpp"
#include "flows/dealer/set_tier.hpp"
#include "flows/dealer/suspend_dealer.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/dealer_view.hpp"
#include "server/api/json/reader.hpp"

namespace fenrun::server::console {
namespace {

// What the dealer looked like before the change, for the audit entry.
std::string before_change(db::Tx& tx, const std::string& public_id) {
  const auto dealer = db::find_dealer_by_public_id(tx, public_id);
  if (!dealer) return {};
  DealerNames names(tx);
  return dealer_json(*dealer, names).str();
}

Reply changed(const Call& call, db::Tx& tx, const Dealer& dealer, std::string before,
              const std::string& reason) {
  DealerNames names(tx);
  const auto shown = dealer_json(dealer, names);
  call.audit = {"dealer:" + dealer.public_id, std::move(before), shown.str(), reason};
  return ok(shown);
}

// What is done to a dealer for a reason.
struct DealerDeed {
  std::string public_id;
  std::string reason;
};

Result<DealerDeed> read_deed(const Call& call) {
  const auto public_id = call.public_id_in_path("dealer");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  DealerDeed deed{*public_id, body.text("reason", {1, 200})};
  if (auto refused = body.refusal()) return *refused;
  return deed;
}

}  // namespace

Result<Reply> list_tiers(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  if (auto refused = query.refusal()) return *refused;
  json::Writer body;
  body.list("items", db::list_tiers(tx), tier_json);
  return ok(body);
}

Result<Reply> list_dealers(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  flows::ListDealersQuery wanted;
  wanted.page = {list.after.id, list.limit};
  wanted.parent_public_id = query.maybe_public_id("parent");
  if (const auto level = query.maybe_integer("level", 1, kLevelMax)) wanted.level = static_cast<int>(*level);
  wanted.tier_code = query.maybe_text("tier", {1, 32});
  static constexpr DealerState kStates[] = {DealerState::active, DealerState::suspended, DealerState::ended};
  if (const auto state = query.maybe_one_of("state", {"active", "suspended", "ended"})) {
    wanted.state = kStates[*state];
  }
  wanted.name_prefix = query.maybe_text("name", {1, 32}).value_or("");
  if (auto refused = query.refusal()) return *refused;
  const auto page = flows::list_dealers(tx, wanted, call.now);
  if (!page) return page.error();
  DealerNames names(tx);
  return ok_list(call, page->items, page->next, [&](const Dealer& one) { return dealer_json(one, names); });
}

Result<Reply> show_dealer(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("dealer");
  if (!public_id) return public_id.error();
  const auto dealer = db::find_dealer_by_public_id(tx, *public_id);
  if (!dealer) return kDealerNotFound;
  DealerNames names(tx);
  return ok(dealer_json(*dealer, names));
}

Result<Reply> suspend_dealer(const Call& call, db::Tx& tx) {
  const auto deed = read_deed(call);
  if (!deed) return deed.error();
  const auto& [public_id, reason] = *deed;
  auto before = before_change(tx, public_id);
  const auto dealer = flows::suspend_dealer(tx, {call.caller.staff, public_id, reason}, call.now);
  if (!dealer) return dealer.error();
  return changed(call, tx, *dealer, std::move(before), reason);
}

Result<Reply> resume_dealer(const Call& call, db::Tx& tx) {
  const auto deed = read_deed(call);
  if (!deed) return deed.error();
  const auto& [public_id, reason] = *deed;
  auto before = before_change(tx, public_id);
  const auto dealer = flows::resume_dealer(tx, {call.caller.staff, public_id, reason}, call.now);
  if (!dealer) return dealer.error();
  return changed(call, tx, *dealer, std::move(before), reason);
}

Result<Reply> end_dealership(const Call& call, db::Tx& tx) {
  const auto deed = read_deed(call);
  if (!deed) return deed.error();
  const auto& [public_id, reason] = *deed;
  auto before = before_change(tx, public_id);
  const auto ended = flows::end_dealership(tx, {call.caller.staff, public_id, reason}, call.now);
  if (!ended) return ended.error();
  call.ended_sessions = ended->sessions.token_hashes;
  DealerNames names(tx);
  const auto dealer = dealer_json(ended->dealer, names);
  call.audit = {"dealer:" + public_id, std::move(before), dealer.str(), reason};
  json::Writer shown;
  shown.object("dealer", dealer)
      .integer("customers", ended->ending.customers)
      .integer("referral_codes", ended->ending.referral_codes)
      .integer("invites", ended->ending.invites)
      .boolean("is_account_deleted", ended->is_account_deleted);
  return ok(shown);
}

Result<Reply> set_dealer_tier(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("dealer");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  const auto tier = body.text("tier", {1, 32});
  const auto reason = body.text("reason", {1, 200});
  if (auto refused = body.refusal()) return *refused;
  auto before = before_change(tx, *public_id);
  const auto dealer = flows::set_tier(tx, {call.caller.staff, *public_id, tier, reason}, call.now);
  if (!dealer) return dealer.error();
  return changed(call, tx, *dealer, std::move(before), reason);
}

}  // namespace fenrun::server::console
