// Confirm-free receiving: a user agrees once that transfers of a scene arrive without a tap each time. WeChat
// opens this to few merchants; PayOptions::has_authorization switches it on, and without it nothing is sent.
#pragma once

#include <memory>

#include "wechat/pay/transfer/transfers.hpp"

namespace fenrun::wechat {

struct AuthorizationRequest {
  std::string out_authorization_no;  // 1-32 digits and letters
  SecretText openid;
  std::string user_display_name;  // up to 32 characters
  std::string notify_url;         // https
  std::string user_recv_perception{};
};

enum class AuthorizationState { wait_user_confirm, taking_effect, closed };
std::span<const PayWord<AuthorizationState>> authorization_state_words();

struct AuthorizationApplied {
  std::string out_authorization_no;
  AuthorizationState state{};
  SecretText package_info;  // opens the page; the user has 24 hours
};

struct Authorization {
  std::string out_authorization_no;
  std::string authorization_id;  // empty until it took effect
  std::string appid;
  SecretText openid;
  AuthorizationState state{};
  std::optional<Instant> authorize_time;
  std::optional<Instant> close_time;
  std::string close_reason;  // verbatim
};
// Of a query's reply and of a callback.
Authorization read_authorization(Fields& fields);

class PayAuthorizations {
 public:
  PayAuthorizations(std::shared_ptr<PayCaller> caller, TransferOptions options, bool is_open)
      : caller_(std::move(caller)), options_(std::move(options)), is_open_(is_open) {}

  Awaitable<PayOutcome<AuthorizationApplied>> apply(AuthorizationRequest request);
  Awaitable<PayOutcome<Authorization>> query(std::string out_authorization_no);
  Awaitable<PayOutcome<Authorization>> close(std::string out_authorization_no);

  // A transfer and an application on one page. The body is kept and sent as TransferBody says.
  [[nodiscard]] PayOutcome<TransferBody> pre_transfer_body(const TransferRequest& request,
                                                           const AuthorizationRequest& authorization) const;
  Awaitable<PayOutcome<TransferCreated>> pre_transfer(TransferBody body);

  // A transfer under an authorisation that took effect: the payee is its user, and no openid is sent.
  [[nodiscard]] PayOutcome<TransferBody> direct_body(const TransferRequest& request,
                                                     const std::string& out_authorization_no) const;
  // Success at once is the rule; another state is to be queried.
  // A call that could not be signed before `send_before` is dropped.
  Awaitable<PayOutcome<Transfer>> direct_transfer(
      TransferBody body, std::optional<std::chrono::steady_clock::time_point> send_before = {});

 private:
  [[nodiscard]] PayOutcome<TransferBody> finish(const TransferRequest& request, Json json) const;

  std::shared_ptr<PayCaller> caller_;
  TransferOptions options_;
  bool is_open_;
};

}  // namespace fenrun::wechat
