// Electronic receipts of transfers: asked for, made after a moment, kept for 90 days.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "wechat/emulator/core/pay/download_desk.hpp"
#include "wechat/emulator/core/pay/problem.hpp"
#include "wechat/emulator/core/pay/transfer.hpp"

namespace fenrun::emulator::pay {

enum class ReceiptState { generating, finished, failed };
std::string_view name_of(ReceiptState state);

struct Receipt {
  ReceiptState state = ReceiptState::generating;
  Instant created;
  Instant updated;
  std::string fail_reason;
  std::string hash_value;  // SHA-256 of the file in hexadecimal, once there is one
  std::shared_ptr<const std::string> file;
};

struct ReceiptSettings {
  std::chrono::seconds making_delay{30};
  std::chrono::seconds kept = std::chrono::days(90);
  std::chrono::seconds bill_age_max = std::chrono::days(183);  // six months
  std::chrono::seconds url_life = std::chrono::minutes(10);
};

class ReceiptBook {
 public:
  using Outcome = std::variant<const Receipt*, Problem>;

  ReceiptSettings settings;
  DownloadDesk desk;

  // Asking again returns the one that is there, unless it failed or is no longer kept. `transfer` may be
  // null. INVALID_REQUEST when there is no such transfer, it is not SUCCESS, its name was not sent or it is
  // too old.
  Outcome apply(const Transfer* transfer, std::string_view mchid, Instant now);
  // NOT_FOUND when it was never asked for or is no longer kept.
  Outcome query(const Transfer* transfer, Instant now);
  // The next receipt that is asked for will fail for this reason.
  void plan_failure(std::string reason) { planned_failures_.push_back(std::move(reason)); }

 private:
  struct Job {
    Receipt shown;
    std::string planned_failure;
    Transfer transfer;  // as it was at its end, which does not change
    std::string mchid;
  };
  [[nodiscard]] bool is_kept(const Receipt& receipt, Instant now) const;
  void advance(Job& job, Instant now) const;

  std::map<std::string, Job, std::less<>> jobs_;  // by out_bill_no
  std::deque<std::string> planned_failures_;
};

}  // namespace fenrun::emulator::pay
