// A transfer from the merchant's operation account to a user's wallet, as WeChat sees it.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "base/secret.hpp"
#include "domain/money.hpp"
#include "wechat/pay/transfer/scenes.hpp"
#include "wechat/pay/wire/fields.hpp"

namespace fenrun::wechat {

struct TransferRequest {
  std::string out_bill_no;  // 1-32 digits and letters; the idempotency key, never used for anything else
  SecretText openid;        // of the appid that opens the confirm page
  std::optional<SecretText> user_name{};  // checked against the user's real name
  Fen amount;
  std::string remark;  // up to 32 characters, shown to the user
  ReportInfos report_infos{};
  std::string notify_url{};            // https, no query; empty: none
  std::string user_recv_perception{};  // only values of the scene; empty: WeChat's default
};

// The bytes of a create call. They are kept before the first call and sent again unchanged: the same number
// with another body is another payment's worth of trouble.
struct TransferBody {
  std::string out_bill_no;
  SecretText json;
  std::string sealing_serial;  // of the key that sealed the name; empty without a name
};

enum class TransferState {
  accepted,
  processing,
  wait_user_confirm,
  transferring,  // WeChat writes TRANSFERING
  success,
  fail,
  canceling,
  cancelled,
};
std::span<const PayWord<TransferState>> transfer_state_words();
bool is_terminal(TransferState state);

struct TransferCreated {
  std::string out_bill_no;
  std::string transfer_bill_no;
  TransferState state{};
  std::string fail_reason;  // verbatim; with state fail
  SecretText package_info;  // opens the confirm page; only in state wait_user_confirm. Keep it: a query does
                            // not give it again, the same create call does
  Instant create_time;
};

struct Transfer {
  std::string out_bill_no;
  std::string transfer_bill_no;
  std::string mchid;
  std::string appid;  // empty in a callback
  TransferState state{};
  Fen amount;
  std::string remark;       // empty in a callback
  std::string fail_reason;  // verbatim; fail_reasons.hpp says what it means
  std::optional<SecretText> openid;
  std::string sealed_user_name;  // base64, for the merchant's key
  Instant create_time;
  Instant update_time;
};

struct TransferCancelled {
  std::string out_bill_no;
  std::string transfer_bill_no;
  TransferState state{};  // canceling or cancelled; only a query tells the end
  Instant update_time;
};

TransferCreated read_created_transfer(Fields& fields);
Transfer read_transfer(Fields& fields);
// Of a callback: another name for the merchant number, no app, no remark, always an openid.
Transfer read_notified_transfer(Fields& fields);
TransferCancelled read_cancelled_transfer(Fields& fields);

}  // namespace fenrun::wechat
