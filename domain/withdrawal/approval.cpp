#include "domain/withdrawal/approval.hpp"

#include <algorithm>
#include <set>

namespace fenrun {
namespace {

bool is_fresh(const ApprovalPolicy& policy, Instant known_since, Instant now) {
  return now - known_since <= policy.fresh_for;
}

// The index is bytes; written so that no part can be taken for a separator.
std::string hex_of(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

}  // namespace

int approvals_needed(const ApprovalPolicy& policy, Fen gross, Instant known_since, Instant now) {
  for (const ApprovalBand& band : policy.bands) {
    if (gross > band.up_to) continue;
    return is_fresh(policy, known_since, now) ? band.fresh : band.known;
  }
  return policy.beyond;
}

Done check_approval(const Withdrawal& withdrawal, std::int64_t seen_version, StaffId staff,
                    std::span<const Approval> of_this_round, const std::set<StaffId>& editors) {
  const auto next = move_withdrawal(withdrawal.state, WithdrawalEvent::approve);
  if (!next) return next.error();
  if (withdrawal.version != seen_version) return kWithdrawalChanged;
  if (editors.contains(staff)) return kWithdrawalOwn;
  const bool has_approved =
      std::ranges::any_of(of_this_round, [&](const Approval& approval) { return approval.staff == staff; });
  if (has_approved) return kWithdrawalApprovedBySame;
  return {};
}

int valid_approvals(std::span<const Approval> of_this_round, const ApprovalPolicy& policy, Instant now) {
  std::set<StaffId> people;
  for (const Approval& approval : of_this_round) {
    if (now - approval.at < policy.life) people.insert(approval.staff);
  }
  return static_cast<int>(people.size());
}

bool have_lapsed(std::span<const Approval> of_this_round, const ApprovalPolicy& policy, Instant now) {
  return std::ranges::any_of(of_this_round, [&](const Approval& one) { return now - one.at >= policy.life; });
}

std::string approval_text(const Withdrawal& withdrawal, const Approval& approval) {
  std::string text = "fenrun approval v1";
  for (const std::string& part :
       {withdrawal.public_id, std::to_string(withdrawal.dealer.value),
        std::to_string(withdrawal.payee.consumer.value), withdrawal.payee.appid,
        hex_of(withdrawal.payee.openid_index), hex_of(withdrawal.payee.name_sealed),
        std::to_string(withdrawal.amounts.gross.value), std::to_string(withdrawal.amounts.net.value),
        std::to_string(withdrawal.approvals_needed), std::to_string(approval.round),
        std::to_string(approval.staff.value), std::to_string(approval.at.time_since_epoch().count())}) {
    text += '\n';
    text += part;
  }
  return text;
}

}  // namespace fenrun
