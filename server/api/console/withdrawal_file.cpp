// The queue of withdrawals as a spreadsheet.
#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <vector>

#include "db/dealer/dealer.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/list_file.hpp"
#include "server/api/withdrawal_search.hpp"
#include "server/api/withdrawal_view.hpp"

namespace fenrun::server::console {
namespace {

constexpr std::size_t kPieceRows = 500;

std::vector<ListColumn> columns_in(Language language) {
  return {{in_words(language, "编号", "Id"), 30},
          {in_words(language, "经销商编号", "Dealer id"), 30},
          {in_words(language, "经销商", "Dealer"), 20},
          {in_words(language, "申请金额（元）", "Gross (CNY)"), 16, true},
          {in_words(language, "手续费（元）", "Fee (CNY)"), 14, true},
          {in_words(language, "代扣税（元）", "Tax (CNY)"), 14, true},
          {in_words(language, "实付金额（元）", "Net (CNY)"), 16, true},
          {in_words(language, "申请金额（分）", "Gross (fen)"), 16},
          {in_words(language, "状态", "State"), 14},
          {in_words(language, "申请时间", "Requested"), 20},
          {in_words(language, "状态时间", "Since"), 20},
          {in_words(language, "理由", "Reason"), 40}};
}

std::map<DealerId, Dealer> dealers_of(db::Tx& tx, const std::vector<Withdrawal>& withdrawals) {
  std::set<DealerId> ids;
  for (const Withdrawal& one : withdrawals) ids.insert(one.dealer);
  return db::find_dealers(tx, ids);
}

void add_withdrawal(ListRows& rows, const Withdrawal& one, const std::map<DealerId, Dealer>& dealers,
                    Language language) {
  const auto dealer = dealers.find(one.dealer);
  const bool is_known = dealer != dealers.end();
  rows.add({one.public_id, is_known ? dealer->second.public_id : "", is_known ? dealer->second.name : "",
            one.amounts.gross, one.amounts.fee, one.amounts.tax, one.amounts.net, one.amounts.gross.value,
            state_name(one.state, language), one.requested_at, one.state_at, one.reason},
           one.amounts.gross);
}

Result<ListPaper> ask_withdrawals(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const WithdrawalSearch search(query);
  if (auto refused = query.refusal()) return *refused;
  const auto filter = search.filter(tx);
  if (!filter) return filter.error();
  ListPaper paper;
  paper.name = "withdrawals";
  paper.title = in_words(call.language, "提现", "Withdrawals");
  paper.columns = columns_in(call.language);
  paper.total = db::total_of_withdrawals(tx, *filter);
  // Found by one statement and read in pieces: paging through a long state would skip it again for each page.
  paper.add_page = [&tx, ids = std::vector<WithdrawalId>{}, filter = *filter, language = call.language,
                    limit = static_cast<int>(paper.total.count),
                    done = std::size_t{0}](ListRows& rows) mutable {
    if (done == 0 && limit > 0) ids = db::find_withdrawals(tx, filter, 0, limit);
    const auto piece = std::span(ids).subspan(done, std::min(kPieceRows, ids.size() - done));
    const auto withdrawals = db::list_withdrawals_by_ids(tx, piece);
    const auto dealers = dealers_of(tx, withdrawals);
    for (const Withdrawal& one : withdrawals) add_withdrawal(rows, one, dealers, language);
    done += piece.size();
    return done < ids.size();
  };
  return paper;
}

}  // namespace

AsyncReply export_withdrawals(const Call& call, Edge&) {
  Result<Reply> reply = co_await list_file(call, ask_withdrawals);
  co_return reply;
}

}  // namespace fenrun::server::console
