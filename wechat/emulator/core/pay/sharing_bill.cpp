#include "wechat/emulator/core/pay/sharing_bill.hpp"

#include <algorithm>
#include <vector>

#include "wechat/emulator/core/pay/beijing_time.hpp"
#include "wechat/emulator/core/pay/bill_writer.hpp"
#include "wechat/emulator/core/pay/yuan.hpp"

namespace fenrun::emulator::pay {
namespace {

constexpr std::string_view kSharingHead =
    "分账时间,分账发起方,分账方,微信订单号,微信分账/回退单号,微信分账明细单号,商户分账/回退单号,"
    "订单金额(元),分账接收方,分账金额(元),业务类型,处理状态,分账描述,备注\r\n";
constexpr std::string_view kSharingSummary = "分账总笔数,分账总金额(元),回退总笔数,回退总金额(元)\r\n";

struct SharingRow {
  Instant at;
  std::string transaction_id;
  std::string order_id;
  std::string detail_id;
  std::string out_order_no;
  std::string account;
  Fen amount = 0;
  std::string description;
  bool is_return = false;
};

bool is_on(const std::optional<Instant>& finished, Day day) { return finished && day_of(*finished) == day; }

void add_shares(const SharingOrder& order, std::vector<SharingRow>& rows) {
  for (const auto& share : order.shares) {
    if (share.result != ShareResult::success) continue;
    rows.push_back({*order.finished, order.wanted.transaction_id, order.order_id, share.detail_id,
                    order.wanted.out_order_no, share.wanted.account, share.wanted.amount,
                    share.wanted.description, false});
  }
}

// In the order in which the money moved.
std::vector<SharingRow> rows_of(const SharingBook& book, Day day) {
  std::vector<SharingRow> rows;
  for (const auto& [number, order] : book.orders()) {
    if (!order.is_unfreeze && is_on(order.finished, day)) add_shares(order, rows);
  }
  for (const auto& [number, entry] : book.returns()) {
    if (!is_on(entry.finished, day) || entry.result != ReturnResult::success) continue;
    const auto& order = book.orders().find(entry.out_order_no)->second;
    rows.push_back({*entry.finished,
                    order.wanted.transaction_id,
                    entry.return_id,
                    {},
                    entry.wanted.out_return_no,
                    entry.wanted.return_mchid,
                    entry.wanted.amount,
                    entry.wanted.description,
                    true});
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const SharingRow& a, const SharingRow& b) { return a.at < b.at; });
  return rows;
}

void write_sharing_row(BillWriter& writer, const SharingRow& row, Fen order_amount, std::string_view mchid) {
  writer.field(to_bill_time(row.at)).field(mchid).field(mchid).field(row.transaction_id);
  writer.field(row.order_id).field(row.detail_id).field(row.out_order_no).field(to_yuan(order_amount));
  writer.field(row.account).field(to_yuan(row.amount)).field(row.is_return ? "分账回退" : "分账");
  writer.field("成功").field(row.description).field("").end_row();
}

}  // namespace

std::string write_sharing_bill(const SharingBook& book, Day day, std::string_view mchid) {
  const auto rows = rows_of(book, day);
  if (rows.empty()) return {};
  BillWriter writer(kSharingHead);
  std::int64_t shares = 0;
  Fen shared = 0;
  Fen returned = 0;
  for (const auto& row : rows) {
    write_sharing_row(writer, row, book.find_payment(row.transaction_id)->amount, mchid);
    if (!row.is_return) ++shares;
    (row.is_return ? returned : shared) += row.amount;
  }
  writer.head(kSharingSummary);
  writer.field(count_text(shares)).field(to_yuan(shared));
  writer.field(count_text(static_cast<std::int64_t>(rows.size()) - shares)).field(to_yuan(returned));
  writer.end_row();
  return writer.take();
}

}  // namespace fenrun::emulator::pay
