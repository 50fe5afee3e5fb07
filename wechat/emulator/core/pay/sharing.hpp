// Profit sharing: what is asked for and what became of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "wechat/emulator/core/pay/yuan.hpp"

namespace fenrun::emulator::pay {

enum class ReceiverType { merchant, person };
std::string_view name_of(ReceiverType type);  // MERCHANT_ID, PERSONAL_OPENID
std::optional<ReceiverType> receiver_type_named(std::string_view name);

// Who may be paid a share. A receiver is known by type and account.
struct Receiver {
  ReceiverType type = ReceiverType::person;
  std::string account;
  std::string name;  // decrypted; may be empty for a person
  std::string relation_type;
  std::string custom_relation;
};

struct ShareRequest {
  ReceiverType type = ReceiverType::person;
  std::string account;
  std::string name;  // decrypted; may be empty
  Fen amount = 0;
  std::string description;
  bool operator==(const ShareRequest&) const = default;
};

struct SharingRequest {
  std::string transaction_id;
  std::string out_order_no;
  std::vector<ShareRequest> receivers;
  bool is_rest_unfrozen = false;
  bool operator==(const SharingRequest&) const = default;
};

enum class ShareResult { pending, success, closed };
std::string_view name_of(ShareResult result);

struct Share {
  ShareRequest wanted;
  ShareResult result = ShareResult::pending;
  std::string fail_reason;
  std::string detail_id;
};

// One request of sharing, or one of unfreezing (then the merchant itself is the only receiver).
struct SharingOrder {
  SharingRequest wanted;
  std::string order_id;
  bool is_unfreeze = false;
  bool is_finished = false;
  Instant created;
  std::optional<Instant> finished;
  std::vector<Share> shares;
};

struct SharingReturnRequest {
  std::string order_id;  // one of these two names the order
  std::string out_order_no;
  std::string out_return_no;
  std::string return_mchid;
  Fen amount = 0;
  std::string description;
  bool operator==(const SharingReturnRequest&) const = default;
};

enum class ReturnResult { processing, success, failed };
std::string_view name_of(ReturnResult result);

struct SharingReturn {
  SharingReturnRequest wanted;
  std::string order_id;
  std::string out_order_no;
  std::string return_id;
  ReturnResult result = ReturnResult::processing;
  std::string fail_reason;
  Instant created;
  std::optional<Instant> finished;
};

// A share that has come to a merchant, or a return of one: what its receiver is told.
struct SharingMovement {
  Instant at;
  std::string transaction_id;
  std::string order_id;      // of the request, or of the return
  std::string out_order_no;  // likewise
  ShareRequest share;
  bool is_return = false;
};

}  // namespace fenrun::emulator::pay
