// Orders, refunds, movements, debts and the audit log as spreadsheets.
#include <set>

#include "base/crypto/encoding.hpp"
#include "db/audit/audit.hpp"
#include "db/dealer/dealer.hpp"
#include "db/journal/journal.hpp"
#include "db/journal/journal_total.hpp"
#include "db/journal/movement_search.hpp"
#include "db/order/order_total.hpp"
#include "db/order/refund.hpp"
#include "domain/ledger/movement.hpp"
#include "flows/ledger/write_off_debt.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/console/list_queries.hpp"
#include "server/api/dealer_view.hpp"
#include "server/api/list_file.hpp"
#include "server/api/movement_query.hpp"
#include "server/api/order_view.hpp"

namespace fenrun::server::console {
namespace {

WorkbookCell maybe(const std::optional<Instant>& at) { return at ? WorkbookCell{*at} : WorkbookCell{}; }

Result<ListPaper> ask_orders(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const OrderQuery asked = order_query(query);
  if (auto refused = query.refusal()) return *refused;
  const Language language = call.language;
  ListPaper paper{"orders", in_words(language, "订单", "Orders"), {}, total_of(tx, asked), true, {}};
  paper.columns = {{in_words(language, "编号", "Id"), 30},
                   {in_words(language, "下单时间", "Created"), 20},
                   {in_words(language, "来源", "Source"), 16},
                   {in_words(language, "外部单号", "Number in the shop"), 30},
                   {in_words(language, "总额（元）", "Total (CNY)"), 14, true},
                   {in_words(language, "已退款（元）", "Refunded (CNY)"), 14, true},
                   {in_words(language, "总额（分）", "Total (fen)"), 14},
                   {in_words(language, "状态", "State"), 12},
                   {in_words(language, "付款时间", "Paid"), 20}};
  const auto list = [&tx, asked](const PageRequest& page) { return orders_of(tx, asked, page); };
  paper.add_page = pages_of(list, [language](ListRows& rows, const std::vector<Order>& orders) {
    for (const Order& one : orders) {
      rows.add({one.public_id, one.created_at, one.source, one.external_no, one.total_fen, one.refunded_fen,
                one.total_fen.value, order_state_name(one.state, language), maybe(one.paid_at)},
               one.total_fen);
    }
  });
  return paper;
}

Result<ListPaper> ask_refunds(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const RefundState state = refund_state_in(query);
  if (auto refused = query.refusal()) return *refused;
  const Language language = call.language;
  ListPaper paper{"refunds", in_words(language, "退款", "Refunds"), {}, db::total_of_refunds(tx, state), true,
                  {}};
  paper.columns = {{in_words(language, "退款编号", "Id"), 30},
                   {in_words(language, "订单", "Order"), 30},
                   {in_words(language, "退款单号", "Refund number"), 30},
                   {in_words(language, "金额（元）", "Amount (CNY)"), 14, true},
                   {in_words(language, "金额（分）", "Amount (fen)"), 14},
                   {in_words(language, "原因", "Reason"), 40},
                   {in_words(language, "状态", "State"), 18},
                   {in_words(language, "申请时间", "Asked for"), 20},
                   {in_words(language, "到账时间", "Refunded"), 20},
                   {in_words(language, "人工了结", "Ended by people"), 20}};
  const auto list = [&tx, state](const PageRequest& page) { return db::list_refunds(tx, state, page); };
  paper.add_page = pages_of(list, [&tx, language](ListRows& rows, const std::vector<OrderRefund>& refunds) {
    std::set<OrderId> ids;
    for (const OrderRefund& one : refunds) ids.insert(one.order_id);
    const auto orders = db::order_public_ids(tx, ids);
    for (const OrderRefund& one : refunds) {
      rows.add({one.public_id, orders.at(one.order_id), one.refund_no, one.amount_fen, one.amount_fen.value,
                one.reason, refund_state_name(one.state, language), one.created_at, maybe(one.succeeded_at),
                refund_ending_name(one.ending, language)},
               one.amount_fen);
    }
  });
  return paper;
}

Result<ListPaper> ask_money_entries(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const MovementFilter filter = movement_query(query);
  if (auto refused = query.refusal()) return *refused;
  const auto public_id = call.public_id_in_path("dealer");
  if (!public_id) return public_id.error();
  const auto dealer = db::find_dealer_by_public_id(tx, *public_id);
  if (!dealer) return kDealerNotFound;
  const SheetId sheet = sheet_of(dealer->id);
  const Language language = call.language;
  ListPaper paper{"ledger-entries",
                  in_words(language, "流水", "Movements"),
                  {},
                  db::total_of_movements(tx, sheet, filter),
                  true,
                  {}};
  paper.columns = {{in_words(language, "序号", "No."), 16},
                   {in_words(language, "时间", "Time"), 20},
                   {in_words(language, "摘要", "What happened"), 44},
                   {in_words(language, "凭证号", "Reference"), 30},
                   {in_words(language, "对象", "Subject"), 30},
                   {in_words(language, "发生额（元）", "Amount (CNY)"), 14},
                   {in_words(language, "发生额（分）", "Amount (fen)"), 14},
                   {in_words(language, "计入合计（元）", "Counted (CNY)"), 14, true}};
  for (const AccountRow& row : chart_of_accounts()) {
    if (row.owner == Owner::dealer) paper.columns.push_back({in_words(language, row.zh, row.en), 16});
  }
  const auto list = [&tx, sheet, filter](const PageRequest& page) {
    return db::list_movements(tx, sheet, filter, page);
  };
  paper.add_page =
      pages_of(list, [language, filter](ListRows& rows, const std::vector<db::JournalTxn>& entries) {
        for (const db::JournalTxn& one : entries) {
          const Fen part = counted(filter, one.postings, one.amount);
          const MovementRow& kind = row_of(one.kind);
          std::vector<WorkbookCell> cells{std::to_string(one.number),
                                          one.at,
                                          in_words(language, kind.zh, kind.en),
                                          one.reference,
                                          one.subject,
                                          one.amount,
                                          one.amount.value,
                                          part};
          for (const AccountRow& row : chart_of_accounts()) {
            if (row.owner == Owner::dealer) cells.emplace_back(one.after.of(row.account));
          }
          rows.add(cells, part);
        }
      });
  return paper;
}

Result<ListPaper> ask_debts(const Call& call, db::Tx& tx) {
  constexpr int page_rows = 100;
  Query query(call.request.target);
  if (auto refused = query.refusal()) return *refused;
  const Language language = call.language;
  ListPaper paper{"debts", in_words(language, "欠款", "Debts"), {}, db::total_owed(tx), true, {}};
  paper.columns = {{in_words(language, "经销商编号", "Dealer id"), 30},
                   {in_words(language, "经销商", "Dealer"), 24},
                   {in_words(language, "欠款（元）", "Owed (CNY)"), 14, true},
                   {in_words(language, "欠款（分）", "Owed (fen)"), 14},
                   {in_words(language, "起始时间", "Since"), 20},
                   {in_words(language, "30 天内", "Up to 30 days"), 14, true},
                   {in_words(language, "31–60 天", "31–60 days"), 14, true},
                   {in_words(language, "61–90 天", "61–90 days"), 14, true},
                   {in_words(language, "90 天以上", "Over 90 days"), 14, true}};
  paper.add_page = [&tx, now = call.now, after = db::OwingPlace{}](ListRows& rows) mutable {
    const auto debts = flows::list_debts(tx, after, page_rows, now);
    std::set<DealerId> ids;
    for (const flows::DealerDebt& one : debts) ids.insert(one.dealer);
    const auto dealers = db::find_dealers(tx, ids);
    for (const flows::DealerDebt& one : debts) {
      const auto dealer = dealers.find(one.dealer);
      const bool is_known = dealer != dealers.end();
      const flows::Debt& debt = one.debt;
      rows.add({is_known ? dealer->second.public_id : "", is_known ? dealer->second.name : "", debt.owed,
                debt.owed.value, maybe(debt.since), debt.ages.up_to_30_days, debt.ages.up_to_60_days,
                debt.ages.up_to_90_days, debt.ages.older},
               debt.owed);
      after = {debt.since.value_or(after.since), SheetId{one.dealer.value}};
    }
    return std::ssize(debts) == page_rows;
  };
  return paper;
}

Result<ListPaper> ask_audit_log(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const AuditQuery asked = audit_query(query);
  if (auto refused = query.refusal()) return *refused;
  const auto filter = asked.filter(tx);
  if (!filter) return filter.error();
  const Language language = call.language;
  ListPaper paper{"audit-log", in_words(language, "操作日志", "Audit log"),
                  {},          {db::count_audit(tx, *filter), Fen{0}},
                  false,       {}};
  paper.columns = {{in_words(language, "序号", "No."), 14},
                   {in_words(language, "时间", "Time"), 20},
                   {in_words(language, "操作人", "Who"), 20},
                   {in_words(language, "角色", "Role"), 12},
                   {"IP", 18},
                   {in_words(language, "动作", "Action"), 30},
                   {in_words(language, "对象", "Object"), 44},
                   {in_words(language, "备注", "Note"), 44},
                   {in_words(language, "请求号", "Request"), 36}};
  const auto list = [&tx, filter = *filter](const PageRequest& page) {
    return db::list_audit(tx, filter, page);
  };
  paper.add_page = pages_of(list, [](ListRows& rows, const std::vector<db::AuditRow>& entries) {
    for (const db::AuditRow& one : entries) {
      const db::AuditEntry& entry = one.entry;
      rows.add({std::to_string(one.id), entry.at, one.actor_login_name, entry.actor_role, entry.ip,
                entry.action, entry.object, entry.note, entry.request_id},
               Fen{0});
    }
  });
  return paper;
}

}  // namespace

AsyncReply export_orders(const Call& call, Edge&) {
  Result<Reply> reply = co_await list_file(call, ask_orders);
  co_return reply;
}

AsyncReply export_refunds(const Call& call, Edge&) {
  Result<Reply> reply = co_await list_file(call, ask_refunds);
  co_return reply;
}

AsyncReply export_money_entries(const Call& call, Edge&) {
  Result<Reply> reply = co_await list_file(call, ask_money_entries);
  co_return reply;
}

AsyncReply export_debts(const Call& call, Edge&) {
  Result<Reply> reply = co_await list_file(call, ask_debts);
  co_return reply;
}

AsyncReply export_audit_log(const Call& call, Edge&) {
  Result<Reply> reply = co_await list_file(call, ask_audit_log);
  co_return reply;
}

}  // namespace fenrun::server::console
