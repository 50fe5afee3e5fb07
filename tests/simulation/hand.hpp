// A payout worker with one lane, as payout/lane.cpp and payout/worker.cpp run it, cut into the steps between
// which a process can die: claim, call, answer, record. What the steps decide is the real code's; what this
// file does by itself is to wait, to call and to die.
#pragma once

#include <memory>
#include <string>

#include "flows/payout/claim_payout.hpp"
#include "flows/payout/record_reply.hpp"
#include "payout/governor.hpp"
#include "payout/translate.hpp"
#include "tests/simulation/house.hpp"
#include "tests/simulation/inspector.hpp"

namespace fenrun::simulation {

class Hand {
 public:
  Hand(House& house, Inspector& inspector, int id);

  void start() { look_again(std::chrono::milliseconds{0}); }
  // Something was committed: an idle worker finds it within its idle wait.
  void ring();
  void exchange_keys() { governor_->forgive(); }
  // Somebody sets the clock and starts the process again.
  void set_clock_right() { skew_ = known_skew_ = std::chrono::milliseconds{0}; }
  // Tells the dealers' phones that a page can be opened.
  std::function<void(PayoutId)> on_package = [](PayoutId) {};

 private:
  struct Call {
    flows::ClaimedPayout claimed;
    Instant claimed_at;
    int life = 0;
  };
  struct Heard {
    payout::Translated said;
    std::string package;
  };

  [[nodiscard]] Instant now() const { return house_.now + skew_; }
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const {
    return std::chrono::steady_clock::time_point(house_.now.time_since_epoch());
  }
  template <class Story>
  auto story(Story&& told) {
    house_.rows.workers_now = now();
    house_.rows.database_now = house_.now;
    return transact(house_, true, std::forward<Story>(told));
  }
  void note(std::string_view what, std::string_view about = "");
  void may_die();
  void die();

  void look_again(std::chrono::milliseconds wait);
  void turn();
  bool work();
  bool apply_notices();
  bool apply_resolutions();
  bool prepare();
  bool prepare_one(WithdrawalId withdrawal);
  void expire();
  bool may_post();
  [[nodiscard]] std::chrono::milliseconds time_to_next() const;

  bool take_step();
  void call_before_commit();
  void send(const Call& call);
  void post(const Call& call);
  void post_directly(const Call& call, const Letter& letter);
  void query(const Call& call);
  void cancel(const Call& call);
  bool is_answered_foreign(const std::string& number);
  // Draws what becomes of a call on its way: `reach` does it at WeChat, `answer` is what the worker hears
  // then.
  template <class Outcome>
  void travel(const Call& call, std::function<Outcome()> reach, std::function<Heard(Outcome)> hear);
  void hear(const Call& call, const Heard& heard);
  void record(const flows::RecordReply& reply);

  House& house_;
  Inspector& inspector_;
  const std::string name_;
  std::unique_ptr<payout::Governor> governor_;
  int life_ = 1;  // of the process; what was meant for an earlier one is lost
  bool is_up_ = true;
  bool is_calling_ = false;
  db::ApprovedWithdrawal last_approved_;
  std::int64_t looks_ = 0;  // only the newest turn that was asked for is taken
  std::optional<Instant> next_look_;
  Instant next_upkeep_;
  std::chrono::milliseconds skew_{0};
  std::chrono::milliseconds known_skew_{0};  // by WeChat's last answer
};

}  // namespace fenrun::simulation
