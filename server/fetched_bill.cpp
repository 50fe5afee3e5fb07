#include "server/fetched_bill.hpp"

#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "domain/text.hpp"
#include "server/bill_lines.hpp"

namespace fenrun::server {
namespace {

constexpr std::size_t kBillProblemMax = 200;  // characters

// WeChat has changed the form of its bills: what is known of it counts, and somebody looks at the rest.
void note_unknown_columns(db::BillFile& file, const std::vector<std::string>& columns) {
  std::string names;
  for (const std::string& name : columns) names += (names.empty() ? "" : ", ") + name;
  file.problem = first_characters("unknown columns: " + names, kBillProblemMax);
  metrics::counter("fenrun_bill_unknown_columns_total", "Bills with columns that are not known").add();
  log::warning("reconciliation.unknown_columns", {{"account", to_word(file.account)},
                                                  {"day", bill_day_text(file.day)},
                                                  {"columns", names},
                                                  {"to_do", "tell an engineer: nothing is read of them"}});
}

}  // namespace

void read_into(db::BillFile& file, const wechat::BillFile& fetched) {
  file.sha1 = fetched.sha1;
  const auto sums = walk_bill_lines(file.account, fetched.packed, [](const BillLine&) {});
  if (!sums) {
    file.is_readable = false;
    file.problem = first_characters(sums.error().internal_note(), kBillProblemMax);
    return;
  }
  file.lines = sums->lines;
  file.income = sums->income;
  file.expense = sums->expense;
  if (!sums->unknown_columns.empty()) note_unknown_columns(file, sums->unknown_columns);
}

}  // namespace fenrun::server
