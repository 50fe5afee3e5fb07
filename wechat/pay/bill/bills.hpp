// Fetching bill files: a signed link first, the file second, its hash compared with the signed one.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "wechat/pay/wire/caller.hpp"
#include "wechat/pay/wire/download.hpp"

namespace fenrun::wechat {

enum class FundAccount { basic, operation, fees };
std::string_view to_word(FundAccount account);

// Of a file, unpacked.
inline constexpr std::size_t kBillBytesMax = 1U << 30U;

struct BillFile {
  std::string sha1;    // of the content, in hex
  std::string packed;  // gzip, as it came and as it is to be kept: gunzip.hpp
};

class PayBills {
 public:
  PayBills(std::shared_ptr<PayCaller> caller, FileHosts hosts)
      : caller_(std::move(caller)), hosts_(std::move(hosts)) {}

  // Of a Beijing day, from 10:00 of the next day on and for three months. NO_STATEMENT_EXIST must agree with
  // no local rows; STATEMENT_CREATING: later. The file is for trade_bill.hpp and fund_bill.hpp.
  Awaitable<PayOutcome<BillFile>> trade_bill(std::chrono::year_month_day day);
  Awaitable<PayOutcome<BillFile>> fund_bill(std::chrono::year_month_day day, FundAccount account);
  Awaitable<PayOutcome<BillFile>> sharing_bill(std::chrono::year_month_day day);

 private:
  Awaitable<PayOutcome<BillFile>> fetch(std::string target);

  std::shared_ptr<PayCaller> caller_;
  FileHosts hosts_;
};

}  // namespace fenrun::wechat
