// A consumer asks to be bound to another dealer, and may take the request back while it is open.
#pragma once

#include <string>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/binding/change_request.hpp"
#include "domain/ids.hpp"
#include "flows/referral/referral_codec.hpp"

namespace fenrun::flows {

struct RequestChange {
  std::string public_id;  // a fresh ULID
  ConsumerId consumer_id;
  ReferralTouch touch;  // the code of the dealer wanted
  std::string reason;   // 1 to 200 characters
};

// Refuses with kReasonInvalid, kConsumerGone, kConsumerBlocked, those of the code (kReferralInvalid,
// kReferralUnknown, kReferralRevoked, kCampaignClosed, kReferralDealerSuspended, kBindOwnCode,
// kBindOwnDownline), kChangeNotBound, kChangeSameDealer, kChangeAlreadyOpen.
Result<ChangeRequest> request_change(db::Tx& tx, const RequestChange& command, Instant now);

struct WithdrawChange {
  std::string public_id;
  ConsumerId consumer_id;
};

// Refuses with kChangeNotFound (also for another's request), kChangeClosed.
Result<ChangeRequest> withdraw_change(db::Tx& tx, const WithdrawChange& command, Instant now);

}  // namespace fenrun::flows
