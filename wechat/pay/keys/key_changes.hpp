// What a reload of the keys has changed, in words for the log: serials and key ids, never a key.
#pragma once

#include <string>
#include <vector>

#include "wechat/pay/keys/keyring.hpp"
#include "wechat/pay/wire/merchant.hpp"

namespace fenrun::wechat {

// Of WeChat Pay's keys: one line for each that came, went or is another under the same serial, and one when
// another seals at `now`.
std::vector<std::string> changes_between(const KeySet& before, const KeySet& after, Instant now);

// Of the merchant's own keys; lines are added to `changes`.
void note_changes(const MerchantKeys& before, const MerchantKeys& after, std::vector<std::string>& changes);

}  // namespace fenrun::wechat
