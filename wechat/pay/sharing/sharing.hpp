// Profit sharing: parts of an order's frozen money go to registered receivers. A rail beside transfers, not
// instead of them: at most the merchant's ratio, within 30 days, and persons cannot be asked for it back.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/secret.hpp"
#include "domain/money.hpp"
#include "wechat/pay/wire/fields.hpp"

namespace fenrun::wechat {

enum class ReceiverType { merchant, openid };
std::span<const PayWord<ReceiverType>> receiver_type_words();

struct Receiver {
  ReceiverType type{};
  SecretText account;                // merchant number or openid
  std::optional<SecretText> name{};  // sealed on the wire; required for merchants
  std::string relation_type{"DISTRIBUTOR"};
  std::string custom_relation{};  // with CUSTOM, up to 10 characters
};

struct SharePart {
  ReceiverType type{};
  SecretText account;
  std::optional<SecretText> name{};
  Fen amount;
  std::string description;  // up to 80 characters
};

struct ShareRequest {
  std::string transaction_id;
  std::string out_order_no;  // its own for each request, unfreezing included
  std::vector<SharePart> parts;
  bool unfreezes_the_rest = false;
};

enum class ShareState { processing, finished };
enum class ShareResult { pending, success, closed };
std::span<const PayWord<ShareState>> share_state_words();
std::span<const PayWord<ShareResult>> share_result_words();

struct SharedPart {
  ReceiverType type{};
  SecretText account;
  Fen amount;
  std::string description;
  ShareResult result{};
  std::string fail_reason;  // verbatim
  std::string detail_id;
};

// Finished does not mean that anybody got anything: each part has its result.
struct Share {
  std::string transaction_id;
  std::string out_order_no;
  std::string order_id;
  ShareState state{};
  std::vector<SharedPart> parts;
};

struct ReturnRequest {
  std::string out_order_no;
  std::string out_return_no;
  std::string return_mchid;  // only merchants can give back
  Fen amount;
  std::string description;
};

enum class ReturnResult { processing, success, failed };
std::span<const PayWord<ReturnResult>> return_result_words();

struct ShareReturn {
  std::string out_order_no;
  std::string out_return_no;
  std::string return_id;
  std::string return_mchid;
  Fen amount;
  ReturnResult result{};
  std::string fail_reason;
};

// Shared money that has come to a merchant or gone back, as WeChat tells the receiver by itself. The payer is
// told nothing.
struct ShareMovement {
  std::string mchid;  // of whoever shares
  std::string transaction_id;
  std::string order_id;      // WeChat's number of the share or of the return
  std::string out_order_no;  // theirs
  ReceiverType type{};
  SecretText account;
  Fen amount;
  std::string description;
  Instant success_time;
  bool is_return = false;
};

Share read_share(Fields& fields);
ShareReturn read_share_return(Fields& fields);
ShareMovement read_share_movement(Fields& fields);

}  // namespace fenrun::wechat
