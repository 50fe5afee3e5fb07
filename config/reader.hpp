// Reads keys into option structs and collects every problem instead of stopping at the first. Each call names
// a key, the value that its default is already in, and its limits; a value that is refused leaves the default
// in place.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "base/secret.hpp"
#include "config/problem.hpp"
#include "config/secret_file.hpp"
#include "config/toml.hpp"

namespace fenrun::config {

enum class Need { required, optional };

// A key that was asked for, with its default and what it was read as, both spelled as in TOML. Both are empty
// for a key that has no default, and the limits for one that is no number.
struct KnownKey {
  std::string name;
  std::string default_text;
  std::string value_text;
  std::string min_text;
  std::string max_text;
};

template <class T>
concept Number = std::integral<T> && !std::same_as<T, bool>;

class Reader {
 public:
  // Relative paths in the configuration start from `folder`. `credentials` is the folder of systemd's
  // credentials, or empty.
  Reader(Entries entries, std::string file, std::string folder, std::string credentials);

  void boolean(std::string_view key, bool& value);
  void text(std::string_view key, std::string& value, std::size_t size_max, Need need = Need::optional);

  template <Number T>
  void number(std::string_view key, T& value, T min, T max) {
    value = static_cast<T>(read_number(key, static_cast<std::int64_t>(value), static_cast<std::int64_t>(min),
                                       static_cast<std::int64_t>(max)));
  }

  // The unit is the key's last word: _ms, _seconds, _minutes, _hours or _days.
  template <class Rep, class Period>
  void duration(std::string_view key, std::chrono::duration<Rep, Period>& value,
                std::type_identity_t<std::chrono::duration<Rep, Period>> min,
                std::type_identity_t<std::chrono::duration<Rep, Period>> max) {
    using Duration = std::chrono::duration<Rep, Period>;
    const std::chrono::milliseconds unit = unit_of(key);
    const auto count = [unit](Duration duration) {
      return std::chrono::duration_cast<std::chrono::milliseconds>(duration) / unit;
    };
    value =
        std::chrono::duration_cast<Duration>(read_number(key, count(value), count(min), count(max)) * unit);
  }

  template <class Enum>
  void choice(std::string_view key, Enum& value,
              std::initializer_list<std::pair<std::string_view, Enum>> words) {
    std::vector<std::string_view> names;
    std::size_t chosen = words.size();
    for (const auto& [name, meaning] : words) {
      if (meaning == value) chosen = names.size();
      names.push_back(name);
    }
    FENRUN_ASSERT(chosen < names.size());
    value = (words.begin() + read_choice(key, names, chosen))->second;
  }

  // The path of a file that must be readable; `private_file` also refuses one that others may read.
  void file(std::string_view key, std::string& path, Need need = Need::optional);
  void private_file(std::string_view key, std::string& path, Need need = Need::optional);
  // A path that need not exist yet (a socket, a log).
  void path(std::string_view key, std::string& path);

  // `key` ends in "_file". Without the key, systemd's credential of that name (without "_file") is taken.
  // Returns whether there was a usable secret.
  bool secret(std::string_view key, SecretText& value, Need need);

  // The same for a path that was found in another way; `key` is named in a problem.
  bool read_secret(std::string_view key, const std::string& path, SecretText& value);

  // The members of a free-form table "section.*", as (member, value) pairs of text; other types are problems.
  std::vector<std::pair<std::string, std::string>> members(std::string_view section);

  void problem(std::string_view key, std::string what, std::string fix);
  // Whether the file says anything for this key.
  [[nodiscard]] bool has(std::string_view key) const { return entries_.find(key) != entries_.end(); }
  // `path` as the configuration means it.
  [[nodiscard]] std::string resolve(const std::string& path) const;

  // Call last: every key that nobody asked for is a problem.
  void refuse_unknown_keys();

  // Every file that held a usable secret.
  [[nodiscard]] const std::vector<SecretFile>& secret_files() const { return secret_files_; }
  [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }
  [[nodiscard]] const std::vector<KnownKey>& known_keys() const { return known_; }

 private:
  static std::chrono::milliseconds unit_of(std::string_view key);
  std::int64_t read_number(std::string_view key, std::int64_t value, std::int64_t min, std::int64_t max);
  std::ptrdiff_t read_choice(std::string_view key, const std::vector<std::string_view>& names,
                             std::size_t chosen);
  void read_file(std::string_view key, std::string& path, Need need, bool must_be_private);
  [[nodiscard]] Privacy privacy_of(const std::string& path) const;

  // The value of `key` when the file has one of type T; a value of another type is a problem. `wanted` says
  // the type.
  template <class T>
  const T* find(std::string_view key, std::string_view wanted);
  void know(std::string_view key, std::string default_text, std::string value_text);
  [[nodiscard]] std::size_t line_of(std::string_view key) const;

  Entries entries_;
  std::string file_;
  std::string folder_;
  std::string credentials_;
  std::vector<Problem> problems_;
  std::vector<KnownKey> known_;
  std::vector<std::string> free_tables_;
  std::vector<SecretFile> secret_files_;
};

}  // namespace fenrun::config
