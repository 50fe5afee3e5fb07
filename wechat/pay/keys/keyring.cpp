#include "wechat/pay/keys/keyring.hpp"

#include "wechat/pay/keys/certificate.hpp"

namespace fenrun::wechat {

KeySet::KeySet(std::vector<PlatformKey> keys) : keys_(std::move(keys)) {
  for (const auto& key : keys_) canonical_.push_back(canonical_serial(key.serial));
}

const PlatformKey* KeySet::find(std::string_view serial, Instant now) const {
  const std::string wanted = canonical_serial(serial);
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (canonical_[i] == wanted && keys_[i].is_valid_at(now)) return &keys_[i];
  }
  return nullptr;
}

const PlatformKey* KeySet::sealing_key(Instant now) const {
  const PlatformKey* newest = nullptr;
  for (const auto& key : keys_) {
    if (!key.is_valid_at(now)) continue;
    if (is_public_key_id(key.serial)) return &key;
    if (newest == nullptr || newest->not_before < key.not_before) newest = &key;
  }
  return newest;
}

std::shared_ptr<const KeySet> Keyring::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

void Keyring::set_from_files(std::vector<PlatformKey> keys) {
  const std::lock_guard lock(mutex_);
  from_files_ = std::move(keys);
  rebuild();
}

void Keyring::set_downloaded(std::vector<PlatformKey> keys) {
  const std::lock_guard lock(mutex_);
  downloaded_ = std::move(keys);
  rebuild();
}

void Keyring::rebuild() {
  auto keys = from_files_;
  keys.insert(keys.end(), downloaded_.begin(), downloaded_.end());
  current_ = std::make_shared<KeySet>(std::move(keys));
}

}  // namespace fenrun::wechat
