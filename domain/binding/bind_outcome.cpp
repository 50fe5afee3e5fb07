#include "domain/binding/bind_outcome.hpp"

#include "base/assert.hpp"
#include "domain/referral/referral.hpp"

namespace fenrun {

bool is_written(BindOutcome outcome) {
  return outcome == BindOutcome::bound || outcome == BindOutcome::rebound || outcome == BindOutcome::renewed;
}

const ErrorCode* refusal(BindOutcome outcome) {
  switch (outcome) {
    case BindOutcome::bound:
    case BindOutcome::rebound:
    case BindOutcome::renewed:
    case BindOutcome::already_bound:
    case BindOutcome::kept:
    case BindOutcome::under_protection:
    case BindOutcome::not_new:
      return nullptr;
    case BindOutcome::code_invalid:
      return &kReferralInvalid;
    case BindOutcome::code_unknown:
      return &kReferralUnknown;
    case BindOutcome::code_revoked:
      return &kReferralRevoked;
    case BindOutcome::campaign_closed:
      return &kCampaignClosed;
    case BindOutcome::dealer_suspended:
      return &kReferralDealerSuspended;
    case BindOutcome::own_code:
      return &kBindOwnCode;
    case BindOutcome::own_downline:
      return &kBindOwnDownline;
  }
  FENRUN_ASSERT(false);
}

std::string_view to_text(BindOutcome outcome) {
  switch (outcome) {
    case BindOutcome::bound:
      return "bound";
    case BindOutcome::rebound:
      return "rebound";
    case BindOutcome::renewed:
      return "renewed";
    case BindOutcome::already_bound:
      return "already_bound";
    case BindOutcome::kept:
      return "kept";
    case BindOutcome::under_protection:
      return "under_protection";
    case BindOutcome::not_new:
      return "not_new";
    case BindOutcome::code_invalid:
      return "code_invalid";
    case BindOutcome::code_unknown:
      return "code_unknown";
    case BindOutcome::code_revoked:
      return "code_revoked";
    case BindOutcome::campaign_closed:
      return "campaign_closed";
    case BindOutcome::dealer_suspended:
      return "dealer_suspended";
    case BindOutcome::own_code:
      return "own_code";
    case BindOutcome::own_downline:
      return "own_downline";
  }
  FENRUN_ASSERT(false);
}

}  // namespace fenrun
