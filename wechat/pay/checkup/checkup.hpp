// Whether WeChat Pay would work as we are set up: what an engineer asks on the first day, with what to mend.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wechat/pay/checkup/callback_probe.hpp"
#include "wechat/pay/checkup/finding.hpp"
#include "wechat/pay/client.hpp"

namespace fenrun::wechat {

// Asks WeChat Pay a few harmless questions: the self test, and one transfer that does not exist. Then tries
// the callback URLs that look right with `probe`.
Awaitable<std::vector<PayFinding>> check_up(PayClient& client, const Clock& clock, CallbackProbe probe);

// What needs no question.
std::vector<PayFinding> check_keys(const KeySet& keys, Instant now);
PayFinding check_clock(std::optional<std::chrono::seconds> offset);
std::vector<PayFinding> check_callback_urls(const PayOptions& options);

// Whether WeChat could call a host on the internet: no loopback, private or link-local address, no bare name.
bool is_public_host(std::string_view host);

}  // namespace fenrun::wechat
