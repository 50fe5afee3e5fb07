// A merchant's transfer to a user: what was asked for, and what became of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "wechat/emulator/core/pay/yuan.hpp"

namespace fenrun::emulator::pay {

enum class TransferState {
  accepted,           // not yet funded
  processing,         // the merchant's money is being locked
  wait_user_confirm,  // locked, waiting for the user
  transfering,        // confirmed, under way
  success,
  fail,
  canceling,  // the money is on its way back
  cancelled,
};

// The names of the wire: WAIT_USER_CONFIRM, TRANSFERING, CANCELING, CANCELLED, …
std::string_view name_of(TransferState state);
std::optional<TransferState> transfer_state_named(std::string_view name);
bool is_terminal(TransferState state);

enum class TransferKind {
  confirmed,           // the user confirms this transfer
  with_authorization,  // the user confirms it and may authorise later ones on the same page
  authorized,          // an authorisation stands in for the user's confirmation
};

struct ReportInfo {
  std::string type;
  std::string content;
  bool operator==(const ReportInfo&) const = default;
};

// The parameters of a create call, the name decrypted. Two calls with one number are the same call when these
// are equal.
struct TransferOrder {
  TransferKind kind = TransferKind::confirmed;
  std::string appid;
  std::string out_bill_no;
  std::string scene_id;
  std::string openid;  // an authorised transfer takes it from the authorisation
  std::optional<std::string> user_name;
  Fen amount = 0;
  std::string remark;
  std::optional<std::string> notify_url;
  std::optional<std::string> perception;
  std::vector<ReportInfo> infos;
  std::optional<std::string> recv_style;
  std::optional<std::string> sponsor_mchid;
  std::string authorization_id;  // of an authorised transfer; it may be named by out_authorization_no
  std::string out_authorization_no;
  std::string user_display_name;  // these two come with_authorization
  std::string authorization_notify_url;

  bool operator==(const TransferOrder&) const = default;
};

struct StateChange {
  Instant at;
  TransferState to = TransferState::accepted;
  std::string cause;
};

struct Transfer {
  TransferOrder order;
  std::string transfer_bill_no;
  std::string package_info;
  TransferState state = TransferState::accepted;
  std::string fail_reason;  // with FAIL
  Instant created;
  Instant updated;
  std::optional<Instant> confirmed;
  std::string planned_fail_reason;  // why the transfer under way will fail; empty: it will not
  std::optional<Instant> due;       // when it moves on by itself
  bool is_held = false;             // it does not move on by itself
  std::int64_t pages_opened = 0;
  std::vector<StateChange> history;
};

}  // namespace fenrun::emulator::pay
