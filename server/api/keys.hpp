// The keys that only the API uses, each derived for one purpose from the index key of the
// configuration, which never rotates in place.
#pragma once

#include "base/crypto/cipher.hpp"
#include "base/secret.hpp"
#include "flows/withdrawal/withdrawal_keys.hpp"

namespace fenrun::server {

struct ApiKeys {
  crypto::Key256 cursor{};
  crypto::Key256 csrf{};
  crypto::Key256 referral{};  // the check part of referral codes
  flows::WithdrawalKeys withdrawal;
};

// Equal secrets give equal keys, so that any process can serve the next page and check the token.
ApiKeys derive_keys(const Secret<crypto::Key256>& index_key);

}  // namespace fenrun::server
