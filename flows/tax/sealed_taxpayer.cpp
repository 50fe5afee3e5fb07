#include "flows/tax/sealed_taxpayer.hpp"

#include <stdexcept>
#include <utility>

namespace fenrun::flows {
namespace {

crypto::FieldPlace name_of(std::string_view dealer) { return {"taxpayer", "name", dealer}; }
crypto::FieldPlace number_of(std::string_view dealer) { return {"taxpayer", "identity", dealer}; }

}  // namespace

std::string seal_taxpayer_name(const crypto::Sealer& sealer, std::string_view dealer_public_id,
                               const SecretText& name) {
  return sealer.seal(name_of(dealer_public_id), name.reveal());
}

std::string seal_identity_number(const crypto::Sealer& sealer, std::string_view dealer_public_id,
                                 const SecretText& number) {
  return sealer.seal(number_of(dealer_public_id), number.reveal());
}

std::string identity_number_index(const crypto::Sealer& sealer, const SecretText& number) {
  return sealer.blind_index("identity_number", number.reveal());
}

OpenedTaxpayer open_taxpayer(const crypto::Sealer& sealer, std::string_view dealer_public_id,
                             const Taxpayer& taxpayer) {
  auto name = sealer.open(name_of(dealer_public_id), taxpayer.name_sealed);
  auto number = sealer.open(number_of(dealer_public_id), taxpayer.identity_sealed);
  if (!name || !number) throw std::runtime_error("the identity of a taxpayer does not open");
  return {SecretText(*std::move(name)), SecretText(*std::move(number))};
}

}  // namespace fenrun::flows
