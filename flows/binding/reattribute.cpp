#include "flows/binding/reattribute.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "db/binding/binding.hpp"
#include "db/consumer/consumer.hpp"
#include "db/dealer/dealer.hpp"
#include "db/dealer/tree_change.hpp"
#include "domain/binding/decide_binding.hpp"
#include "domain/referral/referral.hpp"
#include "domain/text.hpp"
#include "flows/binding/record_binding.hpp"

namespace fenrun::flows {
namespace {

struct PlannedRow {
  std::optional<db::Consumer> consumer;
  std::optional<db::BindFacts> read;
  BindingDecision decision;
  const ErrorCode* refusal = nullptr;
};

struct Plan {
  Dealer to;
  std::vector<PlannedRow> rows;  // in the order asked for
  std::string version;
};

const ErrorCode* refusal_of(const PlannedRow& row, bool is_repeated) {
  if (!row.read || row.read->consumer_state == ConsumerState::deleted) return &kConsumerUnknown;
  if (is_repeated) return &kReattributionTwice;
  if (row.decision.outcome == BindOutcome::already_bound) return &kReattributionAlreadyThere;
  return refusal(row.decision.outcome);
}

// Consumers are locked in id order, so that two bulks never wait for each other.
std::vector<std::size_t> locking_order(const std::vector<PlannedRow>& rows) {
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {},
                           [&](std::size_t i) { return rows[i].consumer ? rows[i].consumer->id.value : 0; });
  return order;
}

// Everything that, had it been different, would have shown another preview.
std::string version_of(const Plan& plan) {
  std::string text = std::to_string(plan.to.id.value);
  for (const auto& row : plan.rows) {
    const auto binding = row.read && row.read->facts.current ? row.read->facts.current->id.value : 0;
    text +=
        '|' + std::to_string(row.consumer ? row.consumer->id.value : 0) + ':' + std::to_string(binding) + ':';
    if (row.refusal != nullptr) text += row.refusal->code;
  }
  return crypto::to_hex(crypto::sha256(text)).substr(0, 16);
}

void plan_row(db::Tx& tx, const Dealer& to, const BindingRule& rule, PlannedRow& row, Instant now) {
  if (!row.consumer) return;
  row.read = db::lock_attribution_facts(tx, row.consumer->id, to.id);
  if (!row.read) return;
  read_line(tx, row.read->facts, now);
  row.decision = decide_attribution(rule, row.read->facts, now);
}

Result<Plan> plan_reattribution(db::Tx& tx, const PreviewReattribution& what, const BindingRule& rule,
                                Instant now) {
  if (what.consumer_public_ids.empty() || what.consumer_public_ids.size() > kReattributionRowsMax) {
    return kReattributionCountInvalid;
  }
  auto to = db::find_dealer_by_public_id(tx, what.to_dealer_public_id);
  if (!to) return kDealerNotFound;
  if (to->state == DealerState::ended) return kDealerEnded;
  if (!to->is_active()) return kReferralDealerSuspended;
  Plan plan{std::move(*to), {}, {}};
  for (const auto& public_id : what.consumer_public_ids) {
    plan.rows.push_back({db::find_consumer_by_public_id(tx, public_id), std::nullopt, {}, nullptr});
  }
  std::unordered_set<ConsumerId> seen;
  for (const auto index : locking_order(plan.rows)) {
    auto& row = plan.rows[index];
    plan_row(tx, plan.to, rule, row, now);
    row.refusal = refusal_of(row, row.consumer && !seen.insert(row.consumer->id).second);
  }
  plan.version = version_of(plan);
  return plan;
}

std::vector<FieldError> refused_rows(const Plan& plan) {
  std::vector<FieldError> fields;
  for (std::size_t i = 0; i < plan.rows.size(); ++i) {
    const auto* code = plan.rows[i].refusal;
    if (code != nullptr) fields.push_back({"/consumers/" + std::to_string(i), code->zh, code->en});
  }
  return fields;
}

db::ReattributionRow carry_out_row(db::Tx& tx, const Reattribute& command, const PlannedRow& row) {
  db::Binding binding;
  binding.consumer_id = row.consumer->id;
  binding.mode = command.rule.mode;
  binding.evidence = {EvidenceKind::console, command.public_id + " " + command.evidence};
  binding.staff_id = command.staff_id;
  record_binding(tx, *row.read, row.decision, std::move(binding), "console");
  const auto& current = row.read->facts.current;
  return {row.consumer->id, current ? current->id : BindingId{}, db::active_binding_id(tx, row.consumer->id)};
}

Done check_words(const Reattribute& command) {
  const auto reason = check_reason(command.reason);
  if (!reason) return reason;
  return check_evidence(command.evidence);
}

}  // namespace

Result<ReattributionPreview> preview_reattribution(db::Tx& tx, const PreviewReattribution& command,
                                                   Instant now) {
  const auto plan = plan_reattribution(tx, command, {}, now);
  if (!plan) return plan.error();
  ReattributionPreview preview{{plan->to.id, plan->to.public_id, plan->to.name}, {}, plan->version};
  for (std::size_t i = 0; i < plan->rows.size(); ++i) {
    const auto& row = plan->rows[i];
    ReattributionPreviewRow shown{command.consumer_public_ids[i], "", std::nullopt, row.refusal};
    if (row.consumer && !row.consumer->nickname.empty())
      shown.name_masked = mask_name(row.consumer->nickname);
    if (row.read) shown.from = row.read->current_dealer;
    preview.rows.push_back(std::move(shown));
  }
  return preview;
}

Result<db::Reattribution> reattribute(db::Tx& tx, const Reattribute& command, Instant now) {
  const auto words = check_words(command);
  if (!words) return words.error();
  db::lock_tree(tx, now);
  const auto plan = plan_reattribution(tx, command.what, command.rule, now);
  if (!plan) return plan.error();
  if (plan->version != command.seen_version) return kReattributionStale;
  if (auto fields = refused_rows(*plan); !fields.empty())
    return Error(kReattributionRefused, std::move(fields));

  std::vector<db::ReattributionRow> rows;
  for (const auto& row : plan->rows) rows.push_back(carry_out_row(tx, command, row));
  const db::Reattribution bulk{0,
                               command.public_id,
                               plan->to.id,
                               command.staff_id,
                               command.reason,
                               command.evidence,
                               static_cast<std::int64_t>(rows.size()),
                               now};
  db::insert_reattribution(tx, bulk, rows);
  return bulk;
}

}  // namespace fenrun::flows
