// What one run is made of: a seed, how much of everything, and which faults may happen. Equal plans give
// equal runs; a plan is one line of text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tests/simulation/plant.hpp"

namespace fenrun::simulation {

enum class FaultKind : std::uint8_t {
  worker_dies,      // between two steps
  dies_in_story,    // in the middle of a transaction
  deadlock,         // the server gives up a story
  connection_lost,  // before COMMIT
  commit_unknown,   // during COMMIT; it may stand
  row_locked,       // somebody else has the row in hand
  request_lost,     // WeChat never hears of it
  reply_lost,       // WeChat has done it, and nobody hears
  request_late,     // it arrives when nobody waits for it any more
  server_error,     // 5xx, done or not
  rate_limited,
  misconfigured,   // WeChat refuses our signature for a while
  bad_signature,   // of a reply
  worker_freezes,  // between claim and call
  notice_lost,
  notice_twice,
  notice_late,     // so that others overtake it
  notice_lies,     // it says that a transfer failed which did not
  notice_foreign,  // about another amount or payee under our number
  answer_foreign,  // a signed answer about another amount
  clock_leaps,     // of a worker
  funds_short,
  slow_start,   // a transfer begins as ACCEPTED or PROCESSING
  late_sight,   // a query lags behind what the user did
  user_fails,   // frozen account, risk control
  user_never,   // confirms
  cancel_race,  // the user confirms while we cancel
  dealer_suspended,
  double_tap,
  row_tampered,   // somebody writes into our tables
  people_dawdle,  // approvals lapse before they are used
  forgotten,      // WeChat answers that it does not know what it has acknowledged, from then on
};
inline constexpr int kFaultKinds = 32;
std::string_view to_word(FaultKind kind);

struct Plan {
  std::uint64_t seed = 1;
  int dealers = 8;
  int wishes = 4;  // withdrawals that each dealer asks for
  int workers = 2;
  std::uint32_t faults = 0;   // a set, one bit for each kind
  bool has_consents = false;  // some dealers have agreed to be paid without a tap

  [[nodiscard]] bool has(FaultKind kind) const { return (faults >> static_cast<unsigned>(kind) & 1U) != 0; }
  [[nodiscard]] int withdrawals() const { return dealers * wishes; }
};

// Each kind of fault is in about every other plan.
Plan draw_plan(std::uint64_t seed, int dealers, int wishes);

std::string to_text(const Plan& plan);
std::optional<Plan> plan_from(std::string_view text);

}  // namespace fenrun::simulation
