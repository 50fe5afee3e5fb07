// An invite to become a dealer, as whoever made it sees it.
#pragma once

#include "base/crypto/encoding.hpp"
#include "domain/dealer/invite.hpp"
#include "server/api/call.hpp"
#include "server/api/json/reader.hpp"

namespace fenrun::server {

inline json::Writer invite_json(const Invite& invite) {
  json::Writer body;
  body.text("code", invite.code)
      .integer("level", invite.level)
      .integer("uses_left", invite.uses_left)
      .time("expires_at", invite.expires_at)
      .maybe_time("revoked_at", invite.revoked_at)
      .time("created_at", invite.created_at);
  return body;
}

// {"uses": 1..100, "days": 1..90}
inline InviteTerms read_invite_terms(json::Reader& body, Instant now) {
  const auto uses = body.integer("uses", 1, kInviteUsesMax);
  const auto days = body.integer("days", 1, 90);
  return InviteTerms{static_cast<int>(uses), now + std::chrono::days(days)};
}

// 120 random bits: nobody finds one by trying.
inline std::string new_invite_code(Random& random) { return crypto::to_base32(random.bytes<15>()); }

}  // namespace fenrun::server
