// The filter of the console's queue of withdrawals, as its list and its file read it.
#pragma once

#include "db/withdrawal/withdrawal_queue.hpp"
#include "server/api/query.hpp"

namespace fenrun::server {

// Takes the parameters; what is wrong with them is in query.refusal().
struct WithdrawalSearch {
  explicit WithdrawalSearch(Query& query);

  // Refuses with kDealerNotFound and kTierNotFound.
  Result<db::WithdrawalFilter> filter(db::Tx& tx) const;

 private:
  db::WithdrawalFilter plain_;
  std::optional<std::string> dealer_;
  std::optional<std::string> tier_;
};

}  // namespace fenrun::server
