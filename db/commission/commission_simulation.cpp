#include "db/commission/commission_simulation.hpp"

#include "base/crypto/encoding.hpp"

#define SIMULATION_COLUMNS                                                                            \
  "id, public_id, plan_id, state, sales_from, sales_until, sales_total, sales_done, after_order_id, " \
  "started_by, "                                                                                      \
  "created_at, finished_at"

namespace fenrun::db {
namespace {

std::optional<Simulation> read_maybe_simulation(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return Simulation{row->id<SimulationId>(0),
                    row->text(1),
                    row->id<CommissionPlanId>(2),
                    row->text(3) == "finished",
                    row->time(4),
                    row->time(5),
                    row->integer(6),
                    row->integer(7),
                    row->id<OrderId>(8),
                    row->id<StaffId>(9),
                    row->time(10),
                    row->maybe_time(11)};
}

std::string_view simulation_state(const Simulation& simulation) {
  return simulation.is_finished ? "finished" : "running";
}

}  // namespace

SimulationId insert_simulation(Tx& tx, const Simulation& it) {
  return SimulationId{tx.insert_id(
      "INSERT INTO commission_simulation (public_id, plan_id, state, sales_from, sales_until, sales_total, "
      "sales_done, "
      "after_order_id, started_by, created_at, finished_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {it.public_id, it.plan, simulation_state(it), it.sales_from, it.sales_until, it.sales_total,
       it.sales_done, it.after, it.started_by, it.created_at, it.finished_at})};
}

std::optional<Simulation> find_simulation(Tx& tx, std::string_view public_id) {
  if (!crypto::is_ulid(public_id)) return std::nullopt;
  return read_maybe_simulation(
      tx.one("SELECT " SIMULATION_COLUMNS " FROM commission_simulation WHERE public_id = ?", {public_id}));
}

std::optional<Simulation> lock_simulation(Tx& tx, std::string_view public_id) {
  if (!crypto::is_ulid(public_id)) return std::nullopt;
  return read_maybe_simulation(tx.one("SELECT " SIMULATION_COLUMNS
                                      " FROM commission_simulation WHERE public_id = ? FOR UPDATE",
                                      {public_id}));
}

void update_simulation(Tx& tx, const Simulation& simulation) {
  tx.execute_one(
      "UPDATE commission_simulation SET state = ?, sales_done = ?, after_order_id = ?, finished_at = ? WHERE "
      "id = ?",
      {simulation_state(simulation), simulation.sales_done, simulation.after, simulation.finished_at,
       simulation.id});
}

void add_simulation_sums(Tx& tx, SimulationId simulation, const SimulatedSums& sums) {
  std::vector<Param> values;
  values.reserve(sums.size() * 5);
  for (const auto& [key, sum] : sums) {
    values.insert(values.end(), {simulation, to_text(key.first), key.second, sum.before, sum.after});
  }
  if (values.empty()) return;
  tx.execute_rows(
      "INSERT INTO commission_simulation_sum (simulation_id, dimension, subject_id, before_fen, after_fen) "
      "VALUES",
      "(?,?,?,?,?)", values,
      "ON DUPLICATE KEY UPDATE before_fen = before_fen + VALUES(before_fen), after_fen = after_fen + "
      "VALUES(after_fen)");
}

Page<SimulationSumRow> list_simulation_sums(Tx& tx, SimulationId simulation, SimulationDimension dimension,
                                            const PageRequest& page) {
  std::vector<SimulationSumRow> sums;
  // `after` is a subject's id and 0 begins the list; only sums that have no subject have the id 0.
  for (const Row& row : tx.all("SELECT subject_id, before_fen, after_fen FROM commission_simulation_sum "
                               "WHERE simulation_id = ? AND dimension = ? AND (subject_id > ? OR ? = 0) "
                               "ORDER BY subject_id LIMIT ?",
                               {simulation, to_text(dimension), page.after, page.after, page.rows() + 1})) {
    sums.push_back({row.integer(0), {row.fen(1), row.fen(2)}});
  }
  return cut_page(std::move(sums), page, [](const SimulationSumRow& row) { return row.subject; });
}

}  // namespace fenrun::db
