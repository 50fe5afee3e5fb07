// Figures over time as the console sees them, and as a workbook.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "db/statistics/subject_name.hpp"
#include "flows/statistics/show_statistics.hpp"
#include "server/api/json/writer.hpp"
#include "server/http/message.hpp"

namespace fenrun::server {

struct StatisticsPaper {
  flows::StatisticQuery query;
  flows::Statistics shown;
  std::map<std::int64_t, db::SubjectName> names;
  Language language = Language::zh;
};

json::Writer statistics_json(const StatisticsPaper& paper);
// A sheet by step; where there are groups, one by group and one of both.
std::string statistics_workbook(const StatisticsPaper& paper);

}  // namespace fenrun::server
