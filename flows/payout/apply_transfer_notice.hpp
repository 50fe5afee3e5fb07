// A notice of WeChat's about a transfer, taken from the inbox and carried out in one transaction. Success is
// believed; a failure is only a reason to ask.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"

namespace fenrun::flows {

struct AppliedTransfer {
  std::string number;
  std::string_view outcome;  // applied, asked, known, unknown_number, differs, contradiction
  bool is_alarming = false;
};

// Nothing when none is due. A notice that is about another amount or payee than ours, or that contradicts
// what we know, blows the fuse and changes no money. Never refuses.
Result<std::optional<AppliedTransfer>> apply_transfer_notice(db::Tx& tx, int random_permille, Instant now);

}  // namespace fenrun::flows
