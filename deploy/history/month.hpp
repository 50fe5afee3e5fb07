// A month of trade: customers scan and sign in, buy in another shop that tells us of it, get their parcels,
// and give some back; dealers rise, one rests for a while; commissions are released when their holds are
// over, and taken out.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "deploy/history/opening.hpp"
#include "deploy/history/payday.hpp"
#include "domain/order/order_terms.hpp"
#include "flows/order/push_order.hpp"

namespace fenrun::history {

class Month {
 public:
  // The load's next orders are drawn. Without a `payday` nobody takes anything out.
  Month(Desk& desk, Opening opening, testing::RealisticLoad load, Payday* payday = nullptr);

  // Plays everything from `begin`, a midnight in China, until `now`. Returns how many orders were paid.
  int play(Instant begin, Instant now);

 private:
  using Step = std::function<void(Instant)>;

  void plan_day(Instant midnight, int number);
  void plan_order(Instant paid_at);
  void plan_customer(std::uint32_t customer, Instant at);
  void plan_refund(const testing::LoadOrder& order, const std::string& number, Instant shipped_at);
  void plan_careers(Instant begin);
  void plan_payday(Instant midnight);

  void push(const std::string& number, const flows::PushOrder& said, Instant at);
  void close_day(Instant at);
  void set_tier(std::uint32_t seller, const std::string& code, Instant at);

  [[nodiscard]] Fen value_of(const testing::LoadOrder& order) const;
  std::chrono::seconds within(std::chrono::seconds most);

  Desk& desk_;
  Opening opening_;
  testing::RealisticLoad load_;
  Payday* const payday_;
  OrderTerms terms_;
  std::multimap<Instant, Step> steps_;          // what comes, in its order
  std::map<std::uint32_t, Instant> customers_;  // when they sign in
  int orders_ = 0;
};

}  // namespace fenrun::history
