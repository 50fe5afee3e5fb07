#include "db/session/cached_session.hpp"

#include <charconv>
#include <cstdint>

#include "base/crypto/encoding.hpp"

namespace fenrun::db {
namespace {

constexpr std::string_view kVersion = "1";
constexpr std::string_view kEnded = "ended";

// Takes the text up to the next space, or to the end.
std::string_view take_word(std::string_view& text) {
  const auto space = text.find(' ');
  const auto word = text.substr(0, space);
  text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  return word;
}

std::optional<std::int64_t> take_number(std::string_view& text) {
  const auto word = take_word(text);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string session_key(const crypto::Sha256& token_hash) {
  return "session:" + crypto::to_base64url(token_hash);
}

std::string write_cached(const CachedSession& session) {
  const auto* live = std::get_if<ConsumerSession>(&session);
  if (live == nullptr) return std::string(kEnded);
  return std::string(kVersion) + ' ' + std::to_string(live->consumer_id.value) + ' ' +
         live->consumer_public_id + ' ' + std::to_string(live->expires_at.time_since_epoch().count());
}

std::optional<CachedSession> read_cached(std::string_view text) {
  if (text == kEnded) return SessionTombstone{};
  auto rest = text;
  if (take_word(rest) != kVersion) return std::nullopt;
  const auto consumer = take_number(rest);
  const auto public_id = take_word(rest);
  const auto expires = take_number(rest);
  if (!consumer || *consumer <= 0 || !crypto::is_ulid(public_id) || !expires) return std::nullopt;
  const ConsumerSession session{ConsumerId{*consumer}, std::string(public_id),
                                Instant{std::chrono::microseconds{*expires}}};
  if (write_cached(session) != text) return std::nullopt;
  return session;
}

}  // namespace fenrun::db
