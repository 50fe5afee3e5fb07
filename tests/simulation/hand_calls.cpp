// The calls of a worker to WeChat, and everything that can happen to a call on its way.
#include "base/crypto/digest.hpp"
#include "tests/simulation/hand.hpp"
#include "tests/simulation/plant.hpp"

namespace fenrun::simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using wechat::PayDoubt;
using wechat::PayUnknown;

constexpr seconds kCallTimeout{10};
constexpr int kRecordTries = 3;

bool is_event(const payout::Translated& said, PayoutEvent event) {
  return said.news && said.news->event == event;
}

void take_for_failure(payout::Translated& said) {
  said.news->event = PayoutEvent::query_fail;
  said.news->blame = FailBlame::dealer;
}

// What the end of a call is taken for where a bug is planted.
payout::Translated misread(PayoutStep step, payout::Translated said) {
  const std::pair<Plant, PayoutEvent> failures[] = {
      {Plant::timeout_is_failure, PayoutEvent::no_answer},
      {Plant::not_found_is_failure, PayoutEvent::query_not_found},
      {Plant::refusal_is_failure, PayoutEvent::misconfigured},
      {Plant::short_funds_is_failure, PayoutEvent::short_of_funds},
  };
  for (const auto& [bug, event] : failures) {
    if (is_planted(bug) && is_event(said, event)) take_for_failure(said);
  }
  const bool is_accepted_cancel = step == PayoutStep::cancel && said.outcome == "cancel_accepted";
  if (is_planted(Plant::cancel_accepted_is_final) && is_accepted_cancel) {
    said.news = PayoutNews{PayoutEvent::query_cancelled, "", "", FailBlame::dealer};
  }
  return said;
}

}  // namespace

void Hand::send(const Call& call) {
  try {
    may_die();
  } catch (const ProcessDied&) {
    return die();
  }
  inspector_.see_call(call.claimed.payout.number);
  switch (call.claimed.step) {
    case PayoutStep::post:
      return post(call);
    case PayoutStep::query:
      return query(call);
    case PayoutStep::cancel:
      return cancel(call);
  }
}

template <class Outcome>
void Hand::travel(const Call& call, std::function<Outcome()> reach, std::function<Heard(Outcome)> hear_it) {
  const milliseconds there = house_.dice.wait(milliseconds{5}, milliseconds{400});
  const milliseconds back = house_.dice.wait(milliseconds{5}, milliseconds{400});
  const auto answer = [this, call, hear_it](milliseconds wait, const Outcome& outcome) {
    house_.after(wait, [this, call, hear_it, outcome] {
      if (call.life == life_) hear(call, hear_it(outcome));
    });
  };
  const auto unknown = [](PayDoubt doubt) { return Outcome(PayUnknown{doubt}); };
  if (house_.strikes(FaultKind::request_lost, 60)) return answer(kCallTimeout, unknown(PayDoubt::no_answer));
  if (house_.strikes(FaultKind::request_late, 30)) {
    house_.after(house_.dice.wait(seconds{5}, seconds{240}), [reach] { static_cast<void>(reach()); });
    return answer(kCallTimeout, unknown(PayDoubt::no_answer));
  }
  if (house_.strikes(FaultKind::rate_limited, 60)) {
    return answer(there + back, Outcome(refusal_of("FREQUENCY_LIMIT_EXCEED", 429)));
  }
  if (house_.strikes(FaultKind::misconfigured, 40)) {
    return answer(there + back, Outcome(refusal_of("SIGN_ERROR", 401)));
  }
  const bool is_broken = house_.strikes(FaultKind::server_error, 60);
  if (is_broken && house_.dice.permille(500)) return answer(there + back, unknown(PayDoubt::server_error));
  std::optional<PayDoubt> spoilt;
  if (is_broken) spoilt = PayDoubt::server_error;
  if (house_.strikes(FaultKind::bad_signature, 30)) spoilt = PayDoubt::not_verified;
  if (house_.strikes(FaultKind::reply_lost, 60)) spoilt = PayDoubt::no_answer;
  house_.after(there, [answer, reach, back, spoilt, unknown] {
    const Outcome outcome = reach();
    if (!spoilt) return answer(back, outcome);
    answer(*spoilt == PayDoubt::no_answer ? milliseconds(kCallTimeout) : back, unknown(*spoilt));
  });
}

void Hand::post(const Call& call) {
  using Created = wechat::PayOutcome<wechat::TransferCreated>;
  const Payout& payout = call.claimed.payout;
  const std::string& body = call.claimed.body.sealed;
  const bool is_unchanged = crypto::as_text(crypto::sha256(body)) == call.claimed.body.hash;
  if (!is_unchanged && !is_planted(Plant::changed_body_sent)) {
    return hear(call, {{PayoutNews{PayoutEvent::query_differs}, "body_changed", ""}, ""});
  }
  const bool is_late = house_.now > call.claimed_at + kSendWithin && !is_planted(Plant::sends_late);
  if (is_late) return hear(call, {payout::translate(Created(PayUnknown{PayDoubt::not_in_time})), ""});

  Letter letter = letter_in(payout.number, body);
  const bool is_retry = payout.posts > 1;
  if (is_planted(Plant::new_number_on_retry) && is_retry)
    letter.number.back() = static_cast<char>('A' + payout.posts);
  if (is_planted(Plant::new_body_on_retry) && is_retry) letter.remark += std::to_string(payout.posts);
  inspector_.see_post(call.claimed, letter, call.claimed_at);
  if (payout.route != PayoutRoute::confirmed) return post_directly(call, letter);
  travel<Created>(
      call,
      [this, letter, id = payout.id] {
        house_.trace.add(house_.now, "wechat", "create", letter.number);
        inspector_.see_arrival(id, letter);
        return house_.wechat.create(letter, house_.now);
      },
      [](const Created& outcome) {
        Heard heard{payout::translate(outcome), ""};
        if (heard.said.news && heard.said.news->has_package)
          heard.package = outcome.done().package_info.reveal();
        return heard;
      });
}

void Hand::post_directly(const Call& call, const Letter& letter) {
  using Shown = wechat::PayOutcome<wechat::Transfer>;
  travel<Shown>(
      call,
      [this, letter, id = call.claimed.payout.id] {
        house_.trace.add(house_.now, "wechat", "transfer", letter.number);
        inspector_.see_arrival(id, letter);
        return house_.wechat.transfer_directly(letter, house_.now);
      },
      [this, payout = call.claimed.payout](const Shown& outcome) {
        return Heard{payout::translate_direct(outcome, payout, house_.sealer), ""};
      });
}

void Hand::query(const Call& call) {
  using Shown = wechat::PayOutcome<wechat::Transfer>;
  travel<Shown>(
      call, [this, number = call.claimed.payout.number] { return house_.wechat.query(number, house_.now); },
      [this, payout = call.claimed.payout](Shown outcome) {
        if (outcome.is_done() && is_answered_foreign(payout.number)) {
          outcome.done().state = wechat::TransferState::success;
          ++outcome.done().amount.value;
        }
        if (outcome.is_done() && is_planted(Plant::answer_not_compared))
          outcome.done().amount = payout.amount;
        return Heard{payout::translate(outcome, payout, house_.sealer), ""};
      });
}

// Signed, about our number, and about another amount: once it is so, it stays so for a day.
bool Hand::is_answered_foreign(const std::string& number) {
  auto& until = house_.witness.foreign_until;
  if (house_.strikes(FaultKind::answer_foreign, 20)) {
    ++house_.witness.fuse_causes;
    until[number] = house_.now + std::chrono::hours{24};
  }
  const auto found = until.find(number);
  return !house_.is_calm && found != until.end() && house_.now < found->second;
}

void Hand::cancel(const Call& call) {
  using Cancelled = wechat::PayOutcome<wechat::TransferCancelled>;
  travel<Cancelled>(
      call, [this, number = call.claimed.payout.number] { return house_.wechat.cancel(number, house_.now); },
      [](const Cancelled& outcome) {
        return Heard{payout::translate(outcome), ""};
      });
}

void Hand::hear(const Call& call, const Heard& heard) {
  const payout::Translated said = misread(call.claimed.step, heard.said);
  note("hears", call.claimed.payout.number + " " + said.outcome);
  known_skew_ = skew_;
  flows::RecordReply reply;
  reply.payout = call.claimed.payout.id;
  reply.fence = call.claimed.payout.fence;
  reply.random_permille = static_cast<int>(house_.dice.below(1000));
  reply.news = said.news;
  reply.package_sealed = heard.package;
  reply.outcome = said.outcome;
  if (said.news) {
    governor_->note(call.claimed.step, call.claimed.payout.id, said.news->event);
    if (said.news->event == PayoutEvent::rate_limited) governor_->bucket(call.claimed.step).halve(steady());
  }
  try {
    may_die();
    record(reply);
    may_die();
    is_calling_ = false;
    look_again(milliseconds{1});
  } catch (const ProcessDied&) {
    die();
  } catch (const db::DatabaseError& failure) {
    note("round_failed", failure.what());
    is_calling_ = false;
    look_again(seconds{1});
  }
}

void Hand::record(const flows::RecordReply& heard) {
  flows::RecordReply reply = heard;
  const Payout before = house_.rows.payouts.find(reply.payout.value)->payout;
  if (is_planted(Plant::stale_reply_recorded)) reply.fence = before.fence;
  for (int tries = 1;; ++tries) {
    try {
      const auto recorded = story([&](db::Tx& tx) { return flows::record_reply(tx, reply, now()); });
      note("records", recorded->payout.number + " " + std::string(to_word(recorded->payout.state)) +
                          (recorded->is_stale ? " stale" : ""));
      inspector_.see_record(reply.payout, heard.fence, before);
      if (!house_.rows.payouts.find(reply.payout.value)->package.empty()) on_package(reply.payout);
      // The others look at what is due now, too; not at each of them, for the sake of speed.
      if (house_.dice.permille(300)) house_.ring();
      return;
    } catch (const db::DatabaseError&) {
      if (tries == kRecordTries) throw;
    }
  }
}

}  // namespace fenrun::simulation
