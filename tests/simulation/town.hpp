// The people of a run: dealers who ask for money and confirm it or do not, finance who approve, close the
// fuse and decide what is stuck, WeChat's notices on their way to us, and somebody who writes into our
// tables. They call the flows that the server calls for them.
#pragma once

#include <map>
#include <set>
#include <string>

#include "flows/withdrawal/decide_withdrawal.hpp"
#include "tests/simulation/house.hpp"
#include "tests/simulation/inspector.hpp"

namespace fenrun::simulation {

class Town {
 public:
  explicit Town(House& house) : house_(house) {}

  // Dealers with what they have earned, and all that they will wish for until the faults stop.
  void open(std::chrono::milliseconds until_calm);
  // From now on everybody does their work.
  void calm_down();
  // WeChat told of ends: they come to us as the plan has it.
  void bring_notices();
  // Our server has what opens the page of the transfer.
  void tell_phone(PayoutId payout);

  [[nodiscard]] int refused() const { return refused_; }

 private:
  struct Wish {
    std::string key;
    DealerId dealer;
    Fen gross;
    int tries = 0;
  };

  template <class Story>
  auto try_story(Story&& told);
  void note(std::string_view who, std::string_view what, std::string_view about = "");
  std::string fresh_id();

  void make_dealer(std::int64_t id);
  void agree(std::int64_t id, int times);
  void put_authorization(const ConfirmFree& authorization);
  void want_end(const std::string& number);
  void hear_end(const std::string& number);
  void ask(Wish wish);
  void change_mind(const std::string& public_id, DealerId dealer);
  void suspend_somebody();

  void finance_looks();
  void mend_rows();
  void decide_on(const Withdrawal& withdrawal);
  void approve(const Withdrawal& withdrawal);
  void give_up_on(const Withdrawal& withdrawal);
  void settle_stuck(const Withdrawal& withdrawal, const Payout& payout);
  void resolve(const Withdrawal& withdrawal, const Payout& payout);
  void close_fuse();
  StaffId somebody() { return StaffId{house_.dice.between(1, 5)}; }

  void bring(db::TransferNotice notice, std::chrono::milliseconds wait);
  void tell_lies();
  void tamper();
  void tamper_now_and_then();
  void at_phone(PayoutId payout, int tries);

  House& house_;
  std::set<std::int64_t> phones_;  // payouts that a phone knows of
  int ids_ = 0;
  int refused_ = 0;
  std::map<std::string, int> unapproved_;  // how often each could not be approved since all is calm
};

}  // namespace fenrun::simulation
