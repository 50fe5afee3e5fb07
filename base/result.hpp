// Result<T>: a value or an Error. Return it when the caller's input can cause the failure; throw when the
// world broke; FENRUN_ASSERT when we did.
#pragma once

#include <tl/expected.hpp>
#include <utility>

#include "base/error.hpp"

namespace fenrun {

template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
  using Base = tl::expected<T, Error>;

 public:
  using Base::Base;
  Result(const ErrorCode& code) : Base(tl::unexpect, Error(code)) {}  // NOLINT(google-explicit-constructor)
  Result(Error error) : Base(tl::unexpect, std::move(error)) {}       // NOLINT(google-explicit-constructor)
  Result(Base base) : Base(std::move(base)) {}                        // NOLINT(google-explicit-constructor)

  // True when this is the refusal `code`.
  [[nodiscard]] bool refused_with(const ErrorCode& code) const {
    return !this->has_value() && this->error().code() == code.code;
  }
};

using Done = Result<void>;

}  // namespace fenrun
