#include "flows/withdrawal/sealed_payout.hpp"

namespace fenrun::flows {
namespace {

std::optional<SecretText> open_sealed(const crypto::Sealer& sealer, const crypto::FieldPlace& place,
                                      std::string_view sealed) {
  auto plain = sealer.open(place, sealed);
  if (!plain) return std::nullopt;
  return SecretText(std::move(*plain));
}

}  // namespace

std::string seal_payee_name(const crypto::Sealer& sealer, std::string_view withdrawal_public_id,
                            const SecretText& name) {
  return sealer.seal({"withdrawal", "name", withdrawal_public_id}, name.reveal());
}

std::optional<SecretText> open_payee_name(const crypto::Sealer& sealer, std::string_view withdrawal_public_id,
                                          std::string_view sealed) {
  return open_sealed(sealer, {"withdrawal", "name", withdrawal_public_id}, sealed);
}

std::string seal_payout_body(const crypto::Sealer& sealer, std::string_view number, const SecretText& body) {
  return sealer.seal({"payout", "body", number}, body.reveal());
}

std::optional<SecretText> open_payout_body(const crypto::Sealer& sealer, std::string_view number,
                                           std::string_view sealed) {
  return open_sealed(sealer, {"payout", "body", number}, sealed);
}

std::string seal_payout_package(const crypto::Sealer& sealer, std::string_view number,
                                const SecretText& package) {
  return sealer.seal({"payout", "package", number}, package.reveal());
}

std::optional<SecretText> open_payout_package(const crypto::Sealer& sealer, std::string_view number,
                                              std::string_view sealed) {
  return open_sealed(sealer, {"payout", "package", number}, sealed);
}

std::string seal_receipt(const crypto::Sealer& sealer, std::string_view number, std::string_view file) {
  return sealer.seal({"payout_receipt", "content", number}, file);
}

std::optional<std::string> open_receipt(const crypto::Sealer& sealer, std::string_view number,
                                        std::string_view sealed) {
  return sealer.open({"payout_receipt", "content", number}, sealed);
}

}  // namespace fenrun::flows
