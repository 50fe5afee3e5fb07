// One run of one plan, and what came of it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "tests/simulation/plan.hpp"
#include "tests/simulation/plant.hpp"

namespace fenrun::simulation {

struct Failure {
  std::string invariant;
  std::string what;
};

struct Outcome {
  std::uint64_t trace_hash = 0;
  std::int64_t steps = 0;
  int withdrawals = 0;
  int paid = 0;
  int given_back = 0;
  int with_people = 0;  // at the end; waiting for people is allowed
  // Of the paid ones, those under an authorisation, and those where it did not hold.
  int without_tap = 0;
  int tapped_after_all = 0;
  std::optional<Failure> failure;
  std::deque<std::string> lines;  // the newest of the trace, when asked for
};

// Three days with faults, then two without. An assertion of the domain ends the process; who() tells which
// plan it was.
Outcome run(const Plan& plan, Plant bug = Plant::none, bool is_verbose = false);

// The same failure with less: fewer kinds of faults, dealers, wishes and workers, as long as it is still
// there.
Plan shrink(Plan plan, Plant bug, const std::string& invariant);

// Everything that a person needs to see it again.
std::string report(const Plan& plan, Plant bug);

}  // namespace fenrun::simulation
