// The table of the Pay API: what lives where, what it takes and how often it may be called.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "wechat/emulator/core/pay/call.hpp"
#include "wechat/emulator/core/pay/fields.hpp"

namespace fenrun::emulator {

enum class PayAccess {
  everywhere,
  listed_ips,  // the merchant's allow list of addresses counts
};

struct PayRoute {
  std::string_view method;
  std::string_view pattern;  // "/v3/pay/transactions/id/{transaction_id}"
  std::string_view subject;  // the member or place that holds the number the call is about; "": none
  std::span<const Field> query;
  std::span<const Field> body;  // of a POST; without required members the body may be absent
  int per_second;               // 0: as often as one likes
  PayErrorCode too_frequent;
  PayAccess access;
  PayOutcome (*handle)(World&, const PayCall&);
};

struct PayMatch {
  const PayRoute* route = nullptr;
  Parameters parts;
};

std::span<const PayRoute> pay_routes();
// The first row of the table that fits; nothing when none does.
std::optional<PayMatch> match_pay_route(std::string_view method, std::string_view path);

}  // namespace fenrun::emulator
