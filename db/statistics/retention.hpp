// Rows of `statistic_cohort`: customers by the month of their first binding, and when they ordered since.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"

namespace fenrun::db {

// Months are year × 100 + month, in China.
struct Cohort {
  std::int64_t customers = 0;
  std::map<int, std::int64_t> ordered;  // by month: how many of them paid an order in it
};
using Cohorts = std::map<int, Cohort>;

struct CohortPlace {
  std::int64_t generation = 0;  // that is shown
  std::optional<Instant> as_of;
  std::optional<Instant> begun_at;  // of the next one; nothing while none is drawn
  ConsumerId after;                 // counted up to this one
};
// Nothing while another process draws.
std::optional<CohortPlace> lock_cohort_place(Tx& tx);
CohortPlace find_cohort_place(Tx& tx);
void save_cohort_place(Tx& tx, const CohortPlace& place);

// The newest customer of all.
ConsumerId last_consumer(Tx& tx);
// Of the customers (after, until].
Cohorts count_cohorts(Tx& tx, ConsumerId after, ConsumerId until);
void add_to_cohorts(Tx& tx, std::int64_t generation, const Cohorts& cohorts);
void delete_cohorts(Tx& tx, std::int64_t generation);
Cohorts read_cohorts(Tx& tx, std::int64_t generation, int from, int to);

}  // namespace fenrun::db
