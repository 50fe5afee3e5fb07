#include "server/api/keys.hpp"

#include "base/crypto/digest.hpp"

namespace fenrun::server {

ApiKeys derive_keys(const Secret<crypto::Key256>& index_key) {
  const auto derive = [&](std::string_view purpose) {
    return crypto::hmac_sha256(index_key.reveal(), purpose);
  };
  return ApiKeys{derive("fenrun cursor v1"), derive("fenrun csrf v1"), derive("fenrun referral v1"),
                 flows::derive_withdrawal_keys(index_key)};
}

}  // namespace fenrun::server
