// A payment in a mini program, from our order to what WeChat says became of it.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "base/secret.hpp"
#include "domain/money.hpp"
#include "wechat/pay/wire/fields.hpp"

namespace fenrun::wechat {

struct PrepayRequest {
  std::string out_trade_no;  // 6-32 characters: digits, letters, _-|*
  std::string description;   // up to 127 characters
  Fen total;
  SecretText openid;
  std::string notify_url;                // http or https, no query
  std::optional<Instant> time_expire{};  // WeChat's own limit is seven days
  std::string attach{};                  // up to 128 characters; echoed
  std::string goods_tag{};
  std::string payer_client_ip{};
  bool is_profit_sharing = false;  // freezes the money until it is shared or unfrozen
};

struct Prepaid {
  std::string prepay_id;  // lives two hours
};

// What wx.requestPayment wants. appId is signed but not passed in a mini program.
struct PaymentParameters {
  std::string time_stamp;
  std::string nonce_str;
  std::string package;
  std::string sign_type;  // "RSA"
  std::string pay_sign;
};

enum class TradeState { success, refund, not_paid, closed, revoked, user_paying, pay_error };
std::span<const PayWord<TradeState>> trade_state_words();

struct Payment {
  std::string appid;
  std::string mchid;
  std::string out_trade_no;
  std::string transaction_id;  // empty until it is paid
  std::string trade_type;      // empty until it is paid
  TradeState state{};
  std::string attach;
  std::string bank_type;
  std::optional<Instant> success_time;
  std::optional<SecretText> openid;
  std::optional<Fen> total;        // compare this with the order
  std::optional<Fen> payer_total;  // net of coupons
  std::string currency;
};

// Of a query's reply and of a callback; in state success the transaction, its time, payer and amounts are
// there.
Payment read_payment(Fields& fields);

}  // namespace fenrun::wechat
