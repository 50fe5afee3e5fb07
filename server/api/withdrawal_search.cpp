#include "server/api/withdrawal_search.hpp"

#include <algorithm>

#include "db/dealer/dealer.hpp"
#include "db/dealer/tier.hpp"
#include "wechat/pay/outcome/fail_reasons.hpp"

namespace fenrun::server {
namespace {

constexpr std::size_t kAnyState = 10;
constexpr std::int64_t kFenMax = 100'000'000'000;

std::optional<std::vector<WithdrawalState>> states_in(Query& query) {
  const auto words = query.set_of("state", {"requested", "review", "approved_1", "approved", "paying", "paid",
                                            "returned", "rejected", "cancelled", "expired", "any"});
  std::vector<WithdrawalState> states;
  for (const std::size_t word : words) {
    if (word == kAnyState) return std::vector<WithdrawalState>{};
    states.push_back(kWithdrawalStates[word]);
  }
  return states.empty() ? std::nullopt : std::optional(std::move(states));
}

// Of a list that names no state, the ones that nobody has looked at; but those have no transfer, no approval
// that counts and no end to be searched by.
bool means_requested(const db::WithdrawalFilter& filter) {
  return !filter.needs_human && !filter.failed && !filter.approved.is_set() && !filter.ended.is_set();
}

std::optional<Fen> fen_in(Query& query, std::string_view name) {
  const auto fen = query.maybe_integer(name, 0, kFenMax);
  return fen ? std::optional(Fen{*fen}) : std::nullopt;
}

// What WeChat says and the table does not know is finance's, so theirs is what nobody else's is.
db::FailReasons reasons_of(wechat::FailOwner owner) {
  db::FailReasons reasons;
  reasons.are_excluded = owner == wechat::FailOwner::finance;
  for (const wechat::FailReasonRow& row : wechat::fail_reason_table()) {
    if ((row.owner == owner) != reasons.are_excluded) reasons.reasons.emplace_back(row.reason);
  }
  return reasons;
}

}  // namespace

WithdrawalSearch::WithdrawalSearch(Query& query) {
  using enum wechat::FailOwner;
  constexpr wechat::FailOwner owners[] = {dealer, finance, engineer};
  const auto states = states_in(query);
  plain_.gross_min = fen_in(query, "gross_min_fen");
  plain_.gross_max = fen_in(query, "gross_max_fen");
  plain_.requested = {query.maybe_time("requested_from"), query.maybe_time("requested_until")};
  plain_.approved = {query.maybe_time("approved_from"), query.maybe_time("approved_until")};
  plain_.ended = {query.maybe_time("ended_from"), query.maybe_time("ended_until")};
  if (const auto owner = query.maybe_one_of("fail_owner", {"dealer", "finance", "engineer"}))
    plain_.failed = reasons_of(owners[*owner]);
  plain_.needs_human = query.maybe_one_of("needs_human", {"true"}).has_value();
  if (states) {
    plain_.states = *states;
  } else if (means_requested(plain_)) {
    plain_.states = {WithdrawalState::requested};
  }
  dealer_ = query.maybe_public_id("dealer");
  tier_ = query.maybe_text("tier", {1, 32});
}

Result<db::WithdrawalFilter> WithdrawalSearch::filter(db::Tx& tx) const {
  db::WithdrawalFilter filter = plain_;
  if (dealer_) {
    const auto dealer = db::find_dealer_by_public_id(tx, *dealer_);
    if (!dealer) return kDealerNotFound;
    filter.dealer = dealer->id;
  }
  if (tier_) {
    const auto tiers = db::list_tiers(tx);
    const auto tier =
        std::find_if(tiers.begin(), tiers.end(), [&](const Tier& one) { return one.code == *tier_; });
    if (tier == tiers.end()) return kTierNotFound;
    filter.tier = tier->id;
  }
  return filter;
}

}  // namespace fenrun::server
