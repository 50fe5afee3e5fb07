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

SecretText make_initial_password(Random& random) { return SecretText(crypto::to_base32(random.bytes<15>())); }

SecretText make_totp_secret(Random& random) {
  const auto secret = random.bytes<20>();
  return SecretText(std::string(crypto::as_text(secret)));
}

std::vector<SecretText> make_recovery_codes(Random& random) {
  std::vector<SecretText> codes;
  for (std::size_t i = 0; i < kRecoveryCodes; ++i) {
    codes.emplace_back(grouped(crypto::to_base32(random.bytes<10>())));
  }
  return codes;
}

std::string totp_uri(std::string_view totp_secret, std::string_view login_name) {
  const auto secret = crypto::to_rfc4648_base32(crypto::as_bytes(totp_secret));
  return "otpauth://totp/Fenrun:" + std::string(login_name) + "?secret=" + secret +
         "&issuer=Fenrun&algorithm=SHA1&digits=6&period=30";
}

std::vector<crypto::Sha256> hashes_of(const std::vector<SecretText>& recovery_codes) {
  std::vector<crypto::Sha256> hashes;
  hashes.reserve(recovery_codes.size());
  for (const auto& code : recovery_codes) hashes.push_back(flows::hash_recovery_code(code.reveal()));
  return hashes;
}

std::vector<std::string> plain_texts(const std::vector<SecretText>& recovery_codes) {
  std::vector<std::string> texts;
  texts.reserve(recovery_codes.size());
  for (const auto& code : recovery_codes) texts.push_back(code.reveal());
  return texts;
}

StaffCredentials make_staff_credentials(Random& random) {
  return {make_initial_password(random), make_totp_secret(random), make_recovery_codes(random)};
}

flows::StaffCredentialForms stored_forms(const StaffCredentials& credentials, std::string password_hash,
                                         std::string_view public_id, const crypto::Sealer& sealer) {
  flows::StaffCredentialForms forms;
  forms.password_hash = std::move(password_hash);
  forms.totp_secret_sealed =
      sealer.seal({"staff", "totp_secret", public_id}, credentials.totp_secret.reveal());
  forms.recovery_codes = hashes_of(credentials.recovery_codes);
  return forms;
}

}  // namespace fenrun::server
