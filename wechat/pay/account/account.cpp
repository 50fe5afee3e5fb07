#include "wechat/pay/account/account.hpp"

#include "wechat/pay/outcome/errors.hpp"
#include "wechat/pay/wire/rules.hpp"

namespace fenrun::wechat {
namespace {

struct EchoReply {
  std::string message;
  std::string sealed;
};

}  // namespace

Awaitable<PayOutcome<PayAccepted>> PayAccount::echo(std::string message, std::string notify_url) {
  if (!notify_url.empty() && !is_notify_url(notify_url, false)) co_return not_sent("notify_url");
  const auto sealed = caller_->seal(SecretText(message));
  if (!sealed) co_return not_sent("no key of WeChat Pay to seal with");
  Json json{{"echo_message", message}, {"encrypted_echo_message", sealed->text}};
  if (!notify_url.empty()) json["notify_url"] = notify_url;
  PayCall call{PayApi::echo, HttpMethod::post, "/v3/security/echo", to_text(json), sealed->serial};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  const auto echoed = read_outcome(reply, [](Fields& fields) {
    return EchoReply{fields.text("echo_message"), fields.text("encrypted_echo_message")};
  });
  if (!echoed.is_done()) co_return echoed.not_done_as<PayAccepted>();
  const auto opened = caller_->open(echoed.done().sealed);
  if (echoed.done().message != message || !opened || opened->reveal() != message) {
    co_return PayUnknown{PayDoubt::other_object, "the echo is not what was sent"};
  }
  co_return PayAccepted{};
}

Awaitable<PayOutcome<Balance>> PayAccount::balance(FundAccount account) {
  PayCall call{PayApi::balance, HttpMethod::get,
               "/v3/merchant/fund/balance/" + std::string(to_word(account))};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return read_outcome(reply, [](Fields& fields) {
    return Balance{fields.fen("available_amount"), fields.fen_if("pending_amount")};
  });
}

}  // namespace fenrun::wechat
