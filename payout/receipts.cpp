#include "payout/receipts.hpp"

#include <algorithm>
#include <string>
#include <thread>
#include <utility>

#include "base/assert.hpp"
#include "base/crypto/digest.hpp"
#include "flows/withdrawal/sealed_payout.hpp"
#include "payout/translate.hpp"
#include "wechat/http/ask.hpp"
#include "wechat/pay/outcome/errors.hpp"

namespace fenrun::payout {
namespace {

using wechat::PayAction;
using wechat::PayOutcome;
using wechat::TransferNumber;

constexpr std::chrono::seconds kBesideCalls{30};

void wait_for_receipt_token(const ReceiptTools& tools) {
  const auto wait = tools.governor.receipts().take(tools.clock.steady());
  if (wait.count() > 0) std::this_thread::sleep_for(wait);
}

ReceiptAnswer answer_of(const PayOutcome<wechat::Receipt>& outcome) {
  if (outcome.refused_with("NOT_FOUND")) return ReceiptAnswer::absent;
  if (!outcome.is_done()) return ReceiptAnswer::silent;
  switch (outcome.done().state) {
    case wechat::ReceiptState::generating:
      return ReceiptAnswer::making;
    case wechat::ReceiptState::finished:
      return ReceiptAnswer::made;
    case wechat::ReceiptState::failed:
      return ReceiptAnswer::failed;
  }
  FENRUN_UNREACHABLE("no such state of a receipt at WeChat");
}

// WeChat will not make it, whenever it is asked; all else may pass.
bool is_for_good(PayAction action) {
  switch (action) {
    case PayAction::fix_request:
    case PayAction::query:
    case PayAction::settle_otherwise:
      return true;
    case PayAction::fix_configuration:
    case PayAction::ask_wechat:
    case PayAction::top_up:
    case PayAction::back_off:
    case PayAction::repeat:
    case PayAction::wait_for_file:
    case PayAction::nothing:
      return false;
  }
  FENRUN_UNREACHABLE("no such action");
}

template <class T>
void tell_problem(const ReceiptTools& tools, const PayOutcome<T>& outcome, flows::RecordReceipt& turn) {
  if (const auto* const refusal = outcome.refusal()) {
    if (refusal->row->action == PayAction::back_off) tools.governor.receipts().halve(tools.clock.steady());
    turn.problem = short_note(refusal->code + " " + refusal->note);
    return;
  }
  const auto& unknown = *outcome.unknown();
  turn.problem = short_note(std::string(to_text(unknown.doubt)) + " " + unknown.note);
  turn.wait = unknown.retry_after.value_or(turn.wait);
}

void apply_for_receipt(const ReceiptTools& tools, const std::string& number, flows::RecordReceipt& turn) {
  wait_for_receipt_token(tools);
  const auto outcome = wechat::ask(tools.context, tools.pay.receipts().apply(TransferNumber::ours, number));
  if (outcome.is_done() || outcome.refused_with("ALREADY_EXISTS")) {
    turn.news = ReceiptNews::applied;
    return;
  }
  const auto* const refusal = outcome.refusal();
  if (refusal != nullptr && is_for_good(refusal->row->action)) turn.news = ReceiptNews::refused;
  tell_problem(tools, outcome, turn);
}

void fetch_file(const ReceiptTools& tools, const PayoutReceipt& ours, const wechat::Receipt& made,
                flows::RecordReceipt& turn) {
  wait_for_receipt_token(tools);
  const auto file = wechat::ask(tools.context, tools.pay.receipts().download(made));
  if (!file.is_done()) {
    tell_problem(tools, file, turn);
    return;
  }
  turn.news = ReceiptNews::archived;
  turn.sha256 = crypto::as_text(crypto::sha256(std::string_view(file.done())));
  turn.file_sealed = flows::seal_receipt(tools.sealer, ours.number, file.done());
}

// What WeChat says where there is nothing more to do in this turn.
void take_answer(const ReceiptTools& tools, const PayOutcome<wechat::Receipt>& outcome, ReceiptAnswer answer,
                 flows::RecordReceipt& turn) {
  if (answer == ReceiptAnswer::making) {
    turn.news = ReceiptNews::applied;
  } else if (answer == ReceiptAnswer::failed) {
    turn.news = ReceiptNews::refused;
    turn.problem = short_note(outcome.done().fail_reason);
  } else {
    tell_problem(tools, outcome, turn);
  }
}

}  // namespace

std::chrono::seconds receipt_lease(const wechat::PayOptions& options) {
  return std::chrono::ceil<std::chrono::seconds>(options.http.call_ms_max + options.file_ms_max) +
         kBesideCalls;
}

wechat::PayOptions with_quick_files(wechat::PayOptions options) {
  options.file_ms_max = std::min(options.file_ms_max, options.http.call_ms_max);
  return options;
}

flows::RecordReceipt take_receipt_turn(const ReceiptTools& tools, const PayoutReceipt& receipt) {
  flows::RecordReceipt turn;
  turn.payout = receipt.payout;
  turn.turn = receipt.turns;
  wait_for_receipt_token(tools);
  const auto outcome =
      wechat::ask(tools.context, tools.pay.receipts().query(TransferNumber::ours, receipt.number));
  const ReceiptAnswer answer = answer_of(outcome);
  const auto step = next_receipt_step(receipt.state, answer);
  if (!step) {
    take_answer(tools, outcome, answer, turn);
  } else if (*step == ReceiptStep::apply) {
    apply_for_receipt(tools, receipt.number, turn);
  } else {
    fetch_file(tools, receipt, outcome.done(), turn);
  }
  return turn;
}

}  // namespace fenrun::payout
