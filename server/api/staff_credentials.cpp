#include "server/api/staff_credentials.hpp"

#include "base/crypto/encoding.hpp"
#include "domain/staff/staff.hpp"
#include "flows/staff/log_in.hpp"

namespace fenrun::server {
namespace {

// "ABCD-EFGH-JKMN-PQRS": easier to copy by hand; the dashes do not count.
std::string grouped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && i % 4 == 0) out += '-';
    out += text[i];
  }
  return out;
}

}  // namespace

StaffCredentials make_staff_credentials(Random& random) {
  StaffCredentials made;
  made.password = SecretText(crypto::to_base32(random.bytes<15>()));
  const auto secret = random.bytes<20>();
  made.totp_secret = SecretText(std::string(crypto::as_text(secret)));
  for (std::size_t i = 0; i < kRecoveryCodes; ++i) {
    made.recovery_codes.emplace_back(grouped(crypto::to_base32(random.bytes<10>())));
  }
  return made;
}

std::string totp_uri(const StaffCredentials& credentials, std::string_view login_name) {
  const auto secret = crypto::to_rfc4648_base32(crypto::as_bytes(credentials.totp_secret.reveal()));
  return "otpauth://totp/Fenrun:" + std::string(login_name) + "?secret=" + secret +
         "&issuer=Fenrun&algorithm=SHA1&digits=6&period=30";
}

flows::StaffCredentialForms stored_forms(const StaffCredentials& credentials, std::string password_hash,
                                         std::string_view public_id, const crypto::Sealer& sealer) {
  flows::StaffCredentialForms forms;
  forms.password_hash = std::move(password_hash);
  forms.totp_secret_sealed =
      sealer.seal({"staff", "totp_secret", public_id}, credentials.totp_secret.reveal());
  for (const auto& code : credentials.recovery_codes) {
    forms.recovery_codes.push_back(flows::hash_recovery_code(code.reveal()));
  }
  return forms;
}

}  // namespace fenrun::server
