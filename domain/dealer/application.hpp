// A person asks to become a dealer; an operator decides.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/contract/contract.hpp"
#include "domain/dealer/dealer.hpp"
#include "domain/dealer/invite.hpp"
#include "domain/ids.hpp"

namespace fenrun {

enum class ApplicationState { open, approved, refused, withdrawn };

struct Application {
  ApplicationId id;
  std::string public_id;
  ConsumerId consumer_id;
  InviteId invite_id;  // not set when made without an invite
  DealerId parent_id;
  int level = 0;
  std::string name;
  std::string note;
  ApplicationState state = ApplicationState::open;
  ContractId contract_id;  // the version accepted with it
  StaffId decided_by;
  std::optional<Instant> decided_at;
  std::string decision_reason;
  Instant created_at;
};

std::string_view to_text(ApplicationState state);
std::optional<ApplicationState> application_state_from(std::string_view text);

inline constexpr ErrorCode kApplicationNotFound{ErrorKind::not_found, "application.not_found", "申请不存在",
                                                "There is no such application"};
inline constexpr ErrorCode kApplicationAlreadyOpen{ErrorKind::conflict, "application.already_open",
                                                   "您已有待审核的申请",
                                                   "An application of this person is open already"};
inline constexpr ErrorCode kApplicationDecided{ErrorKind::conflict, "application.decided", "该申请已处理",
                                               "This application is no longer open"};
inline constexpr ErrorCode kApplicationNoteInvalid{ErrorKind::invalid, "application.note_invalid",
                                                   "备注最多 200 个字符",
                                                   "The note must be at most 200 characters"};
inline constexpr ErrorCode kApplicationParentMoved{
    ErrorKind::conflict, "application.parent_moved", "邀请人的层级已变更，请拒绝后重新申请",
    "The inviter's level has changed; refuse and let the person apply again"};

inline constexpr ErrorCode kApplicantInactive{ErrorKind::refused, "application.applicant_inactive",
                                              "申请人账号已停用或注销",
                                              "The applicant's account is blocked or deleted"};

// Where an applicant will stand.
struct Placement {
  DealerId parent_id;
  int level = 0;

  friend bool operator==(const Placement&, const Placement&) = default;
};

struct ApplicationFacts {
  std::string_view name;
  std::string_view note;
  bool is_applicant_active = true;            // the consumer's account
  std::optional<DealerState> own_dealership;  // nothing: the applicant was never a dealer
  bool has_open_application = false;
  bool gave_code = false;
  std::optional<Invite> invite;      // of the code given
  std::optional<Dealer> inviter;     // of the invite; nothing for the producer's
  std::optional<Contract> contract;  // in force now
  int accepted_contract = 0;         // the number of the version that the applicant was shown
};

// Refuses, in this order, with kDealerNameInvalid, kApplicationNoteInvalid, kApplicantInactive,
// kDealerExists or kDealerEnded (the applicant's own), kApplicationAlreadyOpen, kInviteNotFound, those of
// check_usable(), those of check_active() (the inviter), kInviteLevelMax (the inviter now stands too low),
// those of check_acceptance(). Without a code the place is level 1 below the producer.
Result<Placement> decide_application(const ApplicationFacts& facts, Instant now);

struct ApprovalFacts {
  const Application* application = nullptr;
  bool is_applicant_active = true;
  std::optional<DealerState> own_dealership;  // nothing: the applicant was never a dealer
  std::optional<Invite> invite;               // of the application
  std::optional<Dealer> parent;               // nothing: the producer
};

// Refuses, in this order, with kApplicationDecided, kApplicantInactive, kDealerExists or kDealerEnded,
// those of check_consumable(), those of check_active() (the parent), kApplicationParentMoved.
Result<Placement> decide_approval(const ApprovalFacts& facts);

// Refuses with kReasonInvalid, then kApplicationDecided.
Done decide_refusal(const Application& application, std::string_view reason);

// Refuses with kApplicationNotFound when it is another person's, then kApplicationDecided.
Done decide_withdrawal_of(const Application& application, ConsumerId by);

}  // namespace fenrun
