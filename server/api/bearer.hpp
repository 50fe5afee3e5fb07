// The mini-program's session token: 256 random bits in the Authorization header, known to us by its SHA-256.
#pragma once

#include <optional>
#include <string>

#include "base/crypto/digest.hpp"
#include "base/random.hpp"
#include "server/http/message.hpp"

namespace fenrun::server {

// A new token, for a consumer's header and a staff member's cookie alike: 43 characters of base64url.
std::string make_token(Random& random);
// The form under which a token is stored; nothing for text that is no token of ours.
std::optional<crypto::Sha256> hash_token(std::string_view token);

// The token after "Bearer".
std::optional<std::string> bearer_token(const Request& request);

}  // namespace fenrun::server
