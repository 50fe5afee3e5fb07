// One lane of the worker: a thread's worth of claiming, calling and recording, with a connection of its own.
// Any number of lanes, in any number of processes, may work on the same tables.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/crypto/sealer.hpp"
#include "base/random.hpp"
#include "db/mysql/connection.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "domain/withdrawal/payout_receipt.hpp"
#include "flows/payout/claim_payout.hpp"
#include "flows/payout/fetch_receipt.hpp"
#include "flows/payout/record_reply.hpp"
#include "flows/withdrawal/withdrawal_keys.hpp"
#include "flows/withdrawal/withdrawal_rules.hpp"
#include "payout/governor.hpp"
#include "payout/hindered.hpp"
#include "payout/options.hpp"
#include "payout/translate.hpp"
#include "payout/watermark.hpp"
#include "wechat/pay/client.hpp"

namespace fenrun::payout {

// All of it outlives the lanes.
struct PayoutTools {
  wechat::PayClient& pay;
  const crypto::Sealer& sealer;
  const flows::WithdrawalKeys& keys;
  const flows::WithdrawalRules& rules;
  const PayoutOptions& options;
  Governor& governor;
  const Clock& clock;
  Random& random;
  // Called where a crash would be interesting, with a word: the log of a running worker, or a test that ends
  // the process there.
  std::function<void(std::string_view)> mark = [](std::string_view) {};
  // Of receipt_lease(): longer than a turn at a receipt may take. This is that of the usual options.
  std::chrono::seconds receipt_lease{100};
  Watermark* watermark = nullptr;  // without one nobody notices that a database was restored
};

class Lane {
 public:
  Lane(PayoutTools tools, db::MysqlOptions mysql) : tools_(std::move(tools)), connection_(std::move(mysql)) {}

  // Everything once; true when there was something to do. What the database throws comes out: the next round
  // begins anew.
  bool work_once();
  // All of it but receipts, which nobody waits for and whose files may take as long as a call may.
  bool pay_once();

  // Its parts. Some approved withdrawals become transfers, those behind the last that was looked at; notices
  // of WeChat's are applied; what is out of time ends; one due step is taken.
  bool prepare();
  bool apply_notices();
  // What two people decided about transfers that were stuck.
  bool apply_resolutions();
  // What dealers' clients said about the confirm page.
  bool follow_hints();
  bool expire();
  bool take_step();
  // One turn at an electronic receipt. When nothing else is due: nobody waits for it.
  bool take_receipt();
  // Fetches new keys of WeChat's when it is time to.
  void keep_keys();
  // Blows the fuse when the database has fewer transfers than this process has seen.
  void look_back();
  // As metrics: how payouts stand, and whether this process posts.
  void show_vitals();

 private:
  bool prepare_one(WithdrawalId withdrawal);
  void tell_hindrance(WithdrawalId withdrawal, const std::string& why);
  void tell_no_body(const Withdrawal& withdrawal, const std::string& problem);
  [[nodiscard]] bool may_post();
  void stop_for_clock(std::chrono::seconds offset);
  std::optional<flows::ClaimedPayout> claim(bool& is_busy);
  flows::RecordReply perform(const flows::ClaimedPayout& claimed);
  Translated post(const flows::ClaimedPayout& claimed, std::chrono::steady_clock::time_point claimed_at,
                  std::string& package_sealed);
  void record(const flows::RecordReply& reply);
  void record_turn(const PayoutReceipt& receipt, const flows::RecordReceipt& turn);
  void wait_for_token(PayoutStep step);
  int permille() { return static_cast<int>(tools_.random.below(1000)); }

  PayoutTools tools_;
  db::Connection connection_;
  boost::asio::io_context context_{1};
  db::ApprovedWithdrawal last_approved_;  // that was looked at; none: the next round begins
  Hindered hindered_;
  bool is_clock_alarming_ = false;  // and has been told
};

}  // namespace fenrun::payout
