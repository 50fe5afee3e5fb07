// Whether WeChat Pay would work as we are set up: what an engineer asks on the first day, with what to mend.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wechat/pay/client.hpp"

namespace fenrun::wechat {

enum class FindingLevel { good, warning, bad };

// One thing looked at. `fix` is empty when it is good.
struct PayFinding {
  FindingLevel level{};
  std::string_view zh;
  std::string_view en;
  std::string_view fix_zh;
  std::string_view fix_en;
  std::string detail;  // serials, codes, seconds; no secret
};

// Asks WeChat Pay a few harmless questions: the self test, and one transfer that does not exist.
Awaitable<std::vector<PayFinding>> check_up(PayClient& client, const Clock& clock);

// What needs no question.
std::vector<PayFinding> check_keys(const KeySet& keys, Instant now);
PayFinding check_clock(std::chrono::seconds offset);
std::vector<PayFinding> check_callback_urls(const PayOptions& options);

// Whether WeChat could call a host on the internet: no loopback, private or link-local address, no bare name.
bool is_public_host(std::string_view host);

}  // namespace fenrun::wechat
