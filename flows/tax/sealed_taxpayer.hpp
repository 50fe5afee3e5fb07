// What of a taxpayer is sealed in the tables, bound to the dealer's public id.
#pragma once

#include <string>
#include <string_view>

#include "base/crypto/sealer.hpp"
#include "base/secret.hpp"
#include "domain/tax/taxpayer.hpp"

namespace fenrun::flows {

std::string seal_taxpayer_name(const crypto::Sealer& sealer, std::string_view dealer_public_id,
                               const SecretText& name);
std::string seal_identity_number(const crypto::Sealer& sealer, std::string_view dealer_public_id,
                                 const SecretText& number);
std::string identity_number_index(const crypto::Sealer& sealer, const SecretText& number);

struct OpenedTaxpayer {
  SecretText name;
  SecretText identity_number;
};
// Throws std::runtime_error when the row was tampered with or its key is gone.
OpenedTaxpayer open_taxpayer(const crypto::Sealer& sealer, std::string_view dealer_public_id,
                             const Taxpayer& taxpayer);

}  // namespace fenrun::flows
