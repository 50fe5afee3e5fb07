// What the subjects of figures are called.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "db/mysql/tx.hpp"
#include "domain/statistics/statistics.hpp"

namespace fenrun::db {

struct SubjectName {
  std::string id;  // a dealer's or product's public id, a tier's code, a province's two digits
  std::string zh;
  std::string en;
};
// Of those that exist.
std::map<std::int64_t, SubjectName> name_statistic_subjects(Tx& tx, Dimension dimension,
                                                            std::span<const std::int64_t> subjects);

}  // namespace fenrun::db
