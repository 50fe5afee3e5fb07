// Notices of WeChat Pay about payments, refunds and transfers: verified over the raw bytes, committed to an
// inbox, answered; the order keeper and fenrun-payout carry them out. Those about authorisations are carried
// out at once. WeChat repeats what is not answered, and a repetition is the same row.
#include <algorithm>

#include "base/log.hpp"
#include "db/order/notify_inbox.hpp"
#include "db/payout/transfer_notice.hpp"
#include "flows/withdrawal/confirm_free.hpp"
#include "server/api/callback/handlers.hpp"
#include "server/api/problem.hpp"
#include "server/api/story.hpp"
#include "server/confirm_free_desk.hpp"
#include "server/order_keeper.hpp"
#include "server/pay_desk.hpp"
#include "wechat/pay/callback/receiver.hpp"

namespace fenrun::server::callback {
namespace {

bool is_pay_word(const std::string& text, std::size_t length_max) {
  const auto is_graphic = [](char character) { return character > ' ' && character < '\x7f'; };
  return text.size() <= length_max && std::all_of(text.begin(), text.end(), is_graphic);
}

db::PayNotice reduced(const App& app, const wechat::Payment& payment, Instant now) {
  db::PayNotice notice;
  notice.kind = db::NoticeKind::payment;
  notice.appid = payment.appid;
  notice.mchid = payment.mchid;
  notice.out_trade_no = payment.out_trade_no;
  notice.transaction_id = payment.transaction_id;
  notice.amount_fen = payment.total.value_or(Fen{});
  notice.currency = payment.currency;
  if (payment.openid) notice.payer_index = app.sealer.blind_index("openid", payment.openid->reveal());
  notice.happened_at = payment.success_time.value_or(now);
  return notice;
}

db::PayNotice reduced(const wechat::Refund& refund, Instant now) {
  db::PayNotice notice;
  notice.kind = db::NoticeKind::refund;
  notice.mchid = refund.mchid;
  notice.out_trade_no = refund.out_trade_no;
  notice.transaction_id = refund.transaction_id;
  notice.out_refund_no = refund.out_refund_no;
  notice.channel_refund_id = refund.refund_id;
  notice.refund_state = state_of(refund.state);
  notice.amount_fen = refund.refund;
  notice.happened_at = refund.success_time.value_or(now);
  return notice;
}

// Nothing for a notice that is not about orders.
std::optional<db::PayNotice> reduced(const Call& call, const wechat::PayNotice& notice) {
  if (const auto* payment = std::get_if<wechat::Payment>(&notice.content)) {
    return reduced(call.app, *payment, call.now);
  }
  if (const auto* refund = std::get_if<wechat::Refund>(&notice.content)) return reduced(*refund, call.now);
  return std::nullopt;
}

// What the columns of the inbox can hold; WeChat's own words always fit.
bool fits_inbox(const db::PayNotice& notice) {
  return is_pay_word(notice.appid, 32) && is_pay_word(notice.mchid, 32) &&
         is_pay_word(notice.out_trade_no, 64) && is_pay_word(notice.transaction_id, 64) &&
         is_pay_word(notice.out_refund_no, 64) && is_pay_word(notice.channel_refund_id, 64) &&
         is_pay_word(notice.currency, 16);
}

// Nothing for a state that WeChat sends no notice of.
std::optional<db::TransferNotice> reduced(const App& app, const wechat::Transfer& transfer) {
  using State = wechat::TransferState;
  db::TransferNotice notice;
  if (transfer.state == State::success) {
    notice.state = ChannelState::success;
  } else if (transfer.state == State::cancelled || transfer.fail_reason == "MCH_CANCEL") {
    notice.state = ChannelState::cancelled;
  } else if (transfer.state == State::fail) {
    notice.state = ChannelState::fail;
  } else {
    return std::nullopt;
  }
  notice.number = transfer.out_bill_no;
  notice.channel_number = transfer.transfer_bill_no;
  notice.mchid = transfer.mchid;
  notice.amount = transfer.amount;
  notice.openid_index = app.sealer.blind_index("openid", transfer.openid->reveal());
  notice.fail_reason = transfer.fail_reason;
  notice.happened_at = transfer.update_time;
  return notice;
}

bool fits_inbox(const db::TransferNotice& notice) {
  return is_pay_word(notice.number, 32) && is_pay_word(notice.channel_number, 64) &&
         is_pay_word(notice.mchid, 32) && is_pay_word(notice.fail_reason, 64);
}

// The worker is another process; it looks often enough.
AsyncReply keep_transfer(const Call& call, wechat::Transfer transfer) {
  const auto row = reduced(call.app, transfer);
  if (!row || !fits_inbox(*row)) co_return wechat::kPayNoticeMalformed;
  std::function<Result<bool>(db::Tx&)> keep = [&](db::Tx& tx) -> Result<bool> {
    return db::insert_transfer_notice(tx, *row, call.now);
  };
  const Result<bool> kept = co_await run_story<bool>(call, keep, db::Lane::pipeline);
  if (!kept) co_return kept.error();
  co_return no_content();
}

// Applied at once: it changes one row of the dealer's, and a repetition changes nothing.
AsyncReply keep_authorization(const Call& call, wechat::Authorization said) {
  const flows::ConfirmFreeNotice notice{said.out_authorization_no, said.appid,
                                        call.app.sealer.blind_index("openid", said.openid.reveal()),
                                        confirm_free_news(said)};
  std::function<Result<bool>(db::Tx&)> keep = [&](db::Tx& tx) {
    return flows::note_confirm_free(tx, notice, call.now);
  };
  const Result<bool> kept = co_await run_story<bool>(call, keep, db::Lane::pipeline);
  if (!kept) co_return kept.error();
  if (!*kept) log::warning("wechat_pay.authorization_not_ours", {{"number", notice.number}});
  co_return no_content();
}

// Nothing here is paid by another merchant's sharing. The money itself is in the fund bill, where
// reconciliation sees it; the line says where it came from.
void note_share(const wechat::ShareMovement& movement) {
  log::warning("wechat_pay.share_received", {{"is_return", movement.is_return},
                                             {"from_mchid", movement.mchid},
                                             {"order_id", movement.order_id},
                                             {"transaction_id", movement.transaction_id},
                                             {"amount_fen", movement.amount.value}});
}

}  // namespace

AsyncReply receive_pay_notice(const Call& call, Edge&) {
  if (call.app.pay == nullptr) co_return kNoSuchRoute;
  const wechat::HttpHeaders headers = call.request.headers;
  const Result<wechat::PayNotice> notice = co_await call.app.pay->receive(headers, call.request.body);
  if (!notice) co_return notice.error();
  if (const auto* transfer = std::get_if<wechat::Transfer>(&notice->content)) {
    const Result<Reply> kept = co_await keep_transfer(call, *transfer);
    co_return kept;
  }
  if (const auto* authorization = std::get_if<wechat::Authorization>(&notice->content)) {
    const Result<Reply> kept = co_await keep_authorization(call, *authorization);
    co_return kept;
  }
  if (const auto* movement = std::get_if<wechat::ShareMovement>(&notice->content)) note_share(*movement);
  const auto row = reduced(call, *notice);
  if (!row) co_return no_content();  // an echo, a share, or a kind with an address of its own
  if (!fits_inbox(*row)) co_return wechat::kPayNoticeMalformed;
  std::function<Result<bool>(db::Tx&)> keep = [&](db::Tx& tx) -> Result<bool> {
    return db::insert_notice(tx, *row, call.now);
  };
  const Result<bool> kept = co_await run_story<bool>(call, keep, db::Lane::pipeline);
  if (!kept) co_return kept.error();
  call.app.order_keeper->ring();
  co_return no_content();
}

}  // namespace fenrun::server::callback
