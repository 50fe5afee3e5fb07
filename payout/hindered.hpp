// What the log has been told of approved withdrawals that wait, so that each reason is a line once and not
// one in every round.
#pragma once

#include <map>
#include <string>

#include "domain/withdrawal/withdrawal_id.hpp"

namespace fenrun::payout {

class Hindered {
 public:
  // Whether it waits for something else than in the round before.
  bool is_news(WithdrawalId withdrawal, const std::string& why);
  // All that wait have been looked at: what was not among them is forgotten.
  void end_round();

 private:
  std::map<WithdrawalId, std::string> before_;
  std::map<WithdrawalId, std::string> now_;
};

}  // namespace fenrun::payout
