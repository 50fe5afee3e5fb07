// Another shop that pushes its orders to us, and what it says of one.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"

namespace fenrun {

inline constexpr std::size_t kSourceCodeMax = 32;
inline constexpr std::size_t kSourceNameMax = 64;  // characters
// How far the clock of a shop may be off, and how long a signed request can be used.
inline constexpr std::chrono::minutes kPushWindow{5};
// After a change of secrets the one before stays good for this long.
inline constexpr std::chrono::hours kOldSecretLife{24};

// Lower-case letters, digits and hyphens, beginning with a letter; not the name of our own mini-program.
[[nodiscard]] bool is_source_code(std::string_view code);

struct OrderSource {
  std::int64_t id = 0;
  std::string code;
  std::string name;
  std::string secret_sealed;
  std::string previous_secret_sealed;  // empty: none
  std::optional<Instant> previous_until;
  bool is_active = true;
  Instant created_at;
};

struct PushedLine {
  std::string sku_code;  // the producer's article number
  int quantity = 0;
  Fen unit_price_fen;  // as the other shop sold it
};

// What an order consists of; it is said once and then fixed.
struct PushedContent {
  std::string buyer_phone_index;  // empty: not said
  std::vector<PushedLine> lines;
  Fen discount_fen;
  Fen coupon_fen;
  Fen freight_fen;
};

struct PushedRefundPart {
  std::string sku_code;  // empty: the freight
  Fen amount_fen;
};

struct PushedRefund {
  std::string refund_no;
  Fen amount_fen;
  std::optional<Instant> happened_at;
  std::vector<PushedRefundPart> parts{};  // what they are for; empty: of everything, in proportion
};

// Parts are positive and name each article once; together they are the whole amount.
[[nodiscard]] bool are_parts_whole(const PushedRefund& refund);

struct PushedMilestones {
  std::optional<Instant> paid_at;
  std::optional<Instant> shipped_at;
  std::optional<Instant> received_at;
  std::optional<Instant> closed_at;
  std::string carrier;
  std::string tracking_no;
  std::int64_t parcel_sequence = 0;
};

// What is known once `said` has been heard too, under the shop's running number: the first word counts for a
// milestone, the latest for the parcel. The outcome does not depend on the order in which updates come.
PushedMilestones merged(const PushedMilestones& known, const PushedMilestones& said);

inline constexpr ErrorCode kSourceNotFound{ErrorKind::not_found, "order_source.not_found", "订单来源不存在",
                                           "There is no such order source"};
inline constexpr ErrorCode kSourceInvalid{
    ErrorKind::invalid, "order_source.invalid",
    "来源编码须为小写字母开头的字母、数字、连字符（最多 32 个），名称 1 至 64 个字符",
    "The code must be lower-case letters, digits and hyphens, the name 1 to 64 characters"};
inline constexpr ErrorCode kSourceExists{ErrorKind::conflict, "order_source.exists", "订单来源已存在",
                                         "An order source of this code exists already"};
inline constexpr ErrorCode kPushNotAuthentic{ErrorKind::unauthenticated, "push.not_authentic", "签名校验失败",
                                             "The signature is not valid"};
inline constexpr ErrorCode kPushStale{ErrorKind::unauthenticated, "push.stale", "请求时间超出 5 分钟窗口",
                                      "The request's time is more than five minutes off"};
inline constexpr ErrorCode kPushExternalNoInvalid{ErrorKind::invalid, "push.external_no_invalid",
                                                  "订单号或退款号有误",
                                                  "The order's or a refund's number is not valid"};

}  // namespace fenrun
