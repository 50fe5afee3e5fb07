// Planted bugs: decisions that are wrong on purpose, each put in at a seam of the simulation. The real code
// is not touched. Every one of them must be found, or the simulation does not look where it says it looks.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace fenrun::simulation {

enum class Plant {
  none,
  // What a call's end is taken for.
  timeout_is_failure,
  not_found_is_failure,
  refusal_is_failure,
  short_funds_is_failure,
  cancel_accepted_is_final,
  answer_not_compared,
  // How the worker calls.
  new_number_on_retry,
  new_body_on_retry,
  call_before_commit,
  sends_late,
  stale_reply_recorded,
  changed_body_sent,
  // What a message does to a transfer.
  failure_notice_believed,
  contradiction_believed,
  closed_after_a_day,
  failure_returns_twice,
  unlock_forgotten,
  lock_forgotten,
  next_query_forgotten,
  resend_without_pause,
  contradiction_asked_at_once,
  page_asked_for_at_once,
  unanswered_posted_again,
  success_settles_twice,
  a_fen_is_left,
  people_not_told,
  forgotten_comes_back,
  fuse_for_each_failure,
  // What people may do.
  lapsed_approvals_count,
  one_approval_is_enough,
  seal_not_checked,
  overdraft_allowed,
  // What the rows promise.
  notice_not_compared,
  lease_by_workers_clock,
  lease_too_short,
  lock_not_taken,
  half_a_transaction,
  fuse_not_asked,
  breaker_not_asked,
  reissued_while_open,
  request_key_forgotten,
  consent_of_anybody,
  either_way_again,
};

struct PlantRow {
  Plant plant;
  std::string_view word;
  std::string_view what;  // the wrong belief, in a sentence
};
// Every plant but none.
std::span<const PlantRow> planted_bugs();
std::optional<Plant> plant_from(std::string_view word);
std::string_view to_word(Plant plant);

// The one that is planted in the run of this thread.
Plant planted();
void plant(Plant bug);
inline bool is_planted(Plant bug) { return planted() == bug; }

}  // namespace fenrun::simulation
