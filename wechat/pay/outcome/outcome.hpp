// How a call of WeChat Pay ended, as a value with three cases. "Unknown" is a state of the world and not an
// error: the call may have been carried out, and only asking again by the same number tells.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/assert.hpp"

namespace fenrun::wechat {

struct PayErrorRow;

// What a refusal rests on. WeChat does not sign its refusals: a hint may delay money or stop a queue, and
// must never end a transfer as failed.
enum class PayEvidence {
  local,     // we did not send it: WeChat's published rules forbid it
  hint,      // an unsigned reply
  verified,  // the reply carried a valid signature
};

struct PayRefusal {
  std::string code;                  // WeChat's, or kPayNotSent's of errors.hpp
  int http_status = 0;               // 0: not sent
  const PayErrorRow* row = nullptr;  // what it means and what to do; never null
  PayEvidence evidence = PayEvidence::hint;
  std::string note;  // for logs: the field, the request id
};

enum class PayDoubt {
  not_reached,       // no byte reached WeChat, by either host
  not_in_time,       // the time to send it had passed before it was signed
  no_answer,         // time-out, reset, or a reply that is not HTTP
  server_error,      // 5xx, or a code that says so
  unexpected_reply,  // a status or a code that no table knows
  not_verified,      // the signature is missing, wrong, or by a key that we do not have
  unreadable,        // not JSON, or a field is missing or of another type
  other_object,      // signed and readable, about another number or merchant
};
std::string_view to_text(PayDoubt doubt);

struct PayUnknown {
  PayDoubt doubt{};
  std::string note{};  // for logs
  std::optional<std::chrono::seconds> retry_after{};

  // Whether WeChat can have seen it. False is certain.
  [[nodiscard]] bool may_have_been_sent() const {
    return doubt != PayDoubt::not_reached && doubt != PayDoubt::not_in_time;
  }
};

template <class T>
class [[nodiscard]] PayOutcome {
 public:
  PayOutcome(T done) : value_(std::move(done)) {}                // NOLINT(google-explicit-constructor)
  PayOutcome(PayRefusal refusal) : value_(std::move(refusal)) {  // NOLINT(google-explicit-constructor)
    FENRUN_ASSERT(this->refusal()->row != nullptr);
  }
  PayOutcome(PayUnknown unknown) : value_(std::move(unknown)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool is_done() const { return std::holds_alternative<T>(value_); }
  [[nodiscard]] const PayRefusal* refusal() const { return std::get_if<PayRefusal>(&value_); }
  [[nodiscard]] const PayUnknown* unknown() const { return std::get_if<PayUnknown>(&value_); }
  [[nodiscard]] bool refused_with(std::string_view code) const {
    return refusal() != nullptr && refusal()->code == code;
  }

  // Only when it is done.
  [[nodiscard]] const T& done() const {
    FENRUN_ASSERT(is_done());
    return *std::get_if<T>(&value_);
  }
  [[nodiscard]] T& done() {
    FENRUN_ASSERT(is_done());
    return *std::get_if<T>(&value_);
  }

  // What is not done, as the outcome of a call that would have given something else.
  template <class U>
  [[nodiscard]] PayOutcome<U> not_done_as() const {
    if (refusal() != nullptr) return *refusal();
    FENRUN_ASSERT(unknown() != nullptr);
    return *unknown();
  }

 private:
  std::variant<T, PayRefusal, PayUnknown> value_;
};

// The outcome of a call whose success says nothing more.
struct PayAccepted {};

}  // namespace fenrun::wechat
