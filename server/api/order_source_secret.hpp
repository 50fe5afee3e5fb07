// The secret that another shop signs its pushes with: shown once, kept sealed under the shop's code.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto/sealer.hpp"
#include "base/secret.hpp"
#include "domain/order/order_source.hpp"

namespace fenrun::server {

inline std::string seal_source_secret(const crypto::Sealer& sealer, std::string_view code,
                                      const SecretText& secret) {
  return sealer.seal({"order_source", "secret", std::string(code)}, secret.reveal());
}

inline std::optional<SecretText> open_source_text(const crypto::Sealer& sealer, const OrderSource& source,
                                                  const std::string& sealed) {
  auto text = sealer.open({"order_source", "secret", source.code}, sealed);
  if (!text) return std::nullopt;
  return SecretText(std::move(*text));
}

inline std::optional<SecretText> open_source_secret(const crypto::Sealer& sealer, const OrderSource& source) {
  return open_source_text(sealer, source, source.secret_sealed);
}

// Nothing once its time is over.
inline std::optional<SecretText> open_previous_secret(const crypto::Sealer& sealer, const OrderSource& source,
                                                      Instant now) {
  if (!source.previous_until || *source.previous_until <= now) return std::nullopt;
  return open_source_text(sealer, source, source.previous_secret_sealed);
}

}  // namespace fenrun::server
