#include "server/api/dealer_view.hpp"

#include "db/dealer/dealer.hpp"
#include "db/dealer/ending.hpp"
#include "db/dealer/tier.hpp"

namespace fenrun::server {

const std::optional<Dealer>& DealerNames::dealer(DealerId id) {
  const auto found = dealers_.find(id);
  if (found != dealers_.end()) return found->second;
  return dealers_.emplace(id, db::find_dealer(tx_, id)).first->second;
}

std::optional<std::string> DealerNames::public_id(DealerId id) {
  if (id == kProducer) return std::nullopt;
  const auto& found = dealer(id);
  return found ? std::optional(found->public_id) : std::nullopt;
}

std::optional<std::string> DealerNames::name(DealerId id) {
  if (id == kProducer) return std::nullopt;
  const auto& found = dealer(id);
  return found ? std::optional(found->name) : std::nullopt;
}

const Tier& DealerNames::tier(TierId id) {
  if (tiers_.empty()) {
    for (Tier& one : db::list_tiers(tx_)) tiers_.emplace(one.id, std::move(one));
  }
  return tiers_.at(id);
}

std::optional<DealerEnding> DealerNames::ending(const Dealer& dealer) {
  if (dealer.state != DealerState::ended) return std::nullopt;
  return db::find_ending(tx_, dealer.id);
}

json::Writer tier_json(const Tier& tier) {
  json::Writer body;
  body.text("code", tier.code)
      .text("name_zh", tier.name_zh)
      .text("name_en", tier.name_en)
      .integer("rank", tier.rank);
  return body;
}

json::Writer dealer_json(const Dealer& dealer, DealerNames& names) {
  json::Writer body;
  body.text("id", dealer.public_id)
      .text("name", dealer.name)
      .integer("level", dealer.level)
      .object("tier", tier_json(names.tier(dealer.tier_id)))
      .maybe_text("parent_id", names.public_id(dealer.parent_id))
      .maybe_text("parent_name", names.name(dealer.parent_id))
      .maybe_text("sponsor_id", names.public_id(dealer.sponsor_id))
      .text("state", to_text(dealer.state));
  if (dealer.state == DealerState::suspended) {
    body.text("suspended_reason", dealer.suspended_reason);
  } else {
    body.null("suspended_reason");
  }
  if (const auto ending = names.ending(dealer)) {
    body.time("ended_at", ending->ended_at).text("ended_reason", ending->reason);
  } else {
    body.null("ended_at").null("ended_reason");
  }
  body.time("joined_at", dealer.joined_at).integer("version", dealer.version);
  return body;
}

}  // namespace fenrun::server
