// The calls of WeChat Pay that we make, and one of them as it is to be sent.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "wechat/http/client.hpp"

namespace fenrun::wechat {

enum class PayApi {
  prepay,
  query_payment,
  close_payment,
  refund,
  query_refund,
  abnormal_refund,
  create_transfer,
  query_transfer,
  cancel_transfer,
  apply_authorization,
  query_authorization,
  close_authorization,
  pre_transfer,
  direct_transfer,
  apply_receipt,
  query_receipt,
  bill_link,
  download,
  add_receiver,
  delete_receiver,
  share,
  query_share,
  unfreeze,
  return_share,
  query_return,
  unsplit_amount,
  certificates,
  echo,
  balance,
};
inline constexpr std::size_t kPayApis = 29;

// As written in metrics and logs.
std::string_view to_text(PayApi api);

struct PayCall {
  PayApi api{};
  HttpMethod method = HttpMethod::get;
  std::string target;  // path and query as on the wire
  std::string body{};  // JSON; these bytes are signed and sent
  // The serial of the key that sealed fields of the body; empty: of the key that would.
  std::string sealing_serial{};
  // On the steady clock: when it has passed, the call is not signed and not sent.
  std::optional<std::chrono::steady_clock::time_point> send_before{};
};

}  // namespace fenrun::wechat
