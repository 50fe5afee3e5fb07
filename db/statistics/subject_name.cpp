#include "db/statistics/subject_name.hpp"

#include "domain/order/province.hpp"

namespace fenrun::db {
namespace {

using SubjectNames = std::map<std::int64_t, SubjectName>;

SubjectNames read_names(const std::vector<Row>& rows) {
  SubjectNames names;
  for (const Row& row : rows) names[row.integer(0)] = {row.text(1), row.text(2), row.text(3)};
  return names;
}

SubjectNames province_names() {
  SubjectNames names;
  for (const ProvinceRow& row : provinces())
    names[row.code] = {std::to_string(row.code), std::string(row.zh), std::string(row.en)};
  return names;
}

}  // namespace

SubjectNames name_statistic_subjects(Tx& tx, Dimension dimension, std::span<const std::int64_t> subjects) {
  const std::vector<Param> ids(subjects.begin(), subjects.end());
  switch (dimension) {
    case Dimension::total:
      return {};
    case Dimension::dealer:
      return read_names(
          tx.all_of("SELECT id, public_id, name, name FROM dealer WHERE id IN (", "?", ids, ")"));
    case Dimension::tier:
      return read_names(
          tx.all_of("SELECT id, code, name_zh, name_en FROM tier WHERE id IN (", "?", ids, ")"));
    case Dimension::product:
      return read_names(
          tx.all_of("SELECT id, public_id, name, name FROM product WHERE id IN (", "?", ids, ")"));
    case Dimension::region:
      return province_names();
  }
  return {};
}

}  // namespace fenrun::db
