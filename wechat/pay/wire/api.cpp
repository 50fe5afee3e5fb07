#include "wechat/pay/wire/api.hpp"

#include <array>

namespace fenrun::wechat {

std::string_view to_text(PayApi api) {
  static constexpr std::array<std::string_view, kPayApis> kNames{"prepay",
                                                                 "query_payment",
                                                                 "close_payment",
                                                                 "refund",
                                                                 "query_refund",
                                                                 "abnormal_refund",
                                                                 "create_transfer",
                                                                 "query_transfer",
                                                                 "cancel_transfer",
                                                                 "apply_authorization",
                                                                 "query_authorization",
                                                                 "close_authorization",
                                                                 "pre_transfer",
                                                                 "direct_transfer",
                                                                 "apply_receipt",
                                                                 "query_receipt",
                                                                 "bill_link",
                                                                 "download",
                                                                 "add_receiver",
                                                                 "delete_receiver",
                                                                 "share",
                                                                 "query_share",
                                                                 "unfreeze",
                                                                 "return_share",
                                                                 "query_return",
                                                                 "unsplit_amount",
                                                                 "certificates",
                                                                 "echo",
                                                                 "balance"};
  return kNames.at(static_cast<std::size_t>(api));
}

}  // namespace fenrun::wechat
