// An expected refusal is a value: an ErrorCode (a constant that lives beside its noun) and, where the caller
// sent several wrong fields, one FieldError for each.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fenrun {

// A closed set; server/problem.cpp maps it to HTTP in one function.
enum class ErrorKind {
  invalid,          // 400: the request is malformed
  unauthenticated,  // 401: no or dead credentials
  forbidden,        // 403: this caller may not do this
  not_found,        // 404: no such thing for this caller
  conflict,         // 409: the state of the thing has moved on
  refused,          // 422: understood, and a rule says no
  too_many,         // 429: a limit of rate or count
  upstream,         // 502: WeChat failed or refused
  unavailable,      // 503: we cannot now; repeat later
};

// Stable name and the two texts a person reads. Declare as `inline constexpr` beside the noun it is about, so
// that a code without its texts cannot exist. `code` is "noun.reason" in lower snake case and never changes
// once published.
struct ErrorCode {
  ErrorKind kind;
  std::string_view code;
  std::string_view zh;
  std::string_view en;
};

// One wrong field of a request body. `pointer` is an RFC 6901 JSON pointer ("" is the whole body).
struct FieldError {
  std::string pointer;
  std::string_view zh;
  std::string_view en;
};

class Error {
 public:
  Error(const ErrorCode& code) : code_(&code) {}  // NOLINT(google-explicit-constructor): `return kSomeCode;`
  Error(const ErrorCode& code, std::vector<FieldError> fields) : code_(&code), fields_(std::move(fields)) {}

  [[nodiscard]] ErrorKind kind() const { return code_->kind; }
  [[nodiscard]] std::string_view code() const { return code_->code; }
  [[nodiscard]] const ErrorCode& definition() const { return *code_; }
  [[nodiscard]] const std::vector<FieldError>& fields() const { return fields_; }

  // How long the caller should wait before it repeats the request (Retry-After).
  [[nodiscard]] std::optional<std::chrono::seconds> retry_after() const { return retry_after_; }
  Error& retry_after(std::chrono::seconds wait) {
    retry_after_ = wait;
    return *this;
  }

  // For logs only, never shown to a caller.
  [[nodiscard]] const std::string& internal_note() const { return internal_note_; }
  Error& internal_note(std::string note) {
    internal_note_ = std::move(note);
    return *this;
  }

  friend bool operator==(const Error& error, const ErrorCode& code) { return error.code() == code.code; }

 private:
  const ErrorCode* code_;
  std::vector<FieldError> fields_;
  std::optional<std::chrono::seconds> retry_after_;
  std::string internal_note_;
};

// Refusals that belong to no noun.
inline constexpr ErrorCode kUnavailable{ErrorKind::unavailable, "service.unavailable",
                                        "服务暂时不可用，请稍后重试",
                                        "The service is temporarily unavailable; please try again shortly"};
inline constexpr ErrorCode kBusy{ErrorKind::unavailable, "service.busy", "系统繁忙，请稍后重试",
                                 "The service is busy; please try again shortly"};
inline constexpr ErrorCode kInvalidRequest{ErrorKind::invalid, "request.invalid", "请求参数有误",
                                           "The request is not valid"};

}  // namespace fenrun
