#include "db/mysql/tx.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "db/mysql/codes.hpp"
#include "db/mysql/session.hpp"

namespace fenrun::db {

namespace {

constexpr std::size_t kPlaceholdersMax = 65'535;
constexpr std::size_t kRowsPerStatementMax = 1'000;

template <class T>
const T& typed(const std::vector<Row::Cell>& cells, std::size_t column, const char* expected) {
  if (column >= cells.size()) throw std::logic_error("no column " + std::to_string(column) + " in this row");
  const T* value = std::get_if<T>(&cells[column]);
  if (!value) throw std::logic_error("column " + std::to_string(column) + " is not " + expected);
  return *value;
}

std::span<const Param> as_span(std::initializer_list<Param> params) {
  return {params.begin(), params.size()};
}

std::size_t placeholders(Sql row) { return static_cast<std::size_t>(std::ranges::count(row.text(), '?')); }

std::size_t rows_in(Sql row, std::span<const Param> params) {
  const std::size_t columns = placeholders(row);
  FENRUN_ASSERT(columns > 0 && params.size() % columns == 0);
  return params.size() / columns;
}

std::vector<Param> joined(std::initializer_list<Param> before, std::span<const Param> keys) {
  std::vector<Param> params(before);
  params.insert(params.end(), keys.begin(), keys.end());
  return params;
}

// head (?,?),(?,?)... tail
std::string rows_text(Sql head, Sql row, Sql tail, std::size_t rows) {
  std::string text(head.text());
  text.reserve(text.size() + rows * (row.text().size() + 1) + tail.text().size() + 2);
  for (std::size_t i = 0; i < rows; ++i) {
    text += i == 0 ? ' ' : ',';
    text += row.text();
  }
  text += ' ';
  text += tail.text();
  return text;
}

}  // namespace

bool Row::is_null(std::size_t column) const {
  if (column >= cells_.size()) throw std::logic_error("no column " + std::to_string(column) + " in this row");
  return std::holds_alternative<std::monostate>(cells_[column]);
}

std::int64_t Row::integer(std::size_t column) const {
  return typed<std::int64_t>(cells_, column, "an integer");
}

const std::string& Row::text(std::size_t column) const {
  return typed<std::string>(cells_, column, "text or bytes");
}

Instant Row::time(std::size_t column) const { return typed<Instant>(cells_, column, "a time"); }

std::optional<std::int64_t> Row::maybe_integer(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

std::optional<std::string> Row::maybe_text(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

std::optional<Instant> Row::maybe_time(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return time(column);
}

std::optional<Row> Tx::one(Sql sql, std::initializer_list<Param> params) {
  std::vector<Row> rows = session_.query(sql.text(), as_span(params));
  if (rows.empty()) return std::nullopt;
  if (rows.size() > 1) throw std::logic_error("more than one row: " + std::string(sql.text()));
  return std::move(rows.front());
}

std::vector<Row> Tx::all(Sql sql, std::initializer_list<Param> params) {
  return session_.query(sql.text(), as_span(params));
}

std::vector<Row> Tx::all_of(Sql head, Sql row, std::span<const Param> params, Sql tail) {
  return all_of(head, {}, row, params, tail);
}

std::vector<Row> Tx::all_of(Sql head, std::initializer_list<Param> before, Sql row,
                            std::span<const Param> keys, Sql tail) {
  const std::size_t rows = rows_in(row, keys);
  FENRUN_ASSERT(rows <= kRowsPerStatementMax);
  if (keys.empty()) return {};
  return session_.query(rows_text(head, row, tail, rows), joined(before, keys));
}

std::uint64_t Tx::execute_of(Sql head, std::initializer_list<Param> before, Sql row,
                             std::span<const Param> keys, Sql tail) {
  const std::size_t rows = rows_in(row, keys);
  FENRUN_ASSERT(rows <= kRowsPerStatementMax);
  if (keys.empty()) return 0;
  return write(rows_text(head, row, tail, rows), joined(before, keys));
}

std::uint64_t Tx::write(std::string_view sql, std::span<const Param> params) {
  const std::uint64_t affected = session_.update(sql, params);
  if (affected > 0) ++writes_;
  return affected;
}

std::uint64_t Tx::execute(Sql sql, std::initializer_list<Param> params) {
  return write(sql.text(), as_span(params));
}

void Tx::execute_one(Sql sql, std::initializer_list<Param> params) {
  const std::uint64_t affected = execute(sql, params);
  if (affected != 1) {
    throw std::logic_error(std::to_string(affected) + " rows instead of one: " + std::string(sql.text()));
  }
}

bool Tx::insert_new(Sql sql, std::initializer_list<Param> params) {
  try {
    execute_one(sql, params);
    return true;
  } catch (const DatabaseError& error) {
    if (error.code() != kDuplicateKey) throw;
    return false;
  }
}

std::int64_t Tx::insert_id(Sql sql, std::initializer_list<Param> params) {
  execute_one(sql, params);
  return one("SELECT LAST_INSERT_ID()")->integer(0);
}

std::uint64_t Tx::execute_rows(Sql head, Sql row, std::span<const Param> params, Sql tail) {
  const std::size_t columns = placeholders(row);
  FENRUN_ASSERT(columns > 0 && params.size() % columns == 0);
  const std::size_t rows_max = std::min(kRowsPerStatementMax, kPlaceholdersMax / columns);
  std::uint64_t affected = 0;
  while (!params.empty()) {
    const std::size_t rows = std::min(rows_max, params.size() / columns);
    affected += write(rows_text(head, row, tail, rows), params.first(rows * columns));
    params = params.subspan(rows * columns);
  }
  return affected;
}

}  // namespace fenrun::db
