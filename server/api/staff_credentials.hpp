// What a new member of staff is handed once: an initial password, the secret for an authenticator app,
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

struct StaffCredentials {
  SecretText password;     // 120 random bits in base 32
  SecretText totp_secret;  // 20 random bytes
  std::vector<SecretText> recovery_codes;
};

StaffCredentials make_staff_credentials(Random& random);

// "otpauth://totp/…", as authenticator apps read it from a QR code.
std::string totp_uri(const StaffCredentials& credentials, std::string_view login_name);

// The stored forms; `password_hash` is that of credentials.password.
flows::StaffCredentialForms stored_forms(const StaffCredentials& credentials, std::string password_hash,
                                         std::string_view public_id, const crypto::Sealer& sealer);

}  // namespace fenrun::server
