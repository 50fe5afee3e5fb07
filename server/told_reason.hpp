// Why a withdrawal is where it is, in words for its dealer.
#pragma once

#include <optional>
#include <string>

#include "domain/withdrawal/payout.hpp"
#include "domain/withdrawal/withdrawal.hpp"
#include "server/http/message.hpp"

namespace fenrun::server {

// WeChat's reasons have words for people, and so have ours for a cancelled transfer; what staff wrote is
// words already. `payout` is the newest transfer. Empty when there is nothing to say.
std::string told_reason(const Withdrawal& withdrawal, const std::optional<Payout>& payout, Language language);

}  // namespace fenrun::server
