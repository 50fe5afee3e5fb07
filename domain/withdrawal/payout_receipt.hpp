// WeChat's electronic receipt of a transfer that succeeded: applied for, asked about until it is made, kept
// for ever. It moves no money. Pure: the same row, answer and time give the same change.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/withdrawal/withdrawal_id.hpp"

namespace fenrun {

enum class PayoutReceiptState : std::uint8_t {
  wanted,       // not applied for, or to be applied for again
  applied,      // WeChat has the application
  archived,     // the file is with us
  unavailable,  // WeChat makes none, or was asked too often
};
std::string_view to_word(PayoutReceiptState state);
std::optional<PayoutReceiptState> payout_receipt_state_from(std::string_view word);

struct PayoutReceipt {
  PayoutId payout;
  std::string number;  // the transfer's
  PayoutReceiptState state = PayoutReceiptState::wanted;
  int turns = 0;        // of the worker, begun
  int refusals = 0;     // how often WeChat refused to make it or could not
  std::string problem;  // of the last turn; empty: there was none
  std::string sha256;   // 32 bytes of the file; empty until it is archived
  Instant wanted_at;
  std::optional<Instant> archived_at;
  std::optional<Instant> due_at;

  friend bool operator==(const PayoutReceipt&, const PayoutReceipt&) = default;
};

// What WeChat says of it when asked. Every turn begins with the question.
enum class ReceiptAnswer { absent, making, made, failed, silent };
enum class ReceiptStep { apply, download };
// What the turn does next; nothing: it is over. An application is made only where WeChat says that there is
// none, or that the one we know of came to nothing.
std::optional<ReceiptStep> next_receipt_step(PayoutReceiptState state, ReceiptAnswer answer);

// A turn begins: counted, and the next one is no sooner than if this one brought nothing, so that turns that
// never end come less often and end too. Once `turns` is used up it is unavailable.
PayoutReceipt begin_receipt_turn(PayoutReceipt receipt, Instant now);

// What a turn came to.
enum class ReceiptNews {
  applied,   // WeChat has the application and makes it
  refused,   // WeChat refuses to make it, or could not
  fault,     // nothing is known
  archived,  // the file is there and its hash is the signed one
};
// Once `turns` or `refusals` are used up it is unavailable. `wait`: WeChat asked us to.
PayoutReceipt change_receipt(PayoutReceipt receipt, ReceiptNews news, Instant now, int random_permille,
                             std::chrono::seconds wait = {});

inline constexpr int kReceiptTurnsMax = 40;  // nine days and more
inline constexpr int kReceiptRefusalsMax = 5;
inline constexpr ErrorCode kReceiptNotThere{
    ErrorKind::not_found, "payout_receipt.not_there", "该提现没有电子回单，或尚未取得",
    "There is no electronic receipt of the withdrawal, or it has not arrived yet"};

}  // namespace fenrun
