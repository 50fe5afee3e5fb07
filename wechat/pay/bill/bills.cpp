#include "wechat/pay/bill/bills.hpp"

#include "base/crypto/sha1_stream.hpp"
#include "wechat/pay/bill/gunzip.hpp"

namespace fenrun::wechat {
namespace {

struct BillLink {
  std::string url;
  std::string sha1;
};

std::string day_text(std::chrono::year_month_day day) {
  const auto two = [](unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return std::to_string(static_cast<int>(day.year())) + "-" + two(static_cast<unsigned>(day.month())) + "-" +
         two(static_cast<unsigned>(day.day()));
}

BillLink read_bill_link(Fields& fields) {
  if (fields.text("hash_type") != "SHA1") fields.fail("hash_type");
  return {fields.text("download_url"), fields.text("hash_value")};
}

// The hash is of the uncompressed file.
PayOutcome<BillFile> check_file(std::string file, const BillLink& link) {
  Gunzip pieces(file, kBillBytesMax);
  crypto::Sha1Stream digest;
  for (auto piece = pieces.next(); !piece.empty(); piece = pieces.next()) digest.add(piece);
  if (!pieces.is_whole()) return PayUnknown{PayDoubt::unreadable, "the file is no gzip or too big"};
  std::string sha1 = crypto::to_hex(digest.finish());
  if (!is_same_hash(sha1, link.sha1)) return PayUnknown{PayDoubt::not_verified, "the file has another hash"};
  return BillFile{std::move(sha1), std::move(file)};
}

}  // namespace

std::string_view to_word(FundAccount account) {
  switch (account) {
    case FundAccount::basic:
      return "BASIC";
    case FundAccount::operation:
      return "OPERATION";
    case FundAccount::fees:
      return "FEES";
  }
  FENRUN_UNREACHABLE("an account");
}

Awaitable<PayOutcome<BillFile>> PayBills::fetch(std::string target) {
  PayCall call{PayApi::bill_link, HttpMethod::get, std::move(target)};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  const PayOutcome<BillLink> link = read_outcome(reply, read_bill_link);
  if (!link.is_done()) co_return link.not_done_as<BillFile>();
  PayOutcome<std::string> file = co_await download_file(caller_, hosts_, link.done().url);
  if (!file.is_done()) co_return file.not_done_as<BillFile>();
  co_return check_file(std::move(file.done()), link.done());
}

Awaitable<PayOutcome<BillFile>> PayBills::trade_bill(std::chrono::year_month_day day) {
  return fetch("/v3/bill/tradebill?bill_date=" + day_text(day) + "&bill_type=ALL&tar_type=GZIP");
}

Awaitable<PayOutcome<BillFile>> PayBills::fund_bill(std::chrono::year_month_day day, FundAccount account) {
  return fetch("/v3/bill/fundflowbill?bill_date=" + day_text(day) +
               "&account_type=" + std::string(to_word(account)) + "&tar_type=GZIP");
}

Awaitable<PayOutcome<BillFile>> PayBills::sharing_bill(std::chrono::year_month_day day) {
  return fetch("/v3/profitsharing/bills?bill_date=" + day_text(day) + "&tar_type=GZIP");
}

}  // namespace fenrun::wechat
