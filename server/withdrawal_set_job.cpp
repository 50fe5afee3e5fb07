#include "server/withdrawal_set_job.hpp"

#include <map>
#include <string>

#include "db/withdrawal/withdrawal_set.hpp"
#include "flows/withdrawal/withdrawal_set.hpp"
#include "server/api/json/writer.hpp"

namespace fenrun::server {
namespace {

// How often one withdrawal may fail by an exception before the others go on without it.
constexpr int kRowTriesMax = 3;

std::string set_result(db::Tx& tx, const Job& job) {
  const auto set = db::find_withdrawal_set(tx, job.public_id);
  if (!set) return "";
  auto counts = db::count_set_rows(tx, set->id);
  json::Writer result;
  result.integer("done", counts[SetOutcome::done].rows)
      .fen("done_sum_fen", counts[SetOutcome::done].sum)
      .integer("changed", counts[SetOutcome::changed].rows)
      .integer("refused", counts[SetOutcome::refused].rows)
      .integer("excluded", counts[SetOutcome::excluded].rows);
  return result.str();
}

}  // namespace

JobKind withdrawal_set_job(const flows::WithdrawalRules& rules, const flows::WithdrawalKeys& keys) {
  const auto bite = [rules, keys](db::Tx& tx, const Job& job, Instant now) -> Result<JobProgress> {
    const flows::AdvanceSet command{job.public_id, job.done, job.tries > kRowTriesMax};
    const auto progress = flows::advance_set(tx, rules, keys, command, now);
    if (!progress) return progress.error();
    JobProgress bitten{progress->position, progress->selected, progress->is_finished, "", {}};
    if (progress->is_finished) bitten.result = set_result(tx, job);
    return bitten;
  };
  return {std::string(flows::kWithdrawalSetJob), bite};
}

}  // namespace fenrun::server
