// A dealer's own branch: children page by page, the whole branch in order, and search by a name that one
// knows. The latter two ask the tree in memory, and answer 503 while it is empty or a moment behind.
#include "db/dealer/dealer.hpp"
#include "flows/dealer/list_team.hpp"
#include "server/api/cursor.hpp"
#include "server/api/dealer/handlers.hpp"
#include "server/api/team_view.hpp"

namespace fenrun::server::dealer {
namespace {

constexpr std::size_t kFoundMax = 20;
constexpr int kSearchPagesMax = 5;

}  // namespace

Result<Reply> list_team(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const auto parent = query.maybe_public_id("parent");
  if (auto refused = query.refusal()) return *refused;
  const flows::ListTeamQuery wanted{call.caller.consumer, parent.value_or(""), {list.after.id, list.limit}};
  const auto page = flows::list_team(tx, wanted, call.now);
  if (!page) return page.error();
  DealerNames names(tx);
  return ok_list(call, page->items, page->next,
                 [&](const Dealer& one) { return team_member_json(call, tx, one, names); });
}

Result<Reply> list_branch(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  if (!call.app.tree.member(call.caller.dealer)) return kUnavailable;
  const auto limit = static_cast<std::size_t>(list.limit);
  const auto branch = call.app.tree.branch(call.caller.dealer, DealerId{list.after.id}, limit);
  if (!branch) return kCursorInvalid;
  std::vector<Dealer> dealers;
  for (const auto& member : *branch) {
    if (auto found = db::find_dealer(tx, member.dealer)) dealers.push_back(std::move(*found));
  }
  const std::int64_t next = branch->size() < limit ? 0 : branch->back().dealer.value;
  DealerNames names(tx);
  return ok_list(call, dealers, next,
                 [&](const Dealer& one) { return team_member_json(call, tx, one, names); });
}

// The whole name must be known: a search by its beginning would undo the masking letter by letter.
Result<Reply> search_team(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const auto name = query.text("name", {1, kDealerNameMax});
  if (auto refused = query.refusal()) return *refused;
  if (!call.app.tree.member(call.caller.dealer)) return kUnavailable;
  std::vector<Dealer> found;
  PageRequest page{0, PageRequest::kLimitMax};
  for (int read = 0; read < kSearchPagesMax && found.size() < kFoundMax; ++read) {
    db::DealerFilter filter;
    filter.name_prefix = name;
    const auto candidates = db::list_dealers(tx, filter, page);
    for (const auto& one : candidates.items) {
      const bool is_mine =
          one.id != call.caller.dealer && call.app.tree.is_in_branch(one.id, call.caller.dealer);
      if (one.name == name && is_mine && found.size() < kFoundMax) found.push_back(one);
    }
    if (candidates.next == 0) break;
    page.after = candidates.next;
  }
  DealerNames names(tx);
  json::Writer body;
  body.list("items", found, [&](const Dealer& one) { return team_member_json(call, tx, one, names); });
  return ok(body);
}

}  // namespace fenrun::server::dealer
