#include "payout/translate.hpp"

#include "base/assert.hpp"
#include "base/crypto/digest.hpp"
#include "wechat/pay/outcome/errors.hpp"
#include "wechat/pay/outcome/fail_reasons.hpp"

namespace fenrun::payout {
namespace {

constexpr std::size_t kNoteMax = 200;

FailBlame blame_of(const std::string& fail_reason) {
  return wechat::fail_reason(fail_reason).side == wechat::FailSide::user ? FailBlame::dealer
                                                                         : FailBlame::ours;
}

// Of a post: a code tells what to do, and never that money is free again.
PayoutEvent event_of_post(const wechat::PayRefusal& refusal) {
  using Do = wechat::PayAction;
  switch (refusal.row->action) {
    case Do::top_up:
      return PayoutEvent::short_of_funds;
    case Do::back_off:
      return PayoutEvent::rate_limited;
    case Do::query:
      return PayoutEvent::exists_already;
    case Do::repeat:
    case Do::nothing:
    case Do::wait_for_file:
    case Do::settle_otherwise:
      return PayoutEvent::no_answer;
    case Do::fix_request:
    case Do::fix_configuration:
    case Do::ask_wechat:
      return PayoutEvent::misconfigured;
  }
  FENRUN_UNREACHABLE("no such action");
}

// Whatever is refused may be refused for the authorisation's sake: only what is wrong with every call of
// ours, our money and our pace mean what they mean elsewhere.
PayoutEvent event_of_direct_post(const wechat::PayRefusal& refusal) {
  if (refusal.code == "SIGN_ERROR") return event_of_post(refusal);
  if (refusal.row->action == wechat::PayAction::settle_otherwise) return PayoutEvent::exists_already;
  const PayoutEvent event = event_of_post(refusal);
  return event == PayoutEvent::misconfigured ? PayoutEvent::exists_already : event;
}

// A query that is refused leaves everything as it is; it is asked again in its time.
PayoutEvent event_of_query(const wechat::PayRefusal& refusal) {
  const PayoutEvent event = event_of_post(refusal);
  const bool is_general = event == PayoutEvent::rate_limited || event == PayoutEvent::misconfigured;
  return is_general ? event : PayoutEvent::no_answer;
}

template <class T>
Translated not_done(const wechat::PayOutcome<T>& outcome,
                    PayoutEvent (*event_of)(const wechat::PayRefusal&)) {
  if (const auto* const refusal = outcome.refusal()) {
    return {PayoutNews{event_of(*refusal)}, refusal->code, refusal->note};
  }
  const auto& unknown = *outcome.unknown();
  PayoutNews news{PayoutEvent::no_answer};
  if (unknown.retry_after) news.wait = *unknown.retry_after;
  return {news, std::string(wechat::to_text(unknown.doubt)), unknown.note};
}

bool is_ours(const wechat::Transfer& transfer, const Payout& ours, const crypto::Sealer& sealer) {
  const bool is_same_payee =
      !transfer.openid || crypto::equal_in_constant_time(
                              sealer.blind_index("openid", transfer.openid->reveal()), ours.openid_index);
  return transfer.out_bill_no == ours.number && transfer.amount == ours.amount &&
         transfer.mchid == ours.mchid && transfer.appid == ours.appid && is_same_payee;
}

Translated compare(const wechat::Transfer& transfer, const Payout& ours, const crypto::Sealer& sealer,
                   PayoutEvent (*says)(ChannelState)) {
  if (!is_ours(transfer, ours, sealer)) {
    return {PayoutNews{PayoutEvent::query_differs, transfer.transfer_bill_no}, "query_differs", ""};
  }
  const ChannelState state = channel_state(transfer.state, transfer.fail_reason);
  const PayoutNews news{says(state), transfer.transfer_bill_no, transfer.fail_reason,
                        blame_of(transfer.fail_reason)};
  return {news, std::string(to_word(news.event)), transfer.fail_reason};
}

}  // namespace

ChannelState channel_state(wechat::TransferState state, const std::string& fail_reason) {
  using S = wechat::TransferState;
  switch (state) {
    case S::accepted:
      return ChannelState::accepted;
    case S::processing:
      return ChannelState::processing;
    case S::wait_user_confirm:
      return ChannelState::wait;
    case S::transferring:
      return ChannelState::transferring;
    case S::success:
      return ChannelState::success;
    case S::fail:
      return fail_reason == "MCH_CANCEL" ? ChannelState::cancelled : ChannelState::fail;
    case S::canceling:
      return ChannelState::canceling;
    case S::cancelled:
      return ChannelState::cancelled;
  }
  FENRUN_UNREACHABLE("no such state of a transfer");
}

Translated translate(const wechat::PayOutcome<wechat::TransferCreated>& outcome) {
  if (!outcome.is_done()) return not_done(outcome, event_of_post);
  const auto& created = outcome.done();
  const ChannelState state = channel_state(created.state, created.fail_reason);
  PayoutNews news{create_says(state), created.transfer_bill_no, created.fail_reason,
                  blame_of(created.fail_reason)};
  news.has_package = !created.package_info.reveal().empty();
  return {news, std::string(to_word(news.event)), ""};
}

Translated translate(const wechat::PayOutcome<wechat::Transfer>& outcome, const Payout& ours,
                     const crypto::Sealer& sealer) {
  if (outcome.refused_with("NOT_FOUND")) {
    return {PayoutNews{PayoutEvent::query_not_found}, "NOT_FOUND", outcome.refusal()->note};
  }
  if (!outcome.is_done()) return not_done(outcome, event_of_query);
  return compare(outcome.done(), ours, sealer, query_says);
}

// The answer is that of a query; what it says of an end is asked about once more, as after every post.
Translated translate_direct(const wechat::PayOutcome<wechat::Transfer>& outcome, const Payout& ours,
                            const crypto::Sealer& sealer) {
  if (!outcome.is_done()) return not_done(outcome, event_of_direct_post);
  return compare(outcome.done(), ours, sealer, create_says);
}

Translated translate(const wechat::PayOutcome<wechat::TransferCancelled>& outcome) {
  if (outcome.is_done()) return {std::nullopt, "cancel_accepted", ""};
  Translated translated = not_done(outcome, event_of_query);
  translated.news.reset();
  return translated;
}

// Whole characters, because the column is text.
std::string short_note(std::string note) {
  if (note.size() <= kNoteMax) return note;
  std::size_t end = kNoteMax;
  while (end > 0 && (static_cast<unsigned char>(note[end]) & 0xC0U) == 0x80U) --end;
  note.resize(end);
  return note;
}

}  // namespace fenrun::payout
