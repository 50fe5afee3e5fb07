// Bills in two steps: which day of which book, then the file behind a token.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "wechat/emulator/core/pay/bill_file.hpp"
#include "wechat/emulator/core/pay/bill_plants.hpp"
#include "wechat/emulator/core/pay/download_desk.hpp"
#include "wechat/emulator/core/pay/problem.hpp"
#include "wechat/emulator/core/pay/sharing_book.hpp"

namespace fenrun::emulator::pay {

struct BillLink {
  std::string hash_value;  // SHA-1 of the file before it is packed, in hexadecimal
  std::string token;
};

class BillDesk {
 public:
  using Outcome = std::variant<BillLink, Problem>;

  FundBillStyle fund_style = FundBillStyle::finished;
  std::chrono::seconds url_life = std::chrono::minutes(5);
  BillPlants plants;
  DownloadDesk desk;

  // PARAM_ERROR (no such day or kind), INVALID_REQUEST (today, later, or more than three months ago),
  // STATEMENT_CREATING (yesterday's before 10:00), NO_STATEMENT_EXIST (nothing happened).
  Outcome trade_bill(const TradeBook& book, std::string_view date, std::string_view bill_type,
                     std::string_view tar_type, std::string_view mchid, Moment moment);
  Outcome fund_bill(const FundBook& book, std::string_view date, std::string_view account_type,
                    std::string_view tar_type, Moment moment);
  Outcome sharing_bill(const SharingBook& book, std::string_view date, std::string_view tar_type,
                       std::string_view mchid, Moment moment);

 private:
  Outcome lay_out(std::string text, std::string_view tar_type, Moment moment);
};

}  // namespace fenrun::emulator::pay
