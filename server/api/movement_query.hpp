// The filter of a sheet's movements, read in one place for lists and files.
#pragma once

#include <array>

#include "domain/ledger/movement_filter.hpp"
#include "server/api/query.hpp"

namespace fenrun::server {

inline MovementFilter movement_query(Query& query) {
  constexpr std::array flows{Flow::earned, Flow::clawed_back, Flow::withdrawn, Flow::tax, Flow::written_off};
  MovementFilter filter;
  const auto flow = query.maybe_one_of("flow", {"earned", "clawed_back", "withdrawn", "tax", "written_off"});
  if (flow) filter.flow = flows.at(*flow);
  using enum Account;
  constexpr std::array accounts{pending, available, held, disputed, owed,     commission, unclaimed,
                                wechat,  in_flight, bank, tax,      bad_debt, fees,       suspense};
  const auto account = query.maybe_one_of(
      "account", {"pending", "available", "held", "disputed", "owed", "commission", "unclaimed", "wechat",
                  "in_flight", "bank", "tax", "bad_debt", "fees", "suspense"});
  if (account) filter.account = accounts.at(*account);
  filter.from = query.maybe_time("from");
  filter.until = query.maybe_time("until");
  return filter;
}

}  // namespace fenrun::server
