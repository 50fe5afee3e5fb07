// What a member of staff is handed or shown once: an initial password, the secret for an authenticator app,
// recovery codes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/crypto/sealer.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "flows/staff/manage_staff.hpp"

namespace fenrun::server {

SecretText make_initial_password(Random& random);  // 120 random bits in base 32
SecretText make_totp_secret(Random& random);       // 20 random bytes
std::vector<SecretText> make_recovery_codes(Random& random);

// "otpauth://totp/…", as authenticator apps read it from a QR code.
std::string totp_uri(std::string_view totp_secret, std::string_view login_name);

// The form under which recovery codes are stored, and the one that is shown once.
std::vector<crypto::Sha256> hashes_of(const std::vector<SecretText>& recovery_codes);
std::vector<std::string> plain_texts(const std::vector<SecretText>& recovery_codes);

// All of them at once, for somebody who is created on the server's own command line.
struct StaffCredentials {
  SecretText password;
  SecretText totp_secret;
  std::vector<SecretText> recovery_codes;
};

StaffCredentials make_staff_credentials(Random& random);

// The stored forms; `password_hash` is that of credentials.password.
flows::StaffCredentialForms stored_forms(const StaffCredentials& credentials, std::string password_hash,
                                         std::string_view public_id, const crypto::Sealer& sealer);

}  // namespace fenrun::server
