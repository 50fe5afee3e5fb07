// Notices of WeChat Pay, taken from the inbox and carried out, in one transaction: a crash between the two
// finds them in the inbox again.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "db/order/notify_inbox.hpp"
#include "domain/order/order_terms.hpp"
#include "flows/order/record_payment.hpp"

namespace fenrun::flows {

struct ApplyNotices {
  std::span<const db::DueNotice> due;  // each another, at most kPaymentsTogetherMax
  std::string our_appid;
  std::string our_mchid;
  OrderTerms terms;
};

struct AppliedNotice {
  std::string_view outcome;  // a word of record_payment or record_refund; "taken" when somebody else did it
  bool is_alarming = false;
};

// In the order of the notices: payments first and together, then refunds together. One that fails fails them
// all: try them one by one then.
std::vector<AppliedNotice> apply_notices(db::Tx& tx, const ApplyNotices& command, Instant now);

}  // namespace fenrun::flows
