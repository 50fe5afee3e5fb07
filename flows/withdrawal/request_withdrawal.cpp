#include "flows/withdrawal/request_withdrawal.hpp"

#include <algorithm>
#include <chrono>

#include "base/crypto/digest.hpp"
#include "db/consumer/consumer.hpp"
#include "db/dealer/dealer.hpp"
#include "db/dealer/tier.hpp"
#include "db/tax/taxpayer.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "flows/consumer/active_consumer.hpp"
#include "flows/ledger/post.hpp"
#include "flows/tax/taxed_together.hpp"
#include "flows/withdrawal/end_withdrawal.hpp"

namespace fenrun::flows {
namespace {

using std::chrono::year_month_day;

year_month_day date_in_china(Instant instant) {
  return year_month_day(std::chrono::floor<std::chrono::days>(instant + std::chrono::hours(8)));
}

std::string year_text(Instant instant) {
  return std::to_string(static_cast<int>(date_in_china(instant).year()));
}

std::string tax_month(Instant instant) {
  const auto month = static_cast<unsigned>(date_in_china(instant).month());
  return year_text(instant) + (month < 10 ? "-0" : "-") + std::to_string(month);
}

// Of the year, up to this month: the first of each.
std::vector<Period> months_so_far(Instant now) {
  std::vector<Period> months{month_of(now)};
  while (date_in_china(months.back().from).month() != std::chrono::January) {
    months.push_back(month_of(months.back().from - std::chrono::days(1)));
  }
  std::ranges::reverse(months);
  return months;
}

// Of all dealers that are one person to the tax office.
TaxPast taxed_before(db::Tx& tx, const std::set<DealerId>& person, const Period& period) {
  TaxPast all;
  for (const DealerId dealer : person) {
    const TaxPast past = db::taxed_in(tx, dealer, period);
    all.income.value += past.income.value;
    all.withheld.value += past.withheld.value;
  }
  return all;
}

TaxPast past_of_year(db::Tx& tx, const std::set<DealerId>& person, Instant now) {
  TaxPast year;
  std::vector<int> paid_months;
  int month = 0;
  for (const Period& period : months_so_far(now)) {
    ++month;
    const TaxPast past = taxed_before(tx, person, period);
    year.income.value += past.income.value;
    year.withheld.value += past.withheld.value;
    if (past.income.value > 0) paid_months.push_back(month);
  }
  year.months = months_without_gap(paid_months, month);
  return year;
}

// A withdrawal is taxed in the period in which it was asked for; one at a time is open, so that what was
// paid before is settled by then.
TaxRecord tax_of(db::Tx& tx, const WithdrawalRules& rules, DealerId dealer, Fen gross, Instant now) {
  const TaxMethod method = tax_method_at(rules.tax, now);
  if (method == TaxMethod::none) return {};
  const auto person = dealers_taxed_together(tx, dealer);
  if (method == TaxMethod::ordinary)
    return withhold(method, tax_month(now), gross, taxed_before(tx, person, month_of(now)));
  return withhold(method, year_text(now), gross, past_of_year(tx, person, now));
}

// The dealer's row is locked where money is asked for, so its tier stands until the request is stored.
WithdrawalTerms terms_of(db::Tx& tx, const WithdrawalRules& rules, DealerId id) {
  if (rules.tiers.empty()) return rules.terms;
  const auto dealer = db::find_dealer(tx, id);
  const auto tier = dealer ? db::find_tier(tx, dealer->tier_id) : std::nullopt;
  const auto limits = tier ? rules.tiers.find(tier->code) : rules.tiers.end();
  return limits == rules.tiers.end() ? rules.terms : terms_for(rules.terms, limits->second);
}

struct WithdrawalQuote {
  TaxRecord tax;
  WithdrawalAmounts amounts;
};

Result<WithdrawalQuote> withdrawal_quote(db::Tx& tx, const WithdrawalRules& rules, DealerId dealer, Fen gross,
                                         bool has_name, Instant now) {
  const WithdrawalTerms terms = terms_of(tx, rules, dealer);
  const Done allowed = check_withdrawal_amount(gross, db::withdrawn_in(tx, dealer, day_of(now)), terms);
  if (!allowed) return allowed.error();
  TaxRecord tax = tax_of(tx, rules, dealer, gross, now);
  if (needs_identity(rules.identity, tax.tax) && !db::find_taxpayer(tx, dealer)) return kTaxpayerUnknown;
  const auto amounts = split_withdrawal(gross, tax.tax, has_name, terms);
  if (!amounts) return amounts.error();
  return WithdrawalQuote{std::move(tax), *amounts};
}

Withdrawal new_withdrawal(const RequestWithdrawal& command, const db::Consumer& consumer,
                          WithdrawalQuote quoted, Instant now) {
  Withdrawal withdrawal;
  withdrawal.public_id = command.public_id;
  withdrawal.dealer = command.dealer;
  withdrawal.amounts = quoted.amounts;
  withdrawal.tax = std::move(quoted.tax);
  withdrawal.payee = {consumer.id, consumer.appid, consumer.openid_index, consumer.openid_sealed,
                      command.name_sealed};
  withdrawal.requested_at = now;
  withdrawal.state_at = now;
  return withdrawal;
}

}  // namespace

Result<WithdrawalAmounts> quote_withdrawal(db::Tx& tx, const WithdrawalRules& rules, DealerId dealer,
                                           Fen gross, bool has_name, Instant now) {
  const auto quoted = withdrawal_quote(tx, rules, dealer, gross, has_name, now);
  if (!quoted) return quoted.error();
  return quoted->amounts;
}

// The dealer's row is the lock: two requests of one dealer come one after the other, and the limits of the
// day are read behind it.
Result<Withdrawal> request_withdrawal(db::Tx& tx, const WithdrawalRules& rules,
                                      const RequestWithdrawal& command, Instant now) {
  const auto dealer = db::lock_dealer(tx, command.dealer);
  if (!dealer) return kDealerNotFound;
  const auto key = crypto::sha256(command.request_key);
  const auto before = db::find_withdrawal_of_request(tx, command.dealer, crypto::as_text(key));
  if (before && before->amounts.gross != command.gross) return kWithdrawalKeyReused;
  if (before) return *before;
  if (const Done active = check_active(*dealer); !active) return active.error();
  const auto consumer = db::find_consumer(tx, dealer->consumer_id);
  if (!consumer) return kConsumerGone;
  const Done may = may_act(consumer->state);
  if (!may) return may.error();

  auto quoted = withdrawal_quote(tx, rules, command.dealer, command.gross, !command.name_sealed.empty(), now);
  if (!quoted) return quoted.error();
  Withdrawal withdrawal = new_withdrawal(command, *consumer, std::move(*quoted), now);
  const Instant known_since = std::max(dealer->joined_at, consumer->created_at);
  withdrawal.approvals_needed = approvals_needed(rules.approval, command.gross, known_since, now);

  const auto id = db::insert_withdrawal(tx, withdrawal, crypto::as_text(key));
  if (!id) return kWithdrawalAlreadyOpen;
  withdrawal.id = *id;
  const auto held = post(tx, hold(withdrawal.public_id, withdrawal.dealer, withdrawal.amounts.gross), now);
  if (!held) return held.error();
  note_withdrawal_moved(tx, withdrawal, actor_of(withdrawal.dealer), "requested", now);
  return withdrawal;
}

Result<Withdrawal> cancel_withdrawal(db::Tx& tx, const CancelWithdrawal& command, Instant now) {
  auto withdrawal = db::lock_withdrawal_by_public_id(tx, command.public_id);
  if (!withdrawal || withdrawal->dealer != command.dealer) return kWithdrawalNotFound;
  return end_unpaid(tx, *withdrawal, WithdrawalEvent::cancel, actor_of(command.dealer), "", now);
}

}  // namespace fenrun::flows
