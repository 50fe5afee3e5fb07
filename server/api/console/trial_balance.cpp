// The books at a glance: every account, their sum, and whether journal and sheets say the same.
#include "flows/ledger/verify_ledger.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/list_file.hpp"
#include "server/api/story.hpp"

namespace fenrun::server::console {
namespace {

json::Writer account_json(const AccountRow& row, const db::Totals& totals, Language language) {
  const auto found = totals.find(row.account);
  json::Writer body;
  return body.text("account", to_word(row.account))
      .text("name", in_words(language, row.zh, row.en))
      .fen("balance_fen", Fen{found == totals.end() ? 0 : found->second});
}

}  // namespace

AsyncReply show_trial_balance(const Call& call, Edge&) {
  std::function<Result<Reply>(db::Tx&)> story = [&](db::Tx& tx) -> Result<Reply> {
    const flows::TrialBalance balance = flows::folded_trial_balance(tx);
    json::Writer body;
    body.list("accounts", chart_of_accounts(),
              [&](const AccountRow& row) { return account_json(row, balance.journal, call.language); })
        .fen("sum_fen", Fen{balance.sum()})
        .fen("difference_fen", Fen{balance.difference()})
        .time("at", call.now);
    return ok(body);
  };
  Result<Reply> reply = co_await run_story<Reply>(call, story, db::Lane::instant);
  co_return reply;
}

}  // namespace fenrun::server::console
