// Where the keys of WeChat Pay come from and how they stay fresh: files that an administrator may exchange
// while we run, and /v3/certificates. A refresh that fails keeps what there is, and so does a reload.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>

#include "wechat/pay/keys/key_files.hpp"
#include "wechat/pay/wire/exchange.hpp"

namespace fenrun::wechat {

// The certificates in a reply of /v3/certificates. They are opened first, because the reply is signed with
// one of them, and everything must fit: the inner serials, the validity, the signature. Refuses with
// kPayKeysUnusable.
Result<std::vector<PlatformKey>> read_certificates(const HttpReply& reply, const KeySet& known,
                                                   const std::vector<Secret<crypto::Key256>>& apiv3_keys,
                                                   Instant now);

// Thread-safe.
class PlatformKeys {
 public:
  // Throws std::runtime_error when a file cannot be used: a process does not start without its keys.
  PlatformKeys(PlatformKeyOptions options, std::shared_ptr<PayExchange> exchange);

  [[nodiscard]] std::shared_ptr<const KeySet> current() const { return keyring_.current(); }

  // Call it often (each minute); it does something when it is time to.
  Awaitable<void> keep_fresh();
  // For a message whose serial is unknown. True when a refresh was made, by this call or by another that was
  // under way: look again.
  Awaitable<bool> look_for_new_keys();
  // Now, whatever the time. Refuses with kPayKeysUnusable, and as HttpTransport does.
  Awaitable<Done> refresh();
  // Other files from now on, or the same ones read again. Refuses with kPayKeysUnusable, also where no key
  // would be left, and nothing has changed. Certificates that were downloaded stay until the next refresh,
  // which is due at once.
  Done reload(PlatformKeyOptions options);

 private:
  using Time = std::chrono::steady_clock::time_point;
  using Options = std::shared_ptr<const PlatformKeyOptions>;
  bool begin(Time due);
  void end(bool is_good);
  [[nodiscard]] Options options() const;
  Done reload_files();
  Awaitable<Done> download();
  Awaitable<Done> refresh_once();
  // Ends with the refresh that is under way: whether it was good. Nothing when none is.
  Awaitable<std::optional<bool>> refresh_under_way();

  const std::shared_ptr<PayExchange> exchange_;
  Keyring keyring_;
  mutable std::mutex mutex_;  // guards what follows
  Options options_;
  Options refreshed_;  // what the refresh that is under way, or was the last, began with
  bool has_downloaded_ = false;
  bool is_under_way_ = false;
  Time due_ = Time::min();
  Time unknown_serial_due_ = Time::min();
  std::chrono::seconds pause_;
  std::chrono::seconds unknown_serial_pause_;
  bool was_good_ = false;  // the last refresh
};

}  // namespace fenrun::wechat
