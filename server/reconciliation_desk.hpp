// Where the books meet WeChat's bills: fetches those of a day that are not stored yet, and has the day
// matched, both as one background job. It is the server that does so and not the worker that pays: whoever
// checks is another than whoever pays, with another account of the database.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "db/mysql/database.hpp"
#include "domain/job/job.hpp"
#include "domain/reconciliation/bill_day.hpp"
#include "flows/reconciliation/store_bill.hpp"
#include "wechat/pay/client.hpp"

namespace fenrun::server {

inline constexpr ErrorCode kBillsNotReady{
    ErrorKind::upstream, "reconciliation.bills_not_ready", "微信账单尚未生成，一小时后自动重试",
    "WeChat has not made the bills yet; they are tried again in an hour"};
inline constexpr ErrorCode kBillsNotFetched{
    ErrorKind::upstream, "reconciliation.bills_not_fetched", "下载微信账单失败，一小时后自动重试",
    "The bills could not be fetched from WeChat; they are tried again in an hour"};

// {"day": "2026-11-27", "refetch": false}
std::string reconciliation_parameters(BillDay day, bool is_refetch);

class ReconciliationDesk {
 public:
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  // All outlive it.
  ReconciliationDesk(wechat::PayClient& client, db::Database& database, const Clock& clock)
      : client_(client), database_(database), clock_(clock) {}

  // Does a job that was taken, to its end. Refuses, and the job has not ended, when the database has no time
  // for it; what the database throws comes out.
  Awaitable<Done> work(Job job);

 private:
  template <class T>
  Awaitable<Result<T>> run(std::function<Result<T>(db::Tx&)> story);
  Awaitable<Done> fetch_and_keep(BillKind account, BillDay day, bool is_refetch);
  Awaitable<Done> fetch(BillDay day, bool is_refetch);
  Awaitable<Done> match_stored(BillDay day);
  Awaitable<Result<bool>> is_stored(BillKind account, BillDay day);
  Awaitable<wechat::PayOutcome<wechat::BillFile>> ask_for(BillKind bill, BillDay day);
  Awaitable<Result<flows::StoreBill>> fetch_one(BillKind account, BillDay day);
  // Refuses with kReconciliationClosed.
  Awaitable<Done> keep(const flows::StoreBill& bill);

  wechat::PayClient& client_;
  db::Database& database_;
  const Clock& clock_;
};

}  // namespace fenrun::server
