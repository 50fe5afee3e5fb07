#include "payout/hindered.hpp"

#include <utility>

namespace fenrun::payout {

bool Hindered::is_news(WithdrawalId withdrawal, const std::string& why) {
  const auto known = before_.find(withdrawal);
  const bool is_known = known != before_.end() && known->second == why;
  now_.insert_or_assign(withdrawal, why);
  return !is_known;
}

void Hindered::end_round() { before_ = std::exchange(now_, {}); }

}  // namespace fenrun::payout
