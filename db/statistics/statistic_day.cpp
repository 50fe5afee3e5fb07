#include "db/statistics/statistic_day.hpp"

#include "base/assert.hpp"

#define STATISTIC_INSERT                                                                          \
  "INSERT INTO statistic_day (figure, dimension, day, subject_id, items, gross_fen, reductions, " \
  "reduced_fen) VALUES"

namespace fenrun::db {
namespace {

StatisticPlace read_place(const Row& row) {
  return {row.integer(0), row.maybe_time(1), row.maybe_time(2), row.maybe_time(3)};
}

std::vector<Param> params_of(const StatisticCells& cells) {
  std::vector<Param> params;
  for (const auto& [key, sums] : cells.cells()) {
    const auto& [figure, dimension, day, subject] = key;
    params.insert(params.end(), {to_word(figure), to_word(dimension), day, subject, sums.items, sums.gross,
                                 sums.reductions, sums.reduced});
  }
  return params;
}

Sums sums_at(const Row& row, std::size_t column) {
  return {row.integer(column), row.fen(column + 1), row.integer(column + 2), row.fen(column + 3)};
}

BillDay day_at(const Row& row, std::size_t column) {
  return day_from_number(static_cast<int>(row.integer(column)));
}

}  // namespace

std::optional<StatisticPlace> lock_statistic_place(Tx& tx) {
  const auto row = tx.one(
      "SELECT last_seal, sales_as_of, ledger_as_of, funnel_as_of FROM statistic_place WHERE id = 1 FOR "
      "UPDATE SKIP LOCKED");
  if (!row) return std::nullopt;
  return read_place(*row);
}

StatisticPlace find_statistic_place(Tx& tx) {
  const auto row =
      tx.one("SELECT last_seal, sales_as_of, ledger_as_of, funnel_as_of FROM statistic_place WHERE id = 1");
  FENRUN_ASSERT(row.has_value());
  return read_place(*row);
}

void save_statistic_place(Tx& tx, const StatisticPlace& place) {
  tx.execute(
      "UPDATE statistic_place SET last_seal = ?, sales_as_of = ?, ledger_as_of = ?, funnel_as_of = ? WHERE "
      "id = 1",
      {place.last_seal, place.sales_as_of, place.ledger_as_of, place.funnel_as_of});
}

void replace_statistic_day(Tx& tx, Figure figure, BillDay day, const StatisticCells& cells) {
  for (const Dimension dimension : kDimensions) {
    tx.execute("DELETE FROM statistic_day WHERE figure = ? AND dimension = ? AND day = ?",
               {to_word(figure), to_word(dimension), day_number(day)});
  }
  tx.execute_rows(STATISTIC_INSERT, "(?,?,?,?,?,?,?,?)", params_of(cells));
}

void add_to_statistic_days(Tx& tx, const StatisticCells& cells) {
  tx.execute_rows(STATISTIC_INSERT, "(?,?,?,?,?,?,?,?)", params_of(cells),
                  "ON DUPLICATE KEY UPDATE items = items + VALUES(items), gross_fen = gross_fen + "
                  "VALUES(gross_fen), reductions = reductions + VALUES(reductions), reduced_fen = "
                  "reduced_fen + VALUES(reduced_fen)");
}

DaySums read_statistic_days(Tx& tx, Figure figure, Dimension dimension, const DaySpan& span) {
  DaySums found;
  for (const Row& row :
       tx.all("SELECT day, CAST(SUM(items) AS SIGNED), CAST(SUM(gross_fen) AS SIGNED), "
              "CAST(SUM(reductions) AS SIGNED), CAST(SUM(reduced_fen) AS SIGNED) FROM statistic_day "
              "WHERE figure = ? AND dimension = ? AND day BETWEEN ? AND ? GROUP BY day",
              {to_word(figure), to_word(dimension), day_number(span.from), day_number(span.to)})) {
    found.emplace(day_at(row, 0), sums_at(row, 1));
  }
  return found;
}

std::vector<std::int64_t> top_statistic_subjects(Tx& tx, Figure figure, Dimension dimension,
                                                 const DaySpan& span, int limit) {
  std::vector<std::int64_t> subjects;
  for (const Row& row :
       tx.all("SELECT subject_id FROM statistic_day WHERE figure = ? AND dimension = ? AND day BETWEEN ? "
              "AND ? GROUP BY subject_id ORDER BY SUM(gross_fen - reduced_fen) DESC, subject_id LIMIT ?",
              {to_word(figure), to_word(dimension), day_number(span.from), day_number(span.to), limit})) {
    subjects.push_back(row.integer(0));
  }
  return subjects;
}

std::map<std::int64_t, DaySums> read_statistic_subjects(Tx& tx, Figure figure, Dimension dimension,
                                                        const DaySpan& span,
                                                        std::span<const std::int64_t> subjects) {
  std::map<std::int64_t, DaySums> found;
  const std::vector<Param> keys(subjects.begin(), subjects.end());
  for (const Row& row :
       tx.all_of("SELECT subject_id, day, items, gross_fen, reductions, reduced_fen FROM statistic_day "
                 "FORCE INDEX (of_subject) WHERE figure = ? AND dimension = ? AND day BETWEEN ? AND ? AND "
                 "subject_id IN (",
                 {to_word(figure), to_word(dimension), day_number(span.from), day_number(span.to)}, "?", keys,
                 ")")) {
    found[row.integer(0)].emplace(day_at(row, 1), sums_at(row, 2));
  }
  return found;
}

}  // namespace fenrun::db
