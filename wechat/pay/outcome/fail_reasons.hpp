// Why a transfer failed, as data: WeChat's word, what it means, who has to act and whose side the cause is
// on.
#pragma once

#include <span>
#include <string_view>

namespace fenrun::wechat {

enum class FailOwner { dealer, finance, engineer };

// On the user's side the money goes back to the user's balance, who asks for it again; on ours it stays held
// until a person has looked.
enum class FailSide { user, ours };

struct FailReasonRow {
  std::string_view reason;
  FailOwner owner;
  FailSide side;
  std::string_view zh;
  std::string_view en;
};

std::span<const FailReasonRow> fail_reason_table();

// The row of "OTHER_FAIL_REASON_TYPE" for a word that is not here: kept verbatim by the caller, ours, for
// finance.
const FailReasonRow& fail_reason(std::string_view reason);

std::string_view to_text(FailOwner owner);
std::string_view to_text(FailSide side);

}  // namespace fenrun::wechat
