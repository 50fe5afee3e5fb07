// A dispute about a commission: exactly the disputed fen are frozen until somebody else than who opened it
// says whose they are. The rest of the commission goes on as usual.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/commission/explanation.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"

namespace fenrun {

using DisputeId = Id<struct DisputeNoun>;

enum class DisputeState { open, for_dealer, for_producer };

std::string_view to_word(DisputeState state);
std::optional<DisputeState> dispute_state_from(std::string_view word);

struct Dispute {
  DisputeId id;
  std::string public_id;
  DealerId dealer;
  CommissionId commission;
  Fen amount;
  std::string reason;
  std::string evidence;  // for staff: what the claim rests on
  DisputeState state = DisputeState::open;
  StaffId opened_by;
  Instant opened_at;
  StaffId resolved_by;  // unset while open
  std::optional<Instant> resolved_at;
  std::string resolution_reason;
  Fen settled;  // what was frozen still when it ended: a refund may have taken some of it meanwhile
};

inline constexpr std::size_t kDisputeReasonMax = 200;    // characters
inline constexpr std::size_t kDisputeEvidenceMax = 500;  // characters

inline constexpr ErrorCode kDisputeReasonInvalid{ErrorKind::invalid, "dispute.reason_invalid",
                                                 "请填写原因（1 至 200 个字符）",
                                                 "A reason of 1 to 200 characters is needed"};
inline constexpr ErrorCode kDisputeEvidenceInvalid{ErrorKind::invalid, "dispute.evidence_invalid",
                                                   "请填写凭据说明（1 至 500 个字符）",
                                                   "Evidence of 1 to 500 characters is needed"};
inline constexpr ErrorCode kDisputeAlreadyOpen{ErrorKind::conflict, "dispute.already_open",
                                               "该笔佣金已有未结的争议",
                                               "The commission is in dispute already"};
inline constexpr ErrorCode kDisputeNotFound{ErrorKind::not_found, "dispute.not_found", "争议不存在",
                                            "There is no such dispute"};
inline constexpr ErrorCode kDisputeClosed{ErrorKind::conflict, "dispute.closed", "该争议已处理",
                                          "The dispute has ended already"};
inline constexpr ErrorCode kDisputeOwn{ErrorKind::forbidden, "dispute.own", "不能裁定自己提出的争议",
                                       "Nobody decides on a dispute of their own"};

// Refuses, in this order, with kDisputeReasonInvalid and kDisputeEvidenceInvalid. Whether the amount fits is
// the ledger's to say.
Done check_dispute(std::string_view reason, std::string_view evidence);
// Refuses, in this order, with kDisputeReasonInvalid, kDisputeClosed and kDisputeOwn.
Done check_dispute_resolution(const Dispute& dispute, StaffId resolver, std::string_view reason);

// What it means for the dealer, in plain sentences, without the evidence.
std::vector<SentencePair> sentences(const Dispute& dispute);

}  // namespace fenrun
