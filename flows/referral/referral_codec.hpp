// Makes and checks referral codes. The check part is a MAC of the random part under a key of ours, so that a
// mistyped or invented code is told from a real one by arithmetic: 2^-32 slip through, and cost one query.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto/cipher.hpp"
#include "base/secret.hpp"
#include "domain/binding/evidence.hpp"
#include "domain/referral/code_text.hpp"

namespace fenrun::flows {

// A code as a consumer brought it.
struct ReferralTouch {
  std::string code;  // canonical text; empty when the check part is wrong
  EvidenceKind kind = EvidenceKind::scan;
};

// Thread-safe.
class ReferralCodec {
 public:
  explicit ReferralCodec(Secret<crypto::Key256> key) : key_(std::move(key)) {}

  [[nodiscard]] std::string make(const ReferralRandom& random) const;
  // The canonical text of a well-made code; nothing for any other text, whatever its length.
  [[nodiscard]] std::optional<std::string> check(std::string_view text) const;
  [[nodiscard]] ReferralTouch touch(std::string_view text, EvidenceKind kind) const;

 private:
  [[nodiscard]] ReferralCheck check_part(const ReferralRandom& random) const;

  Secret<crypto::Key256> key_;
};

}  // namespace fenrun::flows
