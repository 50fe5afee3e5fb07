// What dealers do, and WeChat's notices.
#include "flows/ledger/post.hpp"
#include "flows/withdrawal/request_withdrawal.hpp"
#include "tests/simulation/town.hpp"
#include "tests/simulation/town_story.hpp"

namespace fenrun::simulation {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::int64_t kEarnedForEachWish = 7'000;
constexpr int kAskTries = 12;
constexpr int kPhoneTries = 4;

}  // namespace

void Town::note(std::string_view who, std::string_view what, std::string_view about) {
  house_.trace.add(house_.now, who, what, about);
}

std::string Town::fresh_id() {
  std::string digits = std::to_string(++ids_);
  return "01SIMULATED" + std::string(15 - digits.size(), '0') + digits;
}

void Town::open(milliseconds until_calm) {
  house_.wechat.top_up(0, house_.now);
  house_.rules.terms.fee_ppm = 6'000;
  for (std::int64_t id = 1; id <= house_.plan.dealers; ++id) make_dealer(id);
  for (std::int64_t id = 1; id <= house_.plan.dealers; ++id) {
    for (int wish = 0; wish < house_.plan.wishes; ++wish) {
      const Fen gross{house_.dice.between(95, 20'000)};
      const Wish asked{"key-" + std::to_string(id) + "-" + std::to_string(wish), DealerId{id}, gross};
      house_.after(house_.dice.wait(milliseconds{0}, until_calm), [this, asked] { ask(asked); });
    }
  }
  house_.after(minutes{1}, [this] { finance_looks(); });
  house_.after(hours{1}, [this] { tell_lies(); });
  house_.after(hours{1}, [this] { tamper_now_and_then(); });
  house_.after(hours{2}, [this] { suspend_somebody(); });
}

void Town::make_dealer(std::int64_t id) {
  const auto age = house_.dice.permille(500) ? hours{24 * 60} : hours{24};
  Dealer dealer;
  dealer.id = DealerId{id};
  dealer.consumer_id = ConsumerId{id};
  dealer.tier_id = TierId{1};
  dealer.level = 1;
  dealer.joined_at = house_.now - age;
  house_.rows.dealers.put(id, dealer);
  db::Consumer consumer;
  consumer.id = ConsumerId{id};
  consumer.appid = kAppid;
  consumer.openid_sealed = openid_of(id);
  consumer.openid_index = house_.sealer.blind_index("openid", openid_of(id));
  consumer.created_at = house_.now - age;
  house_.rows.consumers.put(id, consumer);
  const Fen earned{kEarnedForEachWish * house_.plan.wishes};
  const std::string commission = "commission-" + std::to_string(id);
  const Movement movements[] = {flows::accrue(commission, DealerId{id}, earned),
                                {MovementKind::release, commission, DealerId{id}, earned, commission}};
  house_.rows.begin({});
  if (!flows::post(tx_here(), movements, house_.now)) throw Violation("opening", "nothing could be earned");
  house_.rows.commit();
  house_.witness.earned[id] = earned;
  if (house_.plan.has_consents && house_.dice.permille(700)) agree(id, 1);
}

// Some take it back in WeChat, of which we hear late or never; some end it here; and some agree again.
void Town::agree(std::int64_t id, int times) {
  const db::Consumer consumer = *house_.rows.consumers.find(id);
  ConfirmFree authorization;
  authorization.id = ConfirmFreeId{id};
  authorization.dealer = DealerId{id};
  authorization.number = "F" + std::to_string(id) + "T" + std::to_string(times);
  authorization.place = {std::string(kMchid), consumer.appid, "1005", consumer.openid_index};
  authorization.state = ConfirmFreeState::in_effect;
  authorization.mac = flows::confirm_free_mac(house_.keys, authorization);
  const std::string& number = authorization.number;
  house_.wechat.agree(number, openid_of(id), house_.now);
  put_authorization(authorization);
  if (house_.dice.permille(500)) return;
  house_.after(house_.dice.wait(hours{1}, hours{48}), [this, number, id, times] {
    note("dealer", "takes_back", number);
    if (house_.dice.permille(300)) want_end(number);
    house_.wechat.take_back(number, house_.now);
    if (house_.dice.permille(300)) return;
    house_.after(house_.dice.wait(seconds{1}, hours{6}), [this, number, id, times] {
      hear_end(number);
      if (house_.dice.permille(500)) agree(id, times + 1);
    });
  });
}

void Town::put_authorization(const ConfirmFree& authorization) {
  house_.rows.begin({});
  house_.rows.authorizations.put(authorization.number, authorization);
  house_.rows.commit();
}

void Town::want_end(const std::string& number) {
  ConfirmFree unwanted = *house_.rows.authorizations.find(number);
  unwanted.is_end_wanted = true;
  put_authorization(unwanted);
}

void Town::hear_end(const std::string& number) {
  const ConfirmFreeNews news{ConfirmFreeState::closed, "", "USER_CLOSE", {}};
  put_authorization(change_confirm_free(*house_.rows.authorizations.find(number), news, house_.now));
}

// The client repeats what was not answered, under the same key.
void Town::ask(Wish wish) {
  if (house_.is_calm || ++wish.tries > kAskTries) return;
  const flows::RequestWithdrawal command{fresh_id(), wish.dealer, wish.gross, wish.key, ""};
  const auto asked =
      try_story([&](db::Tx& tx) { return flows::request_withdrawal(tx, house_.rules, command, house_.now); });
  if (!asked) return house_.after(seconds{5}, [this, wish] { ask(wish); });
  if (!*asked) {
    ++refused_;
    note("dealer", "is_refused", asked->error().code());
    const bool is_for_good = asked->refused_with(kAvailableShort);
    if (!is_for_good) house_.after(house_.dice.wait(hours{1}, hours{8}), [this, wish] { ask(wish); });
    return;
  }
  note("dealer", "asks", (*asked)->public_id);
  if (house_.strikes(FaultKind::double_tap, 300)) {
    house_.after(house_.dice.wait(milliseconds{1}, hours{30}), [this, wish] { ask(wish); });
  }
  if (house_.dice.permille(50)) {
    house_.after(house_.dice.wait(seconds{1}, hours{2}),
                 [this, id = (*asked)->public_id, dealer = wish.dealer] { change_mind(id, dealer); });
  }
}

void Town::change_mind(const std::string& public_id, DealerId dealer) {
  const auto ended = try_story([&](db::Tx& tx) {
    return flows::cancel_withdrawal(tx, {public_id, dealer}, house_.now);
  });
  if (ended && !*ended) ++refused_;
  note("dealer", "changes_mind", public_id);
}

void Town::suspend_somebody() {
  if (house_.is_calm) return;
  if (house_.strikes(FaultKind::dealer_suspended, 400)) {
    Dealer dealer = *house_.rows.dealers.find(house_.dice.between(1, house_.plan.dealers));
    dealer.state = dealer.is_active() ? DealerState::suspended : DealerState::active;
    house_.rows.begin({});
    house_.rows.dealers.put(dealer.id.value, dealer);
    house_.rows.commit();
    note("operator", "suspends_or_resumes", std::to_string(dealer.id.value));
  }
  house_.after(house_.dice.wait(hours{1}, hours{6}), [this] { suspend_somebody(); });
}

// Some confirm at once, some late, some in the last minutes that WeChat grants, some never.
void Town::tell_phone(PayoutId payout) {
  if (!phones_.insert(payout.value).second) return;
  if (house_.strikes(FaultKind::user_never, 250)) return;
  milliseconds wait = house_.dice.wait(seconds{5}, minutes{20});
  if (house_.dice.permille(150)) wait = house_.dice.wait(hours{1}, hours{23});
  if (house_.dice.permille(80)) wait = hours{24} + house_.dice.wait(minutes{0}, minutes{10});
  house_.after(wait, [this, payout] { at_phone(payout, 1); });
}

void Town::at_phone(PayoutId id, int tries) {
  const PayoutRow& row = *house_.rows.payouts.find(id.value);
  const std::int64_t dealer = house_.witness.asked_for.at(row.payout.withdrawal.value).dealer.value;
  const bool is_open = house_.wechat.open_page(row.package, openid_of(dealer), house_.now);
  std::string reason;
  if (house_.strikes(FaultKind::user_fails, 200)) {
    reason = house_.dice.permille(500) ? "ACCOUNT_FROZEN" : "TRANSFER_RISK";
  }
  const bool is_confirmed = house_.wechat.confirm(row.payout.number, reason, house_.now);
  note("phone", is_confirmed ? "confirms" : (is_open ? "is_late" : "does_not_open"), row.payout.number);
  if (!is_confirmed && tries < kPhoneTries) {
    house_.after(house_.dice.wait(seconds{1}, minutes{10}), [this, id, tries] { at_phone(id, tries + 1); });
  }
}

void Town::bring_notices() {
  for (db::TransferNotice& notice : house_.wechat.take_notices()) {
    if (house_.strikes(FaultKind::notice_lost, 300)) continue;
    if (house_.strikes(FaultKind::notice_twice, 400)) bring(notice, house_.dice.wait(seconds{1}, hours{26}));
    milliseconds wait = house_.dice.wait(milliseconds{50}, seconds{5});
    if (house_.strikes(FaultKind::notice_late, 300)) wait = house_.dice.wait(minutes{1}, hours{26});
    bring(std::move(notice), wait);
  }
}

// WeChat repeats what we did not answer.
void Town::bring(db::TransferNotice notice, milliseconds wait) {
  house_.after(wait, [this, notice] {
    const auto kept = try_story(
        [&](db::Tx& tx) -> Result<bool> { return db::insert_transfer_notice(tx, notice, house_.now); });
    if (!kept) return bring(notice, seconds{15});
    note("wechat", *kept && **kept ? "tells" : "repeats", notice.number);
  });
}

}  // namespace fenrun::simulation
