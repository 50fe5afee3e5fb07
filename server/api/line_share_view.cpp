#include "server/api/line_share_view.hpp"

#include <algorithm>
#include <string>

namespace fenrun::server {
namespace {

json::Writer zero_reason_json(ZeroReason reason, Language language) {
  const ZeroReasonText& text = text_of(reason);
  json::Writer body;
  body.text("reason", text.word).text("sentence", language == Language::zh ? text.zh : text.en);
  return body;
}

json::Writer line_commission_json(const Commission& commission) {
  json::Writer body;
  body.id("id", commission.id)
      .integer("level", number_of(commission.level))
      .fen("amount_fen", commission.amount_fen)
      .fen("clawed_back_fen", commission.clawed_back_fen)
      .text("state", to_text(commission.state));
  return body;
}

template <class Row>
std::vector<Row> of_line(const std::vector<Row>& rows, OrderLineId line) {
  std::vector<Row> own;
  std::ranges::copy_if(rows, std::back_inserter(own), [line](const Row& row) { return row.line == line; });
  return own;
}

void add_zero(json::Writer& body, const std::optional<ZeroReason>& reason, Language language) {
  if (reason) {
    body.object("zero", zero_reason_json(*reason, language));
  } else {
    body.null("zero");
  }
}

std::optional<ZeroReason> zero_reason_of(const OrderShares& shares, OrderLineId line) {
  const auto found = std::ranges::find(shares.zero_lines, line, &db::CommissionZeroLine::line);
  if (found == shares.zero_lines.end()) return std::nullopt;
  return found->reason;
}

// The share of the seller itself that was not claimed: a line may pay those above and not the seller.
std::optional<ZeroReason> sellers_reason(const OrderShares& shares, OrderLineId line) {
  for (const UnclaimedCommission& it : shares.unclaimed) {
    if (it.line == line && it.level == PaidLevel::first) return it.reason;
  }
  return zero_reason_of(shares, line);
}

}  // namespace

OrderShares shares_of_order(db::Tx& tx, OrderId order) {
  return {db::commissions_of_order(tx, order), db::unclaimed_of_order(tx, order),
          db::zero_lines_of(tx, order)};
}

void add_line_shares(json::Writer& body, const OrderShares& shares, OrderLineId line, DealerNames& names,
                     Language language) {
  body.list("commissions", of_line(shares.commissions, line), [&](const Commission& one) {
    auto shown = line_commission_json(one);
    shown.maybe_text("dealer", names.public_id(one.dealer)).maybe_text("dealer_name", names.name(one.dealer));
    return shown;
  });
  body.list("unclaimed", of_line(shares.unclaimed, line),
            [&](const UnclaimedCommission& one) { return unclaimed_json(one, language); });
  add_zero(body, zero_reason_of(shares, line), language);
}

void add_own_line_shares(json::Writer& body, const OrderShares& shares, OrderLineId line, DealerId dealer,
                         Language language) {
  auto own = of_line(shares.commissions, line);
  std::erase_if(own, [dealer](const Commission& one) { return one.dealer != dealer; });
  body.list("commissions", own, line_commission_json);
  add_zero(body, own.empty() ? sellers_reason(shares, line) : std::nullopt, language);
}

json::Writer unclaimed_json(const UnclaimedCommission& unclaimed, Language language) {
  auto body = zero_reason_json(unclaimed.reason, language);
  body.integer("level", number_of(unclaimed.level))
      .fen("amount_fen", unclaimed.amount_fen)
      .fen("returned_fen", unclaimed.returned_fen);
  return body;
}

}  // namespace fenrun::server
