#include "flows/withdrawal/withdrawal_set.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "db/audit/audit.hpp"
#include "db/staff/staff.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "db/withdrawal/withdrawal_set.hpp"
#include "domain/dealer/dealer.hpp"
#include "domain/staff/permission.hpp"
#include "flows/job/run_job.hpp"

namespace fenrun::flows {
namespace {

constexpr std::size_t kJudgedAtOnce = 1'000;

struct SetSelection {
  std::vector<Withdrawal> found;
  std::vector<std::string> missing;
  bool is_cut = false;
};

SetSelection select_of_state(db::Tx& tx, WithdrawalState state) {
  constexpr int kMost = static_cast<int>(kWithdrawalSetMax);
  SetSelection selection{db::list_oldest_withdrawals(tx, state, kMost + 1), {}, false};
  selection.is_cut = selection.found.size() > kWithdrawalSetMax;
  if (selection.is_cut) selection.found.pop_back();
  return selection;
}

// In the order in which they were named.
SetSelection select_named(db::Tx& tx, const std::vector<std::string>& named) {
  std::map<std::string, Withdrawal> found;
  for (std::size_t from = 0; from < named.size(); from += kJudgedAtOnce) {
    const auto chunk = std::span(named).subspan(from, std::min(kJudgedAtOnce, named.size() - from));
    for (Withdrawal& one : db::list_withdrawals_by_public_ids(tx, chunk)) {
      std::string public_id = one.public_id;
      found.emplace(std::move(public_id), std::move(one));
    }
  }
  SetSelection selection;
  std::set<std::string> seen;
  for (const std::string& public_id : named) {
    if (!seen.insert(public_id).second) continue;
    const auto it = found.find(public_id);
    if (it == found.end()) {
      selection.missing.push_back(public_id);
    } else {
      selection.found.push_back(std::move(it->second));
    }
  }
  return selection;
}

// What is known of some of them, without a lock: each is judged again when its turn comes.
struct SetFacts {
  std::map<WithdrawalId, std::vector<Approval>> approvals;
  std::map<WithdrawalId, std::set<StaffId>> editors;
  std::map<DealerId, db::DealerStanding> standings;
};

SetFacts set_facts_of(db::Tx& tx, const WithdrawalRules& rules, std::span<const Withdrawal> some,
                      Instant now) {
  SetFacts facts;
  for (Approval& approval : db::list_approvals_of(tx, some)) {
    facts.approvals[approval.withdrawal].push_back(std::move(approval));
  }
  for (auto& [withdrawal, approvals] : facts.approvals) {
    if (have_lapsed(approvals, rules.approval, now)) approvals.clear();
  }
  facts.editors = db::list_editors_of(tx, some);
  facts.standings = db::standings_of(tx, some);
  return facts;
}

Done judge_member(const Withdrawal& withdrawal, const PreviewSet& command, SetFacts& facts) {
  if (command.action != SetAction::approve) {
    const auto next = move_withdrawal(withdrawal.state, event_of(command.action));
    if (!next) return next.error();
    return {};
  }
  const Done allowed = check_approval(withdrawal, withdrawal.version, command.staff,
                                      facts.approvals[withdrawal.id], facts.editors[withdrawal.id]);
  if (!allowed) return allowed.error();
  const db::DealerStanding& standing = facts.standings[withdrawal.dealer];
  if (!standing.is_active) return kDealerSuspended;
  if (standing.owed.value > 0) return kWithdrawalDealerOwes;
  return {};
}

void say_why(db::SetRow& row, SetOutcome outcome, const ErrorCode& why) {
  row.outcome = outcome;
  row.code = why.code;
  row.reason_zh = why.zh;
  row.reason_en = why.en;
}

class SetMaker {
 public:
  SetMaker(const PreviewSet& command, WithdrawalSet& set) : command_(command), set_(set) {}

  void add(const Withdrawal& withdrawal, SetFacts& facts) {
    const auto& approvals = facts.approvals[withdrawal.id];
    const Done judged = judge_member(withdrawal, command_, facts);
    db::SetRow& row = add_row({withdrawal.public_id, withdrawal.version, withdrawal.amounts.gross});
    if (!judged) {
      say_why(row, SetOutcome::excluded, judged.error().definition());
      return;
    }
    members_.push_back(row.member);
    if (static_cast<int>(approvals.size()) + 1 >= withdrawal.approvals_needed) ++set_.completed;
  }

  void add_missing(const std::string& public_id) {
    say_why(add_row({public_id, 0, Fen{}}), SetOutcome::excluded, kWithdrawalNotFound);
  }

  void store(db::Tx& tx) {
    if (command_.action != SetAction::approve) set_.completed = 0;
    set_.selected = static_cast<int>(rows_.size());
    set_.sums = sum_up(members_);
    set_.digest = crypto::as_text(set_digest(command_.action, members_));
    set_.id = db::insert_withdrawal_set(tx, set_);
    db::insert_set_rows(tx, set_.id, rows_);
  }

 private:
  db::SetRow& add_row(SetMember member) {
    db::SetRow& row = rows_.emplace_back();
    row.position = static_cast<std::int64_t>(rows_.size()) - 1;
    row.member = std::move(member);
    return row;
  }

  const PreviewSet& command_;
  WithdrawalSet& set_;
  std::vector<SetMember> members_;
  std::vector<db::SetRow> rows_;
};

Done confirm_start(db::Tx& tx, const WithdrawalSet& set, const StartSet& command, Instant now) {
  if (set.action != SetAction::approve) return check_withdrawal_reason(command.reason);
  UseStepUp use{command.staff, command.session, {}, command.confirmation};
  std::ranges::copy(crypto::as_bytes(set.digest), use.digest.begin());
  return use_step_up(tx, use, now);
}

std::optional<Staff> who_may_decide(db::Tx& tx, StaffId id) {
  auto staff = db::find_staff(tx, id);
  const bool may_still =
      staff && staff->state == StaffState::active && may(staff->role, Permission::withdrawals_decide);
  return may_still ? staff : std::nullopt;
}

Result<Withdrawal> decide_as_alone(db::Tx& tx, const WithdrawalRules& rules, const WithdrawalKeys& keys,
                                   const WithdrawalSet& set, const SetMember& member, Instant now) {
  switch (set.action) {
    case SetAction::approve:
      return approve_withdrawal(tx, rules, keys, {member.public_id, member.version, set.staff}, now);
    case SetAction::reject:
      return reject_withdrawal(tx, {member.public_id, set.staff, set.reason}, now);
    case SetAction::review:
      return review_withdrawal(tx, {member.public_id, set.staff, set.reason}, now);
  }
  return kWithdrawalStateConflict;
}

Done decide_member(db::Tx& tx, const WithdrawalRules& rules, const WithdrawalKeys& keys,
                   const WithdrawalSet& set, const SetMember& member, Instant now) {
  const auto withdrawal = db::lock_withdrawal_by_public_id(tx, member.public_id);
  if (!withdrawal) return kWithdrawalNotFound;
  if (withdrawal->version != member.version) return kWithdrawalChanged;
  const auto writes = tx.writes();
  const auto decided = decide_as_alone(tx, rules, keys, set, member, now);
  if (decided) return {};
  // The outcome is written by the same transaction, so nothing else of a refusal may be left in it.
  if (tx.writes() != writes) throw std::logic_error("a refused decision has written");
  return decided.error();
}

std::string_view audit_action_of(SetAction action) {
  switch (action) {
    case SetAction::approve:
      return "withdrawal.approve";
    case SetAction::reject:
      return "withdrawal.reject";
    case SetAction::review:
      return "withdrawal.review";
  }
  return "";
}

void audit_member(db::Tx& tx, const WithdrawalSet& set, const Staff& staff, const SetMember& member,
                  Instant now) {
  db::append_audit(tx, {now, staff.id, std::string(to_word(staff.role)), "", set.public_id,
                        std::string(audit_action_of(set.action)), "withdrawal:" + member.public_id,
                        std::nullopt, std::nullopt, set.reason});
}

}  // namespace

crypto::Sha256 set_digest(SetAction action, std::span<const SetMember> members) {
  return crypto::sha256(set_text(action, members));
}

WithdrawalSet preview_set(db::Tx& tx, const WithdrawalRules& rules, const PreviewSet& command, Instant now) {
  const SetSelection selection =
      command.state ? select_of_state(tx, *command.state) : select_named(tx, command.withdrawals);
  WithdrawalSet set;
  set.public_id = command.public_id;
  set.action = command.action;
  set.staff = command.staff;
  set.session = crypto::as_text(command.session);
  set.is_cut = selection.is_cut;
  set.previewed_at = now;
  SetMaker maker(command, set);
  const std::span<const Withdrawal> found = selection.found;
  for (std::size_t from = 0; from < found.size(); from += kJudgedAtOnce) {
    const auto some = found.subspan(from, std::min(kJudgedAtOnce, found.size() - from));
    SetFacts facts = set_facts_of(tx, rules, some, now);
    for (const Withdrawal& withdrawal : some) maker.add(withdrawal, facts);
  }
  for (const std::string& public_id : selection.missing) maker.add_missing(public_id);
  maker.store(tx);
  return set;
}

// The set's lock: two starts at once make one job.
Result<WithdrawalSet> start_set(db::Tx& tx, const StartSet& command, Instant now) {
  auto set = db::lock_withdrawal_set(tx, command.public_id);
  if (!set) return kWithdrawalSetNotFound;
  const Done may_start = check_set_start(*set, command.staff, crypto::as_text(command.session), now);
  if (!may_start) return may_start.error();
  const Done confirmed = confirm_start(tx, *set, command, now);
  if (!confirmed) return confirmed.error();
  if (set->action != SetAction::approve) set->reason = command.reason;
  set->started_at = now;
  db::start_withdrawal_set(tx, set->id, set->reason, now);
  StartJob job;
  job.public_id = set->public_id;
  job.kind = kWithdrawalSetJob;
  job.parameters = R"({"action":")" + std::string(to_word(set->action)) + "\"}";
  job.total = set->selected;
  job.staff_id = set->staff;
  start_job(tx, job, now);
  return *set;
}

Result<SetProgress> advance_set(db::Tx& tx, const WithdrawalRules& rules, const WithdrawalKeys& keys,
                                const AdvanceSet& command, Instant now) {
  const auto set = db::find_withdrawal_set(tx, command.public_id);
  if (!set) return kWithdrawalSetNotFound;
  const auto staff = who_may_decide(tx, set->staff);
  if (!staff) return kWithdrawalSetStaffGone;
  auto row = db::next_waiting_row(tx, set->id, command.position);
  if (!row) return SetProgress{set->selected, set->selected, true};
  const Done decided = command.is_row_bad ? Done(kWithdrawalSetRowFailed)
                                          : decide_member(tx, rules, keys, *set, row->member, now);
  if (decided) {
    row->outcome = SetOutcome::done;
    audit_member(tx, *set, *staff, row->member, now);
  } else {
    const bool is_changed = decided.refused_with(kWithdrawalChanged);
    say_why(*row, is_changed ? SetOutcome::changed : SetOutcome::refused, decided.error().definition());
  }
  db::save_set_outcome(tx, set->id, *row);
  return SetProgress{row->position + 1, set->selected, false};
}

Result<Withdrawal> approve_confirmed(db::Tx& tx, const WithdrawalRules& rules, const WithdrawalKeys& keys,
                                     const ApproveConfirmed& command, Instant now) {
  auto approved = approve_withdrawal(tx, rules, keys, command.approval, now);
  if (!approved) return approved.error();
  const SetMember one{approved->public_id, command.approval.seen_version, approved->amounts.gross};
  const Done confirmed = use_step_up(tx,
                                     {command.approval.staff, command.session,
                                      set_digest(SetAction::approve, {&one, 1}), command.confirmation},
                                     now);
  if (!confirmed) return confirmed.error();
  return approved;
}

}  // namespace fenrun::flows
