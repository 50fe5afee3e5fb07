// What a dealer is told in WeChat when a withdrawal ends, and when it is tried again. A message is a
// courtesy: whatever becomes of it, the withdrawal stays as it is.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/withdrawal/withdrawal_id.hpp"
#include "domain/withdrawal/withdrawal_state.hpp"

namespace fenrun {

enum class DealerMessageKind : std::uint8_t {
  paid,
  failed,  // returned, rejected or expired: the money is the dealer's again
};

std::string_view to_word(DealerMessageKind kind);
std::optional<DealerMessageKind> dealer_message_kind_from(std::string_view word);

// Nothing while it is open, and for what the dealer cancelled: they know.
std::optional<DealerMessageKind> message_about(WithdrawalState state);

enum class DealerMessageState : std::uint8_t {
  waiting,
  sent,     // WeChat took it
  refused,  // the dealer has not allowed it
  failed,   // WeChat never takes it as it is, or a day was not enough
};

std::string_view to_word(DealerMessageState state);

struct DealerMessage {
  WithdrawalId withdrawal;
  DealerMessageKind kind = DealerMessageKind::paid;
  int tries = 0;  // with the one that is under way
  Instant created_at;
};

// How long whoever took a message has it alone: longer than the call, its repetition and the fetching of a
// token may take together.
inline constexpr std::chrono::minutes kDealerMessageLease{10};
// What is older is no news any more.
inline constexpr std::chrono::hours kDealerMessageLife{24};

bool is_too_late(const DealerMessage& message, Instant now);
// After the try that `message` counts has ended: 30 s, doubled each time, an hour at most.
std::chrono::seconds pause_before_next_try(const DealerMessage& message);

// What wx.requestSubscribeMessage says of one template. An acceptance is good for one message.
enum class GrantAnswer : std::uint8_t { accept, reject, ban, filter };

std::string_view to_word(GrantAnswer answer);

// More than anybody taps; the rest is not counted.
inline constexpr int kMessageGrantsMax = 1'000;
inline constexpr std::size_t kMessageTemplateIdMax = 64;

inline constexpr ErrorCode kMessageTemplateUnknown{ErrorKind::refused, "message.template_unknown",
                                                   "该消息模板未启用", "The message template is not in use"};

}  // namespace fenrun
