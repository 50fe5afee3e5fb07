// Dealers as the API shows them. Internal ids never leave: a parent is named by its public id.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "db/mysql/tx.hpp"
#include "domain/dealer/dealer.hpp"
#include "domain/dealer/ending.hpp"
#include "domain/dealer/tier.hpp"
#include "server/api/json/writer.hpp"

namespace fenrun::server {

// Looks up what a page of dealers refers to, each thing once.
class DealerNames {
 public:
  explicit DealerNames(db::Tx& tx) : tx_(tx) {}

  // Nothing for the producer.
  std::optional<std::string> public_id(DealerId id);
  std::optional<std::string> name(DealerId id);
  const Tier& tier(TierId id);
  // Nothing while the dealership lasts.
  std::optional<DealerEnding> ending(const Dealer& dealer);

 private:
  const std::optional<Dealer>& dealer(DealerId id);

  db::Tx& tx_;
  std::map<DealerId, std::optional<Dealer>> dealers_;
  std::map<TierId, Tier> tiers_;
};

json::Writer tier_json(const Tier& tier);
// Everything staff may see.
json::Writer dealer_json(const Dealer& dealer, DealerNames& names);

}  // namespace fenrun::server
