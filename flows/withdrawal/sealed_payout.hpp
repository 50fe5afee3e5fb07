// What of a withdrawal and its transfer is sealed in the tables, bound to its row.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto/sealer.hpp"
#include "base/secret.hpp"

namespace fenrun::flows {

// The payee's real name, bound to the withdrawal's public id.
std::string seal_payee_name(const crypto::Sealer& sealer, std::string_view withdrawal_public_id,
                            const SecretText& name);
std::optional<SecretText> open_payee_name(const crypto::Sealer& sealer, std::string_view withdrawal_public_id,
                                          std::string_view sealed);

// The bytes of the transfer, and what opens the confirm page; bound to the number.
std::string seal_payout_body(const crypto::Sealer& sealer, std::string_view number, const SecretText& body);
std::optional<SecretText> open_payout_body(const crypto::Sealer& sealer, std::string_view number,
                                           std::string_view sealed);
std::string seal_payout_package(const crypto::Sealer& sealer, std::string_view number,
                                const SecretText& package);
std::optional<SecretText> open_payout_package(const crypto::Sealer& sealer, std::string_view number,
                                              std::string_view sealed);

// WeChat's receipt of the transfer; bound to the number.
std::string seal_receipt(const crypto::Sealer& sealer, std::string_view number, std::string_view file);
std::optional<std::string> open_receipt(const crypto::Sealer& sealer, std::string_view number,
                                        std::string_view sealed);

}  // namespace fenrun::flows
