#include "db/mysql/cells.hpp"

#include <cppconn/datatype.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>

#include <limits>
#include <stdexcept>

namespace fenrun::db {

namespace {

enum class Kind { signed_integer, unsigned_integer, text, time };

Kind kind_of(sql::ResultSetMetaData& columns, unsigned position) {
  switch (columns.getColumnType(position)) {
    case sql::DataType::TINYINT:
    case sql::DataType::SMALLINT:
    case sql::DataType::MEDIUMINT:
    case sql::DataType::INTEGER:
    case sql::DataType::BIGINT:
      return columns.isSigned(position) ? Kind::signed_integer : Kind::unsigned_integer;
    case sql::DataType::CHAR:
    case sql::DataType::BINARY:
    case sql::DataType::VARCHAR:
    case sql::DataType::VARBINARY:
    case sql::DataType::LONGVARCHAR:
    case sql::DataType::LONGVARBINARY:
    case sql::DataType::ENUM:
    case sql::DataType::SET:
    case sql::DataType::SQLNULL:
      return Kind::text;
    case sql::DataType::TIMESTAMP:
      return Kind::time;
    default:
      // DECIMAL would be cut, DOUBLE rounded, JSON cannot be read from a real MySQL: none of them is ours to
      // guess.
      throw std::logic_error("column " + columns.getColumnLabel(position).asStdString() + " has the type " +
                             columns.getColumnTypeName(position).asStdString() +
                             ", which is never read; cast it");
  }
}

Row::Cell read_time(const sql::SQLString& text) {
  const std::optional<Instant> instant = parse_sql_text(text.asStdString());
  if (!instant) throw std::logic_error("not a date and time: " + text.asStdString());
  return *instant;
}

Row::Cell read_unsigned(std::uint64_t number) {
  // The connector hands back -1 or wraps when a value does not fit; only the unsigned getter tells the truth.
  if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    throw std::logic_error("an unsigned value is above the largest signed one");
  }
  return static_cast<std::int64_t>(number);
}

Row::Cell read_cell(sql::ResultSet& result, unsigned position, Kind kind) {
  if (result.isNull(position)) return std::monostate{};  // the getters turn NULL into 0 or ""
  switch (kind) {
    case Kind::signed_integer:
      return std::int64_t{result.getInt64(position)};
    case Kind::unsigned_integer:
      return read_unsigned(result.getUInt64(position));
    case Kind::text:
      return std::string(result.getString(position).asStdString());
    case Kind::time:
      return read_time(result.getString(position));
  }
  throw std::logic_error("no such kind of column");
}

}  // namespace

std::vector<Row> read_rows(sql::ResultSet& result) {
  sql::ResultSetMetaData& columns = *result.getMetaData();
  std::vector<Kind> kinds;
  for (unsigned position = 1; position <= columns.getColumnCount(); ++position) {
    kinds.push_back(kind_of(columns, position));
  }
  std::vector<Row> rows;
  while (result.next()) {
    std::vector<Row::Cell> cells;
    cells.reserve(kinds.size());
    for (unsigned position = 1; position <= kinds.size(); ++position) {
      cells.push_back(read_cell(result, position, kinds[position - 1]));
    }
    rows.emplace_back(std::move(cells));
  }
  return rows;
}

}  // namespace fenrun::db
