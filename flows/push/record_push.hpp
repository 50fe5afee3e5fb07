// A message that WeChat pushed: recorded and carried out in one transaction, so that each message takes
// effect once however often WeChat repeats it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto/digest.hpp"
#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/order/order_terms.hpp"
#include "flows/consumer/log_out.hpp"

namespace fenrun::flows {

// WeChat repeats for minutes. What was signed longer ago than this is somebody's copy of an old call, and may
// have been forgotten by sweep_pushes.hpp.
inline constexpr std::chrono::hours kPushAgeMax{24};

// Whose account with us ended at WeChat.
struct CancelledAccount {
  std::string appid;
  std::string openid_index;  // 32 bytes
};

// WeChat's word that the buyer has confirmed the receipt of an order, or the time for it has run out.
struct TradeReceipt {
  std::string transaction_id;
  std::string out_trade_no;
  OrderTerms terms;
};

struct RecordPush {
  crypto::Sha256 dedupe_key{};
  std::string kind;   // 1 to 64 ASCII characters
  Instant signed_at;  // as the signature covers it
  std::optional<CancelledAccount> cancelled{};
  std::optional<TradeReceipt> received{};
};

enum class PushEffect {
  too_old,      // signed longer than kPushAgeMax ago; nothing was done, nothing is recorded
  repeated,     // recorded before; nothing was done
  recorded,     // of a kind that has no effect here
  erased,       // the person's account is deleted
  nobody,       // an account ended that is none of ours, or is deleted already
  received,     // the order is received now, and the hold of its commissions runs
  passed_by,    // an order that is none of ours, or further on already
  not_shipped,  // received at WeChat and not shipped here: an operator must ship it here too
  is_dealer,    // the person is a dealer and stays until staff end the dealership, which erases them
};

[[nodiscard]] std::string_view to_word(PushEffect effect);

struct PushReport {
  PushEffect effect = PushEffect::recorded;
  EndedSessions ended;
  std::string consumer_public_id;  // with is_dealer: whom the operator must look at
  std::string order_public_id;     // with received and not_shipped
};

// Never refuses: what cannot be carried out is in the report, because WeChat could do nothing about it.
Result<PushReport> record_push(db::Tx& tx, const RecordPush& command, Instant now);

}  // namespace fenrun::flows
