#include "db/statistics/retention.hpp"

#include <vector>

#include "base/assert.hpp"

// The month in China of each customer's first binding, of the customers between two.
#define FIRST_BINDINGS                                                                                       \
  "(SELECT consumer_id, CAST(DATE_FORMAT(MIN(bound_at) + INTERVAL 8 HOUR, '%Y%m') AS SIGNED) AS cohort "     \
  "FROM binding FORCE INDEX (in_force) WHERE consumer_id > ? AND consumer_id <= ? GROUP BY consumer_id) AS " \
  "f"

namespace fenrun::db {
namespace {

CohortPlace read_cohort_place(const Row& row) {
  return {row.integer(0), row.maybe_time(1), row.maybe_time(2), row.id<ConsumerId>(3)};
}

int month_at(const Row& row, std::size_t column) { return static_cast<int>(row.integer(column)); }

}  // namespace

std::optional<CohortPlace> lock_cohort_place(Tx& tx) {
  const auto row = tx.one(
      "SELECT generation, as_of, begun_at, after_consumer FROM statistic_cohort_place WHERE id = 1 FOR "
      "UPDATE "
      "SKIP LOCKED");
  if (!row) return std::nullopt;
  return read_cohort_place(*row);
}

CohortPlace find_cohort_place(Tx& tx) {
  const auto row =
      tx.one("SELECT generation, as_of, begun_at, after_consumer FROM statistic_cohort_place WHERE id = 1");
  FENRUN_ASSERT(row.has_value());
  return read_cohort_place(*row);
}

void save_cohort_place(Tx& tx, const CohortPlace& place) {
  tx.execute(
      "UPDATE statistic_cohort_place SET generation = ?, as_of = ?, begun_at = ?, after_consumer = ? WHERE "
      "id "
      "= 1",
      {place.generation, place.as_of, place.begun_at, place.after});
}

ConsumerId last_consumer(Tx& tx) {
  return tx.one("SELECT COALESCE(MAX(id), 0) FROM consumer")->id<ConsumerId>(0);
}

Cohorts count_cohorts(Tx& tx, ConsumerId after, ConsumerId until) {
  Cohorts cohorts;
  for (const Row& row :
       tx.all("SELECT cohort, COUNT(*) FROM " FIRST_BINDINGS " GROUP BY cohort", {after, until})) {
    cohorts[month_at(row, 0)].customers = row.integer(1);
  }
  for (const Row& row : tx.all(
           "SELECT f.cohort, o.month, COUNT(*) FROM " FIRST_BINDINGS
           " JOIN (SELECT DISTINCT consumer_id, CAST(DATE_FORMAT(paid_at + INTERVAL 8 HOUR, '%Y%m') AS "
           "SIGNED) AS month FROM sale_order FORCE INDEX (of_consumer) WHERE consumer_id > ? AND "
           "consumer_id <= ? AND paid_at IS NOT NULL) AS o ON o.consumer_id = f.consumer_id AND o.month >= "
           "f.cohort GROUP BY f.cohort, o.month",
           {after, until, after, until})) {
    cohorts[month_at(row, 0)].ordered[month_at(row, 1)] = row.integer(2);
  }
  return cohorts;
}

void add_to_cohorts(Tx& tx, std::int64_t generation, const Cohorts& cohorts) {
  std::vector<Param> params;
  for (const auto& [month, cohort] : cohorts) {
    params.insert(params.end(), {generation, month, 0, cohort.customers});
    for (const auto& [ordered, customers] : cohort.ordered)
      params.insert(params.end(), {generation, month, ordered, customers});
  }
  tx.execute_rows("INSERT INTO statistic_cohort (generation, cohort, month, customers) VALUES", "(?,?,?,?)",
                  params, "ON DUPLICATE KEY UPDATE customers = customers + VALUES(customers)");
}

void delete_cohorts(Tx& tx, std::int64_t generation) {
  tx.execute("DELETE FROM statistic_cohort WHERE generation = ?", {generation});
}

Cohorts read_cohorts(Tx& tx, std::int64_t generation, int from, int to) {
  Cohorts cohorts;
  for (const Row& row : tx.all("SELECT cohort, month, customers FROM statistic_cohort WHERE generation = ? "
                               "AND cohort BETWEEN ? AND ?",
                               {generation, from, to})) {
    Cohort& cohort = cohorts[month_at(row, 0)];
    if (month_at(row, 1) == 0) {
      cohort.customers = row.integer(2);
    } else {
      cohort.ordered[month_at(row, 1)] = row.integer(2);
    }
  }
  return cohorts;
}

}  // namespace fenrun::db
