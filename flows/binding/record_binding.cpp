#include "flows/binding/record_binding.hpp"

#include "base/assert.hpp"
#include "db/binding/relation_line.hpp"
#include "db/dealer/tree_change.hpp"

namespace fenrun::flows {

void read_line(db::Tx& tx, BindingFacts& facts, Instant now) {
  if (!needs_line(facts)) return;
  db::lock_tree(tx, now);
  facts.leads_back = db::line_meets(tx, facts.referrer->dealer, facts.own_dealership);
}

void record_binding(db::Tx& tx, const db::BindFacts& read, const BindingDecision& decision,
                    db::Binding binding, std::string_view ended_reason) {
  FENRUN_ASSERT(is_written(decision.outcome) && read.facts.referrer);
  binding.dealer_id = read.facts.referrer->dealer;
  binding.bound_at = decision.starts_at;
  binding.protected_until = decision.protected_until;
  if (read.facts.current) db::end_binding(tx, read.facts.current->id, decision.starts_at, ended_reason);
  if (!db::insert_binding(tx, binding)) {
    // The dealership has ended since the code was read. (A second binding cannot be under the consumer's
    // lock.) The story begins again on what is true now.
    constexpr int kRecordChanged = 1020;
    throw db::DatabaseError(kRecordChanged,
                            "the dealership ended, or a binding came into force, while this one was made");
  }
}

}  // namespace fenrun::flows
