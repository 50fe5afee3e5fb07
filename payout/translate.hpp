// What the outcome of a call means for a transfer. Nothing but a signed state says where it stands.
#pragma once

#include <optional>
#include <string>

#include "base/crypto/sealer.hpp"
#include "domain/withdrawal/payout.hpp"
#include "wechat/pay/outcome/outcome.hpp"
#include "wechat/pay/transfer/transfer.hpp"

namespace fenrun::payout {

struct Translated {
  std::optional<PayoutNews> news;  // nothing: the call says nothing about the transfer
  std::string outcome;             // a word for people
  std::string note;
};

ChannelState channel_state(wechat::TransferState state, const std::string& fail_reason);

Translated translate(const wechat::PayOutcome<wechat::TransferCreated>& outcome);
// Of a post by the direct route: whatever WeChat refuses about the authorisation is a reason to ask whether
// it knows the number, and none to stop others.
Translated translate_direct(const wechat::PayOutcome<wechat::Transfer>& outcome, const Payout& ours,
                            const crypto::Sealer& sealer);
// Compared with what is ours: amount, and payee where WeChat names them.
Translated translate(const wechat::PayOutcome<wechat::Transfer>& outcome, const Payout& ours,
                     const crypto::Sealer& sealer);
Translated translate(const wechat::PayOutcome<wechat::TransferCancelled>& outcome);

// What of a note fits into a row.
std::string short_note(std::string note);

}  // namespace fenrun::payout
