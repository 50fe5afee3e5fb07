#include "server/api/bearer.hpp"

#include "base/crypto/encoding.hpp"

namespace fenrun::server {
namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kTokenCharacters = 43;

bool is_bearer(std::string_view scheme) {
  constexpr std::string_view kScheme = "bearer ";
  if (scheme.size() != kScheme.size()) return false;
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    const char lower = scheme[i] >= 'A' && scheme[i] <= 'Z' ? static_cast<char>(scheme[i] + 32) : scheme[i];
    if (lower != kScheme[i]) return false;
  }
  return true;
}

}  // namespace

std::string make_token(Random& random) { return crypto::to_base64url(random.bytes<kTokenBytes>()); }

std::optional<crypto::Sha256> hash_token(std::string_view token) {
  if (token.size() != kTokenCharacters || !crypto::from_base64url(token)) return std::nullopt;
  return crypto::sha256(token);
}

std::optional<std::string> bearer_token(const Request& request) {
  const auto header = request.header("authorization");
  if (!header || !is_bearer(header->substr(0, 7))) return std::nullopt;
  return std::string(header->substr(7));
}

}  // namespace fenrun::server
