#include "wechat/emulator/core/pay/routes.hpp"

#include <algorithm>

#include "wechat/emulator/core/pay/payments.hpp"
#include "wechat/emulator/core/pay/refunds.hpp"
#include "wechat/emulator/core/pay/security.hpp"

namespace fenrun::emulator {
namespace {

constexpr PayAccess kEverywhere = PayAccess::everywhere;

constexpr PayRoute kPayRoutes[] = {
    // Security.
    {"GET",
     "/v3/certificates",
     "",
     kCertificateQuery,
     {},
     0,
     kPayTooFrequent,
     kEverywhere,
     &download_certificates},
    {"POST", "/v3/security/echo", "", {}, kEchoFields, 0, kPayTooFrequent, kEverywhere, &echo},
    // Payments.
    {"POST",
     "/v3/pay/transactions/jsapi",
     "out_trade_no",
     {},
     kPrepayFields,
     500,
     kPayTooFrequent,
     kEverywhere,
     &prepay},
    {"GET",
     "/v3/pay/transactions/out-trade-no/{out_trade_no}",
     "out_trade_no",
     kMchidFields,
     {},
     500,
     kPayTooFrequent,
     kEverywhere,
     &query_order},
    {"GET",
     "/v3/pay/transactions/id/{transaction_id}",
     "transaction_id",
     kMchidFields,
     {},
     500,
     kPayTooFrequent,
     kEverywhere,
     &query_transaction},
    {"POST",
     "/v3/pay/transactions/out-trade-no/{out_trade_no}/close",
     "out_trade_no",
     {},
     kMchidFields,
     500,
     kPayTooFrequent,
     kEverywhere,
     &close_order},
    // Refunds.
    {"POST",
     "/v3/refund/domestic/refunds",
     "out_refund_no",
     {},
     kRefundFields,
     150,
     kPayTooFrequent,
     kEverywhere,
     &create_refund},
    {"GET",
     "/v3/refund/domestic/refunds/{out_refund_no}",
     "out_refund_no",
     {},
     {},
     300,
     kPayTooFrequent,
     kEverywhere,
     &query_refund},
    {"POST",
     "/v3/refund/domestic/refunds/{refund_id}/apply-abnormal-refund",
     "refund_id",
     {},
     kAbnormalRefundFields,
     150,
     kPayTooFrequent,
     kEverywhere,
     &apply_abnormal_refund},
};

std::string_view next_segment(std::string_view& rest) {
  const auto end = std::min(rest.find('/', 1), rest.size());
  const auto segment = rest.substr(0, end);
  rest.remove_prefix(end);
  return segment;
}

// The places of the pattern filled from the path; nothing when it does not fit.
std::optional<Parameters> fit(std::string_view pattern, std::string_view path) {
  Parameters parts;
  while (!pattern.empty() && !path.empty()) {
    const auto wanted = next_segment(pattern);
    const auto given = next_segment(path);
    if (wanted.starts_with("/{")) {
      if (given.size() < 2) return std::nullopt;
      parts.emplace(wanted.substr(2, wanted.size() - 3), percent_decode(given.substr(1)));
    } else if (wanted != given) {
      return std::nullopt;
    }
  }
  return pattern.empty() && path.empty() ? std::optional(std::move(parts)) : std::nullopt;
}

}  // namespace

std::span<const PayRoute> pay_routes() { return kPayRoutes; }

std::optional<PayMatch> match_pay_route(std::string_view method, std::string_view path) {
  for (const auto& route : kPayRoutes) {
    if (route.method != method) continue;
    if (auto parts = fit(route.pattern, path)) return PayMatch{&route, std::move(*parts)};
  }
  return std::nullopt;
}

}  // namespace fenrun::emulator
