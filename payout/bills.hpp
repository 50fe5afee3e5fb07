// The bytes of a transfer: made once from what was approved, sealed for the table, opened to be sent.
#pragma once

#include <optional>
#include <string>

#include "base/crypto/sealer.hpp"
#include "db/payout/payout.hpp"
#include "flows/payout/prepare_payout.hpp"
#include "payout/options.hpp"
#include "wechat/pay/client.hpp"

namespace fenrun::payout {

struct MadeBodies {
  std::optional<db::PayoutBodies> bodies;
  std::string problem;  // why there is none
};
// None when the payee's openid or name does not open, or is not whom was approved, or when WeChat's rules
// forbid the request. With those of the direct route where the payee's authorisation is for what would be
// sent, and WeChat has opened that to the merchant.
MadeBodies make_bodies(const flows::PayoutPlan& plan, wechat::PayClient& pay, const crypto::Sealer& sealer,
                       const PayoutOptions& options);

// Nothing when the bytes are not those that were stored.
std::optional<wechat::TransferBody> open_body(const Payout& payout, const db::PayoutBody& body,
                                              const crypto::Sealer& sealer);

// What opens the confirm page. The server opens it for the dealer.
std::string seal_package(const crypto::Sealer& sealer, const std::string& number, const SecretText& package);

}  // namespace fenrun::payout
