// WeChat's side of a transfer: the emulator's own book of transfers over virtual time, answering in the terms
// of our client. Signatures and HTTP are left out; what they can do to an answer is a fault of the worker's
// call.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/crypto/sealer.hpp"
#include "base/random.hpp"
#include "db/payout/transfer_notice.hpp"
#include "tests/simulation/dice.hpp"
#include "tests/simulation/plan.hpp"
#include "wechat/emulator/core/pay/authorization_book.hpp"
#include "wechat/emulator/core/pay/transfer_book.hpp"
#include "wechat/pay/outcome/outcome.hpp"
#include "wechat/pay/transfer/transfer.hpp"

namespace fenrun::simulation {

inline constexpr std::string_view kAppid = "wx0000000000000001";
inline constexpr std::string_view kMchid = "1900000001";

// What a create call carries: the payee, or the authorisation that stands for the payee and their tap.
struct Letter {
  std::string number;
  std::string openid;
  std::int64_t amount = 0;
  std::string remark = "commission";
  std::string authorization{};
};

class WechatSide {
 public:
  WechatSide(const Plan& plan, const crypto::Sealer& sealer);

  wechat::PayOutcome<wechat::TransferCreated> create(const Letter& letter, Instant now);
  wechat::PayOutcome<wechat::Transfer> transfer_directly(const Letter& letter, Instant now);
  wechat::PayOutcome<wechat::Transfer> query(const std::string& number, Instant now);
  wechat::PayOutcome<wechat::TransferCancelled> cancel(const std::string& number, Instant now);

  // The user at the phone; false: the page does not open, or it is too late.
  bool confirm(const std::string& number, std::string fail_reason, Instant now);
  // With what our server handed out.
  bool open_page(const std::string& package, const std::string& openid, Instant now);
  // A user agrees to be paid without a tap, and takes that back.
  void agree(const std::string& authorization, const std::string& openid, Instant now);
  void take_back(const std::string& authorization, Instant now);
  // Who is paid by it.
  [[nodiscard]] std::string payee_of(const Letter& letter) const;
  void top_up(std::int64_t amount, Instant now);
  // No faults any more.
  void calm_down() { plan_.faults = 0; }

  void advance(Instant now) { book_.advance(funds_, now); }
  // Of the transfers that have ended since the last time, in their order.
  std::vector<db::TransferNotice> take_notices();
  [[nodiscard]] const emulator::pay::Transfer* find(std::string_view number) const {
    return book_.find(number);
  }
  [[nodiscard]] const emulator::pay::TransferBook& book() const { return book_; }
  [[nodiscard]] const emulator::pay::FundBook& funds() const { return funds_; }

 private:
  void draw_start();
  void draw_forgetting(const std::string& number, Instant now);
  void draw_fate(const Letter& letter, Instant now);
  [[nodiscard]] wechat::Transfer shown(const emulator::pay::Transfer& transfer, Instant now) const;
  [[nodiscard]] bool is_forgotten(const std::string& number, Instant now) const;

  Plan plan_;
  const crypto::Sealer& sealer_;
  Dice dice_;
  SeededRandom random_;
  emulator::pay::TransferBook book_;
  emulator::pay::AuthorizationBook authorizations_;
  std::map<std::string, Instant> forgets_at_;
  emulator::pay::FundBook funds_;
};

// A refusal by WeChat's code, as our client reads it.
wechat::PayRefusal refusal_of(std::string_view code, int status);

}  // namespace fenrun::simulation
