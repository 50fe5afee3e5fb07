#include "deploy/history/desk.hpp"

#include <chrono>

#include "base/crypto/encoding.hpp"
#include "server/api/keys.hpp"

namespace fenrun::history {

Desk::Desk(const config::Config& config, std::uint64_t seed)
    : appid_(config.mini_program.appid),
      random_(seed),
      sealer_(config.security.sealing, config.security.index, secrets_),
      codec_(Secret<crypto::Key256>(server::derive_keys(config.security.index).referral)),
      connection_(config.mysql.mysql) {}

// Its random part is no secret, but must be nobody else's.
std::string Desk::ulid(Instant at) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch());
  return crypto::make_ulid(milliseconds.count(), secrets_.bytes<10>());
}

}  // namespace fenrun::history
