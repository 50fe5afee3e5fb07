#include "flows/consumer/sealed_identity.hpp"

#include "base/crypto/encoding.hpp"
#include "domain/consumer/masking.hpp"

namespace fenrun::flows {
namespace {

constexpr std::string_view kTable = "consumer";

std::string identity_row(std::string_view appid, std::string_view openid_index) {
  return std::string(appid) + ":" + crypto::to_hex(crypto::as_bytes(openid_index));
}

std::optional<SecretText> secret(std::optional<std::string> plain) {
  if (!plain) return std::nullopt;
  return SecretText(std::move(*plain));
}

std::optional<SecretText> open_identity(const crypto::Sealer& sealer, std::string_view column,
                                        const std::string& row, std::string_view sealed) {
  return secret(sealer.open({kTable, column, row}, sealed));
}

}  // namespace

SealedIdentity seal_identity(const crypto::Sealer& sealer, const PlainIdentity& identity) {
  SealedIdentity sealed;
  sealed.appid = identity.appid;
  sealed.openid_index = sealer.blind_index("openid", identity.openid.reveal());
  const auto row = identity_row(identity.appid, sealed.openid_index);
  sealed.openid_sealed = sealer.seal({kTable, "openid", row}, identity.openid.reveal());
  sealed.session_key_sealed = sealer.seal({kTable, "session_key", row}, identity.session_key.reveal());
  if (!identity.unionid.reveal().empty()) {
    sealed.unionid_sealed = sealer.seal({kTable, "unionid", row}, identity.unionid.reveal());
  }
  return sealed;
}

std::optional<SecretText> open_openid(const crypto::Sealer& sealer, std::string_view appid,
                                      std::string_view openid_index, std::string_view sealed) {
  return open_identity(sealer, "openid", identity_row(appid, openid_index), sealed);
}

std::optional<SecretText> open_session_key(const crypto::Sealer& sealer, std::string_view appid,
                                           std::string_view openid_index, std::string_view sealed) {
  return open_identity(sealer, "session_key", identity_row(appid, openid_index), sealed);
}

SealedPhone seal_phone(const crypto::Sealer& sealer, std::string_view consumer_public_id,
                       const SecretText& phone) {
  return {phone_index(sealer, phone), sealer.seal({kTable, "phone", consumer_public_id}, phone.reveal()),
          mask_phone(phone.reveal())};
}

std::optional<SecretText> open_phone(const crypto::Sealer& sealer, std::string_view consumer_public_id,
                                     std::string_view sealed) {
  return secret(sealer.open({kTable, "phone", consumer_public_id}, sealed));
}

std::string phone_index(const crypto::Sealer& sealer, const SecretText& phone) {
  return sealer.blind_index("phone", phone.reveal());
}

}  // namespace fenrun::flows
