#include "domain/dealer/application.hpp"

#include "base/assert.hpp"
#include "domain/text.hpp"

namespace fenrun {
namespace {

Done check_form(const ApplicationFacts& facts) {
  if (!is_one_line(facts.name, 1, kDealerNameMax)) return kDealerNameInvalid;
  if (!is_one_line(facts.note, 0, kReasonMax)) return kApplicationNoteInvalid;
  return {};
}

// A person is a dealer once: whose dealership has ended begins anew with another account.
Done check_no_dealer(const std::optional<DealerState>& own_dealership) {
  if (!own_dealership) return {};
  return *own_dealership == DealerState::ended ? kDealerEnded : kDealerExists;
}

// Level and parent come from the invite as the inviter stands now.
Result<Placement> place_by_invite(const ApplicationFacts& facts, Instant now) {
  if (!facts.invite) return kInviteNotFound;
  if (const Done usable = check_usable(*facts.invite, now); !usable) return usable.error();
  if (!facts.inviter) return Placement{kProducer, 1};
  if (const Done active = check_active(*facts.inviter); !active) return active.error();
  if (facts.inviter->level >= kLevelMax) return kInviteLevelMax;
  return Placement{facts.inviter->id, facts.inviter->level + 1};
}

}  // namespace

std::string_view to_text(ApplicationState state) {
  switch (state) {
    case ApplicationState::open:
      return "open";
    case ApplicationState::approved:
      return "approved";
    case ApplicationState::refused:
      return "refused";
    case ApplicationState::withdrawn:
      return "withdrawn";
  }
  FENRUN_UNREACHABLE("an application's state is one of four");
}

std::optional<ApplicationState> application_state_from(std::string_view text) {
  for (const auto state : {ApplicationState::open, ApplicationState::approved, ApplicationState::refused,
                           ApplicationState::withdrawn}) {
    if (text == to_text(state)) return state;
  }
  return std::nullopt;
}

Result<Placement> decide_application(const ApplicationFacts& facts, Instant now) {
  if (const Done form = check_form(facts); !form) return form.error();
  if (!facts.is_applicant_active) return kApplicantInactive;
  if (const Done free = check_no_dealer(facts.own_dealership); !free) return free.error();
  if (facts.has_open_application) return kApplicationAlreadyOpen;
  Result<Placement> placement = facts.gave_code ? place_by_invite(facts, now) : Placement{kProducer, 1};
  if (!placement) return placement;
  if (const Done accepted = check_acceptance(facts.contract, facts.accepted_contract); !accepted)
    return accepted.error();
  return placement;
}

Result<Placement> decide_approval(const ApprovalFacts& facts) {
  FENRUN_ASSERT(facts.application != nullptr);
  const Application& application = *facts.application;
  if (application.state != ApplicationState::open) return kApplicationDecided;
  if (!facts.is_applicant_active) return kApplicantInactive;
  if (const Done free = check_no_dealer(facts.own_dealership); !free) return free.error();
  if (facts.invite) {
    if (const Done consumable = check_consumable(*facts.invite); !consumable) return consumable.error();
  }
  if (facts.parent) {
    if (const Done active = check_active(*facts.parent); !active) return active.error();
  }
  const int level_below = facts.parent ? facts.parent->level + 1 : 1;
  if (level_below != application.level) return kApplicationParentMoved;
  return Placement{application.parent_id, application.level};
}

Done decide_refusal(const Application& application, std::string_view reason) {
  if (const Done checked = check_reason(reason); !checked) return checked;
  if (application.state != ApplicationState::open) return kApplicationDecided;
  return {};
}

Done decide_withdrawal_of(const Application& application, ConsumerId by) {
  if (application.consumer_id != by) return kApplicationNotFound;
  if (application.state != ApplicationState::open) return kApplicationDecided;
  return {};
}

}  // namespace fenrun
