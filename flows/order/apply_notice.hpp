// A notice of WeChat Pay, taken from the inbox and carried out, in one transaction: a crash between the two
// finds it in the inbox again.
#pragma once

#include <string>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "db/order/notify_inbox.hpp"
#include "domain/order/order_terms.hpp"

namespace fenrun::flows {

struct ApplyNotice {
  db::DueNotice due;
  std::string our_appid;
  std::string our_mchid;
  OrderTerms terms;
};

struct AppliedNotice {
  std::string_view outcome;  // a word of record_payment or record_refund; "taken" when somebody else did it
  bool is_alarming = false;
};

// Never refuses.
Result<AppliedNotice> apply_notice(db::Tx& tx, const ApplyNotice& command, Instant now);

}  // namespace fenrun::flows
