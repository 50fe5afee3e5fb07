// A value that must never be printed. It has no stream operator, no conversion and no JSON form; whoever
// needs the value says `reveal()`, which is easy to search for. The memory of a secret is wiped when it goes.
#pragma once

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

namespace fenrun {

// Overwrites in a way that the compiler may not leave out.
void wipe(void* data, std::size_t size) noexcept;
void wipe(std::string& text) noexcept;

template <class T>
class Secret {
 public:
  Secret() = default;
  explicit Secret(T value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(const Secret&) = default;
  Secret& operator=(Secret&&) noexcept = default;
  ~Secret() {
    if constexpr (std::is_same_v<T, std::string>) {
      wipe(value_);
    } else {
      static_assert(std::is_trivially_copyable_v<T>, "a secret must be wipeable");
      wipe(&value_, sizeof value_);
    }
  }

  [[nodiscard]] const T& reveal() const { return value_; }

 private:
  T value_{};
};

using SecretText = Secret<std::string>;

}  // namespace fenrun
