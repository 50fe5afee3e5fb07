#include "wechat/pay/keys/key_changes.hpp"

#include <algorithm>

namespace fenrun::wechat {
namespace {

const PlatformKey* find_in(const KeySet& keys, const std::string& serial) {
  const auto place = std::find_if(keys.all().begin(), keys.all().end(),
                                  [&serial](const PlatformKey& key) { return key.serial == serial; });
  return place == keys.all().end() ? nullptr : &*place;
}

std::string sealing_serial(const KeySet& keys, Instant now) {
  const PlatformKey* const key = keys.sealing_key(now);
  return key != nullptr ? key->serial : "none";
}

bool are_same_keys(const std::vector<Secret<crypto::Key256>>& a,
                   const std::vector<Secret<crypto::Key256>>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& one, const auto& other) { return one.reveal() == other.reveal(); });
}

}  // namespace

std::vector<std::string> changes_between(const KeySet& before, const KeySet& after, Instant now) {
  std::vector<std::string> changes;
  for (const auto& key : after.all()) {
    const PlatformKey* const old = find_in(before, key.serial);
    if (old == nullptr) {
      changes.push_back("added " + key.serial);
    } else if (!old->key.is_same_as(key.key)) {
      changes.push_back("replaced " + key.serial);
    }
  }
  for (const auto& key : before.all()) {
    if (find_in(after, key.serial) == nullptr) changes.push_back("removed " + key.serial);
  }
  const std::string sealing = sealing_serial(after, now);
  if (sealing != sealing_serial(before, now)) changes.push_back("sealing with " + sealing);
  return changes;
}

void note_changes(const MerchantKeys& before, const MerchantKeys& after, std::vector<std::string>& changes) {
  const bool is_same_key = after.key.public_key().is_same_as(before.key.public_key());
  if (!is_same_key || before.serial != after.serial) {
    changes.push_back("merchant certificate " + after.serial);
  }
  if (!are_same_keys(before.apiv3_keys, after.apiv3_keys)) {
    changes.push_back("APIv3 keys, now " + std::to_string(after.apiv3_keys.size()));
  }
}

}  // namespace fenrun::wechat
