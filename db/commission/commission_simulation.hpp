// Rows of `commission_simulation` and `commission_simulation_sum`.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/commission/simulation.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

struct SimulationSumRow {
  std::int64_t subject = 0;
  SimulatedSum sum;
};

SimulationId insert_simulation(Tx& tx, const Simulation& simulation);
std::optional<Simulation> find_simulation(Tx& tx, std::string_view public_id);
// FOR UPDATE: two bites of one simulation come one after the other.
std::optional<Simulation> lock_simulation(Tx& tx, std::string_view public_id);
// Writes how far it came and whether it is finished.
void update_simulation(Tx& tx, const Simulation& simulation);
void add_simulation_sums(Tx& tx, SimulationId simulation, const SimulatedSums& sums);
// In the order of the subjects' ids.
Page<SimulationSumRow> list_simulation_sums(Tx& tx, SimulationId simulation, SimulationDimension dimension,
                                            const PageRequest& page);

}  // namespace fenrun::db
