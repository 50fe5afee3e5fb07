// Transfers that do not go on by themselves, or not soon: what is the matter, whose turn it is, and what they
// can do.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>

#include "domain/withdrawal/payout.hpp"

namespace fenrun {

enum class AttentionKind : std::uint8_t {
  never_known,     // sent again and again, and WeChat knows no such number
  contradiction,   // what WeChat said cannot be true together
  lost,            // WeChat took it and does not know it any more
  too_old,         // WeChat will soon not be asked any more
  other_merchant,  // no worker can ask about it
  failed,          // ended unpaid, and the money is still held
  unknown,         // no answer to trust for long
  parked_funds,    // our money at WeChat is short
  confirm_soon,    // the dealer has not confirmed, and WeChat closes it soon
  other,           // a person was asked for
};

enum class AttentionOwner : std::uint8_t { dealer, finance, engineer };

struct AttentionRow {
  AttentionKind kind;
  std::string_view word;
  AttentionOwner owner;
  std::string_view zh;
  std::string_view en;
  std::string_view next_zh;
  std::string_view next_en;
};

std::span<const AttentionRow> attention_table();

// A query tells within minutes how a transfer stands; after this somebody should know.
inline constexpr std::chrono::minutes kUnknownTooLong{15};
// Since the first post: WeChat closes what nobody confirmed after 24 hours.
inline constexpr std::chrono::hours kConfirmSoonAfter{20};

// Of a transfer that needs somebody.
const AttentionRow& attention_of(const Payout& payout);

std::string_view to_word(AttentionOwner owner);

}  // namespace fenrun
