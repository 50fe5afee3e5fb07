// The keys WeChat Pay may sign with, found by the serial in a message and in no other way: several platform
// certificates and public keys live at once while the merchant changes over.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "wechat/pay/keys/rsa.hpp"

namespace fenrun::wechat {

struct PlatformKey {
  std::string serial;  // as it is sent: a certificate's serial or "PUB_KEY_ID_…"
  RsaPublicKey key;
  Instant not_before = Instant::min();
  Instant not_after = Instant::max();

  [[nodiscard]] bool is_valid_at(Instant now) const { return not_before <= now && now <= not_after; }
};

// Never changes; the pointers it gives live as long as it.
class KeySet {
 public:
  explicit KeySet(std::vector<PlatformKey> keys);

  // The key of that serial, when it is valid at `now`.
  [[nodiscard]] const PlatformKey* find(std::string_view serial, Instant now) const;
  // What sensitive fields are sealed with: a public key before certificates, and of those the newest.
  [[nodiscard]] const PlatformKey* sealing_key(Instant now) const;
  [[nodiscard]] const std::vector<PlatformKey>& all() const { return keys_; }

 private:
  std::vector<PlatformKey> keys_;
  std::vector<std::string> canonical_;  // the serial of each
};

// The current set. Thread-safe; a reader keeps the set it took while another replaces it.
class Keyring {
 public:
  [[nodiscard]] std::shared_ptr<const KeySet> current() const;
  // Keys from files come first; a serial that is in both is the file's.
  void set_from_files(std::vector<PlatformKey> keys);
  void set_downloaded(std::vector<PlatformKey> keys);

 private:
  void rebuild();

  mutable std::mutex mutex_;
  std::vector<PlatformKey> from_files_;
  std::vector<PlatformKey> downloaded_;
  std::shared_ptr<const KeySet> current_ = std::make_shared<KeySet>(std::vector<PlatformKey>{});
};

}  // namespace fenrun::wechat
