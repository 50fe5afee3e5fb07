// A merchant with money and one user, for tests of transfers.
#pragma once

#include <string>

#include "base/random.hpp"
#include "wechat/emulator/core/pay/transfer_book.hpp"

namespace fenrun::emulator::pay {

struct TransferStage {
  SeededRandom random{20260302};
  Instant now{std::chrono::seconds(1'772'424'000)};  // 2026-03-02T12:00:00+08:00
  FundBook funds;
  TransferBook book;
  Payee payee{true, "张三"};

  explicit TransferStage(Fen top_up = 1'000'000) {
    book.settings.appid = "wx1";
    if (top_up > 0) funds.top_up(Account::operation, top_up, "T1", now);
  }
  static TransferOrder order(std::string number, Fen amount = 1'000) {
    TransferOrder order;
    order.appid = "wx1";
    order.out_bill_no = std::move(number);
    order.scene_id = "1005";
    order.openid = "oUser";
    order.amount = amount;
    order.remark = "推广佣金";
    order.infos = {{"岗位类型", "推广员"}, {"报酬说明", "佣金"}};
    return order;
  }
  void pass(std::chrono::microseconds time) { now += time; }
  TransferBook::Outcome create(const TransferOrder& wanted) {
    return book.create(wanted, payee, funds, {now, random});
  }
  TransferBook::Outcome create(const std::string& number) { return create(order(number)); }
  TransferBook::Deed confirm(const std::string& number, Confirmation how = {}) {
    return book.confirm(number, how, payee, funds, now);
  }
  // The state now, as the book has it.
  std::string state(const std::string& number) {
    book.advance(funds, now);
    const auto* transfer = book.find(number);
    return transfer == nullptr ? "none" : std::string(name_of(transfer->state));
  }
  Balance balance() const { return funds.balance(Account::operation); }
  // The code of a refusal, or the state of the transfer it shows.
  static std::string said(const TransferBook::Outcome& outcome) {
    if (const auto* problem = std::get_if<Problem>(&outcome)) return std::string(problem->code);
    return std::string(name_of(std::get<const Transfer*>(outcome)->state));
  }
  static std::string message(const TransferBook::Outcome& outcome) {
    const auto* problem = std::get_if<Problem>(&outcome);
    return problem == nullptr ? "" : problem->message;
  }
};

}  // namespace fenrun::emulator::pay
