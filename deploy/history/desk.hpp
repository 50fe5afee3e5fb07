// What every step of the generated history needs: a connection, keys, and numbers that are the same each
// time.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "base/crypto/sealer.hpp"
#include "base/random.hpp"
#include "config/config.hpp"
#include "db/mysql/connection.hpp"
#include "flows/referral/referral_codec.hpp"

namespace fenrun::history {

class Desk {
 public:
  Desk(const config::Config& config, std::uint64_t seed);

  [[nodiscard]] const std::string& appid() const { return appid_; }
  [[nodiscard]] const crypto::Sealer& sealer() const { return sealer_; }
  [[nodiscard]] const flows::ReferralCodec& codec() const { return codec_; }
  // For what the world looks like; secrets come from elsewhere.
  [[nodiscard]] Random& random() { return random_; }
  [[nodiscard]] Random& secrets() { return secrets_; }
  [[nodiscard]] std::string ulid(Instant at);

  // Runs a story that must not refuse; throws std::runtime_error with the code when it does.
  template <class Story>
  auto run(Story&& story) {
    auto result = attempt(std::forward<Story>(story));
    if (!result) throw std::runtime_error("refused: " + std::string(result.error().code()));
    return std::move(result).value();
  }
  // One that may.
  template <class Story>
  auto attempt(Story&& story) {
    return connection_.transact(std::forward<Story>(story));
  }

 private:
  std::string appid_;
  SystemRandom secrets_;
  SeededRandom random_;
  crypto::Sealer sealer_;
  flows::ReferralCodec codec_;
  db::Connection connection_;
};

}  // namespace fenrun::history
