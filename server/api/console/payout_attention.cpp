// Transfers that do not go on by themselves: how old, whose turn, why, and what to do.
#include "db/payout/payout_attention.hpp"

#include <algorithm>
#include <map>

#include "db/withdrawal/withdrawal.hpp"
#include "domain/withdrawal/payout_attention.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/dealer_view.hpp"
#include "wechat/pay/outcome/fail_reasons.hpp"

namespace fenrun::server::console {
namespace {

struct Told {
  std::string_view owner;
  std::string reason;
  std::string next;
};

// A failure has WeChat's reason, and with it somebody whose turn it is.
Told tell(const Payout& payout, Language language) {
  const bool is_zh = language == Language::zh;
  const AttentionRow& row = attention_of(payout);
  Told told{to_word(row.owner), std::string(is_zh ? row.zh : row.en),
            std::string(is_zh ? row.next_zh : row.next_en)};
  if (row.kind != AttentionKind::failed || payout.fail_reason.empty()) return told;
  const auto& why = wechat::fail_reason(payout.fail_reason);
  told.owner = wechat::to_text(why.owner);
  told.reason = std::string(is_zh ? why.zh : why.en);
  return told;
}

// Since when it stands like this; of one that waits for its dealer, since it was sent.
Instant since_of(const Payout& payout) {
  if (payout.state == PayoutState::await_user && payout.first_post_at) return *payout.first_post_at;
  return payout.state_at;
}

json::Writer attention_json(const Payout& payout, const Withdrawal& withdrawal, DealerNames& names,
                            const Call& call) {
  const Told told = tell(payout, call.language);
  const Instant since = since_of(payout);
  json::Writer body;
  return body.text("withdrawal", withdrawal.public_id)
      .maybe_text("dealer", names.public_id(withdrawal.dealer))
      .maybe_text("dealer_name", names.name(withdrawal.dealer))
      .text("number", payout.number)
      .fen("amount_fen", payout.amount)
      .text("state", to_word(payout.state))
      .text("kind", attention_of(payout).word)
      .text("owner", told.owner)
      .text("reason", told.reason)
      .text("next", told.next)
      .text("fail_reason", payout.fail_reason)
      .time("since", since)
      .integer("age_seconds",
               std::chrono::duration_cast<std::chrono::seconds>(std::max(call.now, since) - since).count());
}

std::map<WithdrawalId, Withdrawal> withdrawals_of(db::Tx& tx, const std::vector<Payout>& payouts) {
  std::vector<WithdrawalId> ids;
  ids.reserve(payouts.size());
  for (const Payout& one : payouts) ids.push_back(one.withdrawal);
  std::map<WithdrawalId, Withdrawal> found;
  for (Withdrawal& one : db::list_withdrawals_by_ids(tx, ids)) found.emplace(one.id, std::move(one));
  return found;
}

}  // namespace

Result<Reply> list_payout_attention(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const bool is_counted = wants_total(query);
  if (auto refused = query.refusal()) return *refused;
  const db::AttentionSince since{call.now - kUnknownTooLong, call.now - kConfirmSoonAfter};
  std::optional<ListTotal> total;
  if (is_counted) total = db::total_of_payout_attention(tx, since);
  const auto page = db::list_payout_attention(tx, since, {list.after.id, list.limit});
  const auto withdrawals = withdrawals_of(tx, page.items);
  DealerNames names(tx);
  return ok_counted_list(call, page.items, page.next, total, [&](const Payout& one) {
    return attention_json(one, withdrawals.at(one.withdrawal), names, call);
  });
}

}  // namespace fenrun::server::console
