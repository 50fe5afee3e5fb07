#include "deploy/history/month.hpp"

#include <algorithm>
#include <utility>

#include "db/order/order.hpp"
#include "deploy/history/names.hpp"
#include "flows/consumer/set_phone.hpp"
#include "flows/dealer/resume_dealer.hpp"
#include "flows/dealer/set_tier.hpp"
#include "flows/dealer/suspend_dealer.hpp"
#include "flows/ledger/release.hpp"
#include "flows/order/advance_order.hpp"

namespace fenrun::history {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr int kBite = 100;
constexpr std::uint64_t kAsksOneDayOf = 5;

// No phone has such a number.
SecretText phone_of(std::uint32_t customer) {
  const std::string digits = std::to_string(customer);
  return SecretText("1000000" + std::string(4 - digits.size(), '0') + digits);
}

// Shops grow, and sell more at the end of the week. `day` counts from the month's first.
int orders_on(Instant midnight, int day) {
  const std::chrono::weekday weekday{std::chrono::floor<days>(midnight + hours(8))};
  const bool is_weekend = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
  return 10 + day / 2 + (is_weekend ? 6 : 0);
}

}  // namespace

Month::Month(Desk& desk, Opening opening, testing::RealisticLoad load, Payday* payday)
    : desk_(desk), opening_(std::move(opening)), load_(std::move(load)), payday_(payday) {
  terms_.tier_holds = {{"gold", days{3}}};
}

int Month::play(Instant begin, Instant now) {
  int number = 0;
  for (Instant midnight = begin; midnight < now; midnight += days(1)) plan_day(midnight, number++);
  plan_careers(begin);
  // Steps may plan others.
  while (!steps_.empty() && steps_.begin()->first <= now) {
    const auto next = steps_.extract(steps_.begin());
    next.mapped()(next.key());
  }
  return orders_;
}

std::chrono::seconds Month::within(std::chrono::seconds most) {
  return std::chrono::seconds(desk_.random().below(static_cast<std::uint64_t>(most.count())));
}

void Month::plan_day(Instant midnight, int number) {
  steps_.emplace(midnight, [this](Instant at) { close_day(at); });
  const int count = orders_on(midnight, number);
  for (int i = 0; i < count; ++i) plan_order(midnight + hours(8) + within(hours(15)));
  // Those who look around and buy nothing yet.
  for (int i = 0; i < count / 3; ++i) {
    const auto customer = static_cast<std::uint32_t>(1 + desk_.random().below(load_.shape().customers));
    plan_customer(customer, midnight + hours(8) + within(hours(15)));
  }
  if (payday_ != nullptr) plan_payday(midnight);
}

// Some dealers ask each day; finance decides before noon, when the bills of the day before have been looked
// Some dealers ask each day; finance decides before noon, when the bills of the day before have been looked
// at.
void Month::plan_payday(Instant midnight) {
  steps_.emplace(midnight + hours(10) + minutes(30), [this](Instant at) { payday_->reconcile(at); });
  for (std::size_t number = 1; number < opening_.sellers.size(); ++number) {
    if (desk_.random().below(kAsksOneDayOf) != 0) continue;
    const DealerId dealer = opening_.sellers[number].id;
    const Instant asked = midnight + hours(9) + within(hours(13));
    steps_.emplace(asked, [this, dealer](Instant at) { payday_->ask(dealer, at); });
  }
  const Instant decided = midnight + hours(11);
  steps_.emplace(decided, [this](Instant at) { payday_->decide(at); });
  // The worker looks when something is due: often at first, and for the last time late in the evening.
  for (const int later : {0, 2, 5, 12, 35, 120, 300, 690}) {
    steps_.emplace(decided + minutes(later), [this](Instant at) { payday_->work(at); });
  }
}

void Month::plan_customer(std::uint32_t customer, Instant at) {
  const auto [known, is_new] = customers_.emplace(customer, at);
  if (!is_new && known->second <= at) return;
  // Days are planned in their order, but not what is within one: the earliest visit counts.
  known->second = at;
  steps_.emplace(at, [this, customer](Instant now) {
    if (customers_.at(customer) != now) return;
    const bool is_alone = customer % 12 == 0;  // found the shop by themselves
    const Seller& seller = opening_.sellers.at(load_.dealer_of(customer));
    const Visitor visitor = sign_in(desk_, "oHistoryCustomer" + std::to_string(customer),
                                    is_alone ? std::nullopt : std::optional(seller.touch), now);
    const flows::SetPhone phone{visitor.id,
                                flows::seal_phone(desk_.sealer(), visitor.public_id, phone_of(customer))};
    (void)desk_.run([&](db::Tx& tx) -> Result<bool> {
      if (auto done = flows::set_phone(tx, phone, now); !done) return done.error();
      if (auto done = flows::set_nickname(tx, {visitor.id, nickname(customer)}, now); !done)
        return done.error();
      return true;
    });
  });
}

Fen Month::value_of(const testing::LoadOrder& order) const {
  Fen total;
  for (const auto& line : order.lines) total.value += load_.price_of(line.product).value * line.quantity;
  return total;
}

void Month::plan_order(Instant paid_at) {
  const testing::LoadOrder order = load_.next_order();
  plan_customer(order.customer, paid_at - minutes(5) - within(hours(2)));
  const std::string number = "QH" + std::to_string(100'000 + steps_.size());
  flows::PushOrder paid;
  paid.content = PushedContent{};
  paid.content->buyer_phone_index = flows::phone_index(desk_.sealer(), phone_of(order.customer));
  for (const auto& line : order.lines) {
    paid.content->lines.push_back(
        {opening_.sku_codes.at(line.product), line.quantity, load_.price_of(line.product)});
  }
  paid.said.paid_at = paid_at;
  steps_.emplace(paid_at + minutes(1), [this, number, paid](Instant at) {
    push(number, paid, at);
    ++orders_;
  });
  const Instant shipped_at = paid_at + hours(10) + within(hours(26));
  flows::PushOrder shipped;
  shipped.said.shipped_at = shipped_at;
  shipped.said.carrier = "示例快递";
  shipped.said.tracking_no = "SF" + number;
  shipped.said.parcel_sequence = 1;
  steps_.emplace(shipped_at, [this, number, shipped](Instant at) { push(number, shipped, at); });
  const Instant received_at = shipped_at + days(1) + within(days(3));
  flows::PushOrder received;
  received.said.received_at = received_at;
  steps_.emplace(received_at, [this, number, received](Instant at) { push(number, received, at); });
  plan_refund(order, number, shipped_at);
}

void Month::plan_refund(const testing::LoadOrder& order, const std::string& number, Instant shipped_at) {
  if (order.fate == testing::Fate::kept) return;
  const auto& first = order.lines.front();
  const Fen part{load_.price_of(first.product).value * first.quantity / 2};
  const bool is_whole = order.fate == testing::Fate::returned || part == Fen{0};
  const Instant at = shipped_at + days(2) + within(days(9));
  flows::PushOrder refunded;
  PushedRefund refund{"R" + number, is_whole ? value_of(order) : part, at};
  if (!is_whole) refund.parts = {{opening_.sku_codes.at(first.product), part}};
  refunded.refunds.push_back(std::move(refund));
  steps_.emplace(at, [this, number, refunded](Instant now) { push(number, refunded, now); });
}

void Month::push(const std::string& number, const flows::PushOrder& said, Instant at) {
  flows::PushOrder command = said;
  command.public_id = desk_.ulid(at);
  command.source = kSourceCode;
  command.external_no = number;
  command.terms = terms_;
  const auto report = desk_.run([&](db::Tx& tx) { return flows::push_order(tx, command, at); });
  if (!report.alarms.empty()) throw std::runtime_error("a refund of " + number + " does not fit");
}

void Month::close_day(Instant at) {
  int released = kBite;
  while (released == kBite)
    released = desk_.run([&](db::Tx& tx) { return flows::release_due(tx, at, kBite); });
  const auto due =
      desk_.run([&](db::Tx& tx) -> Result<std::vector<OrderId>> { return db::due_orders(tx, at, kBite); });
  for (const OrderId id : due)
    (void)desk_.run([&](db::Tx& tx) { return flows::take_due_step(tx, {id, terms_}, at); });
}

void Month::set_tier(std::uint32_t seller, const std::string& code, Instant at) {
  const flows::SetTierCommand command{opening_.operations, opening_.sellers.at(seller).public_id, code,
                                      "业绩达标"};
  (void)desk_.run([&](db::Tx& tx) { return flows::set_tier(tx, command, at); });
}

// The earlier a dealer's number, the more customers it is likely to have.
void Month::plan_careers(Instant begin) {
  const auto count = static_cast<std::uint32_t>(opening_.sellers.size());
  for (std::uint32_t seller = 1; seller < count; seller += 4) {
    const char* const code = seller < count / 4 ? "senior" : "middle";
    steps_.emplace(begin + days(8) + within(days(10)),
                   [this, seller, code](Instant at) { set_tier(seller, code, at); });
  }
  steps_.emplace(begin + days(20), [this](Instant at) { set_tier(1, "gold", at); });
  const std::string& resting = opening_.sellers.at(count / 2).public_id;
  steps_.emplace(begin + days(12), [this, resting](Instant at) {
    (void)desk_.run([&](db::Tx& tx) {
      return flows::suspend_dealer(tx, {opening_.operations, resting, "核查中"}, at);
    });
  });
  steps_.emplace(begin + days(15), [this, resting](Instant at) {
    (void)desk_.run([&](db::Tx& tx) {
      return flows::resume_dealer(tx, {opening_.operations, resting, "核查完毕"}, at);
    });
  });
}

}  // namespace fenrun::history
