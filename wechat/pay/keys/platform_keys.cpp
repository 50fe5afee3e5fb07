#include "wechat/pay/keys/platform_keys.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>

#include "base/log.hpp"
#include "wechat/pay/keys/certificate.hpp"
#include "wechat/pay/wire/fields.hpp"
#include "wechat/pay/wire/message_verifier.hpp"
#include "wechat/pay/wire/resource.hpp"

namespace fenrun::wechat {
namespace {

constexpr std::size_t kCertificatesMax = 16;
constexpr std::chrono::milliseconds kLookAgain{20};  // while another's refresh is under way

Error certificates_unusable(std::string why) { return Error(kPayKeysUnusable).internal_note(std::move(why)); }

Result<PlatformKey> open_certificate(const Json& entry, const Apiv3Keys& apiv3_keys) {
  const auto* const serial = text_member(entry, "serial_no");
  const auto* const sealed = object_member(entry, "encrypt_certificate");
  const auto resource = sealed != nullptr ? read_sealed_resource(*sealed) : std::nullopt;
  if (serial == nullptr || !resource) return certificates_unusable("an entry is not complete");
  const auto pem = open_resource(apiv3_keys, *resource);
  if (!pem) return certificates_unusable("a certificate does not open: is the APIv3 key right?");
  auto certificate = read_certificate(*pem);
  if (!certificate) return certificates_unusable("a certificate cannot be read");
  if (canonical_serial(certificate->serial) != canonical_serial(*serial)) {
    return certificates_unusable("a certificate has another serial than its entry");
  }
  return PlatformKey{*serial, std::move(certificate->key), certificate->not_before, certificate->not_after};
}

}  // namespace

Result<std::vector<PlatformKey>> read_certificates(const HttpReply& reply, const KeySet& known,
                                                   const Apiv3Keys& apiv3_keys, Instant now) {
  if (reply.status != 200) return certificates_unusable("HTTP " + std::to_string(reply.status));
  const auto json = parse_json(reply.body);
  const auto* const entries = json ? array_member(*json, "data") : nullptr;
  if (entries == nullptr || entries->empty() || entries->size() > kCertificatesMax) {
    return certificates_unusable("the reply lists no certificates");
  }
  std::vector<PlatformKey> valid;
  for (const auto& entry : *entries) {
    auto key = open_certificate(entry, apiv3_keys);
    if (!key) return key.error();
    if (key->is_valid_at(now)) valid.push_back(std::move(*key));
  }
  // Signed with one of these, or with a key we had before.
  auto candidates = valid;
  candidates.insert(candidates.end(), known.all().begin(), known.all().end());
  const auto verdict = verify_message(KeySet(std::move(candidates)), reply.headers, reply.body, now);
  if (verdict != PayVerdict::authentic) return certificates_unusable(std::string(to_text(verdict)));
  return valid;
}

PlatformKeys::PlatformKeys(PlatformKeyOptions options, std::shared_ptr<PayExchange> exchange)
    : exchange_(std::move(exchange)),
      options_(std::make_shared<const PlatformKeyOptions>(std::move(options))),
      pause_(options_->refresh_again_s),
      unknown_serial_pause_(options_->unknown_serial_again_s) {
  const Done loaded = reload_files();
  if (!loaded) throw std::runtime_error(loaded.error().internal_note());
}

PlatformKeys::Options PlatformKeys::options() const {
  const std::lock_guard lock(mutex_);
  return options_;
}

Done PlatformKeys::reload_files() {
  const Options asked = options();
  auto keys = read_key_files(asked->files);
  if (!keys) return keys.error();
  const std::lock_guard lock(mutex_);
  // A reload that came meanwhile has read newer files.
  if (options_ == asked) keyring_.set_from_files(std::move(*keys));
  return {};
}

Done PlatformKeys::reload(PlatformKeyOptions options) {
  auto keys = read_key_files(options.files);
  if (!keys) return keys.error();
  auto taken = std::make_shared<const PlatformKeyOptions>(std::move(options));
  const std::lock_guard lock(mutex_);
  const bool is_any_left = !keys->empty() || (taken->downloads_certificates && has_downloaded_);
  if (!is_any_left && !keyring_.current()->all().empty()) {
    return Error(kPayKeysUnusable).internal_note("no key would be left to verify WeChat Pay by");
  }
  options_ = std::move(taken);
  keyring_.set_from_files(std::move(*keys));
  if (!options_->downloads_certificates) {
    keyring_.set_downloaded({});
    has_downloaded_ = false;
  }
  pause_ = options_->refresh_again_s;
  unknown_serial_pause_ = options_->unknown_serial_again_s;
  due_ = unknown_serial_due_ = Time::min();
  return {};
}

bool PlatformKeys::begin(Time due) {
  const std::lock_guard lock(mutex_);
  if (is_under_way_ || exchange_->clock().steady() < due) return false;
  is_under_way_ = true;
  return true;
}

void PlatformKeys::end(bool is_good) {
  const std::lock_guard lock(mutex_);
  const auto now = exchange_->clock().steady();
  is_under_way_ = false;
  was_good_ = is_good;
  // What a reload asked for meanwhile has not been refreshed: it stays due.
  if (refreshed_ != options_) return;
  due_ = now + (is_good ? options_->refresh_every_s : pause_);
  unknown_serial_due_ = now + (is_good ? options_->unknown_serial_pause_s : unknown_serial_pause_);
  pause_ = is_good ? options_->refresh_again_s : std::min(2 * pause_, options_->refresh_every_s);
  unknown_serial_pause_ = is_good ? options_->unknown_serial_again_s
                                  : std::min(2 * unknown_serial_pause_, options_->unknown_serial_pause_s);
}

Awaitable<Done> PlatformKeys::download() {
  PayCall call{PayApi::certificates, HttpMethod::get, "/v3/certificates?algorithm_type=RSA"};
  std::string no_body;
  const Result<HttpReply> reply = co_await exchange_->send(std::move(call), std::move(no_body));
  if (!reply) co_return reply.error();
  const auto merchant_keys = exchange_->merchant_keys();
  auto keys =
      read_certificates(*reply, *keyring_.current(), merchant_keys->apiv3_keys, exchange_->clock().now());
  if (!keys) co_return keys.error();
  const std::lock_guard lock(mutex_);
  if (options_->downloads_certificates) {
    keyring_.set_downloaded(std::move(*keys));
    has_downloaded_ = true;
  }
  co_return Done();
}

Awaitable<Done> PlatformKeys::refresh_once() {
  Done done = reload_files();
  if (options()->downloads_certificates) {
    Done downloaded = co_await download();
    if (!downloaded) done = std::move(downloaded);
  }
  if (!done) {
    log::error("wechat_pay.keys_not_refreshed",
               {{"code", done.error().code()}, {"cause", done.error().internal_note()}});
  }
  co_return done;
}

// Whatever is thrown in it, it is not under way any more: others wait for its end.
Awaitable<Done> PlatformKeys::refresh() {
  {
    const std::lock_guard lock(mutex_);
    refreshed_ = options_;
  }
  try {
    Done done = co_await refresh_once();
    end(done.has_value());
    co_return done;
  } catch (...) {
    end(false);
    throw;
  }
}

Awaitable<void> PlatformKeys::keep_fresh() {
  Time due;
  {
    const std::lock_guard lock(mutex_);
    due = due_;
  }
  if (!begin(due)) co_return;
  const Done ignored = co_await refresh();
  static_cast<void>(ignored);
}

Awaitable<std::optional<bool>> PlatformKeys::refresh_under_way() {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  for (bool has_waited = false;; has_waited = true) {
    {
      const std::lock_guard lock(mutex_);
      if (!is_under_way_) co_return has_waited ? std::optional<bool>(was_good_) : std::nullopt;
    }
    timer.expires_after(kLookAgain);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
}

Awaitable<bool> PlatformKeys::look_for_new_keys() {
  const std::optional<bool> refreshed = co_await refresh_under_way();
  if (refreshed) co_return *refreshed;
  Time due;
  {
    const std::lock_guard lock(mutex_);
    due = unknown_serial_due_;
  }
  if (!begin(due)) co_return false;
  const Done done = co_await refresh();
  co_return done.has_value();
}

}  // namespace fenrun::wechat
