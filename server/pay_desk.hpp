// Where orders meet WeChat Pay: asks WeChat, and hands what it says to the flows. Every call may be repeated,
// by whoever and from whichever process: numbers never change, and the flows book once.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <string>

#include "base/clock.hpp"
#include "base/crypto/sealer.hpp"
#include "base/result.hpp"
#include "db/mysql/database.hpp"
#include "db/order/refund.hpp"
#include "domain/order/order.hpp"
#include "domain/order/order_terms.hpp"
#include "wechat/pay/client.hpp"

namespace fenrun::server {

inline constexpr ErrorCode kOrderPaymentOff{ErrorKind::unavailable, "order.payment_off", "暂未开通微信支付",
                                            "WeChat Pay is not set up here"};

class PayDesk {
 public:
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  // All outlive it.
  PayDesk(wechat::PayClient& client, db::Database& database, const Clock& clock, const crypto::Sealer& sealer,
          OrderTerms terms);

  // What the buyer's mini program passes to wx.requestPayment. A prepay_id is used again while it lives.
  // Refuses with kOrderNotFound (also for another person's order), kOrderStateConflict, kOrderExpired,
  // kConsumerGone, and as WeChat does (wechat/pay/outcome/errors.hpp).
  Awaitable<Result<wechat::PaymentParameters>> begin_payment(ConsumerId buyer, std::string order_public_id);

  enum class Answer {
    paid,
    closed,
    unpaid,
    unknown_number,  // WeChat has never heard of it
    suspended,       // paid, and not as the order asks for it: nothing was booked, finance has it in suspense
  };
  // Asks WeChat about the payment and records what it says. Refuses when WeChat gives no answer.
  Awaitable<Result<Answer>> ask(std::string order_public_id);
  // Closes the order at WeChat, asks what became of it, and closes it here unless it was paid as it should
  // be. Refuses when WeChat gives no answer: the order then stays as it is.
  Awaitable<Result<Answer>> close(std::string order_public_id);

  // Sends the refund, or asks about one that may have been sent, and records the answer. One that people are
  // about to end is only asked about.
  Awaitable<Done> settle_refund(db::DueRefund due);

  // A notice of WeChat's: verified, opened and read; refuses as PayReceiver does.
  Awaitable<Result<wechat::PayNotice>> receive(wechat::HttpHeaders headers, std::string body);

  // Fetches new keys of WeChat's when it is time to; call it often.
  Awaitable<void> keep_keys_fresh();

  [[nodiscard]] const OrderTerms& terms() const { return terms_; }
  [[nodiscard]] const wechat::PayMerchant& merchant() const { return client_.merchant(); }

 private:
  struct Begun;
  struct OpenRefund;

  template <class T>
  Awaitable<Result<T>> run(std::function<Result<T>(db::Tx&)> story);
  Awaitable<Result<Answer>> record(std::string order_public_id, wechat::Payment payment);
  // Whether WeChat has it: what it says of one that it has is recorded.
  Awaitable<Result<bool>> ask_about_refund(const OpenRefund& open);
  Awaitable<Done> send_refund(const OpenRefund& open);
  Awaitable<Done> record_refund(wechat::Refund refund, std::string order_public_id);

  wechat::PayClient& client_;
  db::Database& database_;
  const Clock& clock_;
  const crypto::Sealer& sealer_;
  const OrderTerms terms_;
};

// WeChat's word for the state of a refund, as ours.
RefundState state_of(wechat::RefundState state);

}  // namespace fenrun::server
