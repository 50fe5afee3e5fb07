#include "wechat/emulator/core/pay/bill_desk.hpp"

#include "base/crypto/digest.hpp"
#include "wechat/emulator/core/pay/sharing_bill.hpp"

namespace fenrun::emulator::pay {
namespace {

constexpr std::chrono::hours kBillReady{10};

// The day when its bills may be asked for.
std::variant<Day, Problem> check_bill_date(std::string_view date, Instant now) {
  const auto day = parse_day(date);
  if (!day) return param_error("账单日期格式不正确");
  const auto today = day_of(now);
  const auto oldest = std::chrono::year_month_day(today) - std::chrono::months(3);
  // The 31st less three months may be a day that does not exist: then the first of the month after it.
  const auto first = oldest.ok()
                         ? Day(oldest)
                         : Day(oldest.year() / oldest.month() / std::chrono::last) + std::chrono::days(1);
  if (*day >= today || *day < first) return invalid_request("账单日期只能是三个月内的、今天之前的日期");
  if (*day + std::chrono::days(1) == today && now < start_of(today) + kBillReady)
    return Problem{400, "STATEMENT_CREATING", "账单生成中,请稍后再试"};
  return *day;
}

bool is_tar_type(std::string_view tar_type) { return tar_type.empty() || tar_type == "GZIP"; }

}  // namespace

BillDesk::Outcome BillDesk::trade_bill(const TradeBook& book, std::string_view date,
                                       std::string_view bill_type, std::string_view tar_type,
                                       std::string_view mchid, Moment moment) {
  const auto type = trade_bill_type_named(bill_type);
  if (!type) return param_error("账单类型不正确");
  if (!is_tar_type(tar_type)) return param_error("压缩类型不正确");
  const auto day = check_bill_date(date, moment.now);
  if (const auto* problem = std::get_if<Problem>(&day)) return *problem;
  return lay_out(write_trade_bill(plants.trade_rows(book, std::get<Day>(day)), *type, mchid), tar_type,
                 moment);
}

BillDesk::Outcome BillDesk::fund_bill(const FundBook& book, std::string_view date,
                                      std::string_view account_type, std::string_view tar_type,
                                      Moment moment) {
  const auto account = account_named(account_type.empty() ? name_of(Account::basic) : account_type);
  if (!account) return param_error("资金账户类型不正确");
  if (!is_tar_type(tar_type)) return param_error("压缩类型不正确");
  const auto day = check_bill_date(date, moment.now);
  if (const auto* problem = std::get_if<Problem>(&day)) return *problem;
  return lay_out(write_fund_bill(plants.fund_rows(book, std::get<Day>(day), *account), fund_style), tar_type,
                 moment);
}

BillDesk::Outcome BillDesk::sharing_bill(const SharingBook& book, std::string_view date,
                                         std::string_view tar_type, std::string_view mchid, Moment moment) {
  if (!is_tar_type(tar_type)) return param_error("压缩类型不正确");
  const auto day = check_bill_date(date, moment.now);
  if (const auto* problem = std::get_if<Problem>(&day)) return *problem;
  return lay_out(write_sharing_bill(book, std::get<Day>(day), mchid), tar_type, moment);
}

BillDesk::Outcome BillDesk::lay_out(std::string text, std::string_view tar_type, Moment moment) {
  if (text.empty()) return Problem{400, "NO_STATEMENT_EXIST", "账单文件不存在"};
  auto hash = crypto::to_hex(crypto::sha1(text));
  auto file = std::make_shared<const std::string>(tar_type.empty() ? std::move(text) : gzip(text));
  return BillLink{std::move(hash), desk.lay_out(std::move(file), moment.now + url_life, moment)};
}

}  // namespace fenrun::emulator::pay
