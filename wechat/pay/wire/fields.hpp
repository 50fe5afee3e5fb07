// Reading a JSON object from WeChat Pay into a typed value: the first member that is missing, of another type
// or not plausible is remembered, and the whole value is then not to be used. Members that nobody asks for
// are ignored: WeChat adds some without notice.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "domain/money.hpp"
#include "wechat/json.hpp"
#include "wechat/pay/outcome/outcome.hpp"

namespace fenrun::wechat {

// A word of WeChat's and what it means here.
template <class Enum>
struct PayWord {
  std::string_view text;
  Enum value;
};

template <class Enum>
std::string_view word_of(std::span<const PayWord<Enum>> words, Enum value) {
  for (const auto& word : words) {
    if (word.value == value) return word.text;
  }
  return {};
}

class Fields {
 public:
  static constexpr std::size_t kTextBytesMax = 4096;

  // Both outlive the object; `problem` stays empty while all is well.
  Fields(const Json& object, std::string& problem) : object_(object), problem_(problem) {}

  std::string text(const char* name);          // there and not empty
  std::string text_or_none(const char* name);  // "" when absent, null or empty
  std::int64_t integer(const char* name);
  std::optional<std::int64_t> integer_if(const char* name);
  Fen fen(const char* name);  // not negative
  std::optional<Fen> fen_if(const char* name);
  Instant time(const char* name);
  std::optional<Instant> time_if(const char* name);
  // An empty object when it is absent, and a problem.
  Fields object(const char* name);
  std::optional<Fields> object_if(const char* name);
  // An empty array when it is absent.
  const Json& array_if(const char* name);

  template <class Enum>
  Enum word(const char* name, std::span<const PayWord<Enum>> words) {
    const std::string got = text(name);
    for (const auto& word : words) {
      if (word.text == got) return word.value;
    }
    fail(name);
    return words.front().value;
  }

  void fail(const char* name);
  [[nodiscard]] bool is_whole() const { return problem_.empty(); }
  [[nodiscard]] Fields of(const Json& object) const { return {object, problem_}; }

 private:
  [[nodiscard]] const Json* find(const char* name) const;

  const Json& object_;
  std::string& problem_;
};

struct PayReply {
  Json json;
};

// What `read` makes of a reply's object; unknown when it is not whole.
template <class Read>
auto read_outcome(const PayOutcome<PayReply>& reply, Read read)
    -> PayOutcome<decltype(read(std::declval<Fields&>()))> {
  using Value = decltype(read(std::declval<Fields&>()));
  if (!reply.is_done()) return reply.template not_done_as<Value>();
  std::string problem;
  Fields fields(reply.done().json, problem);
  Value value = read(fields);
  if (!problem.empty()) return PayUnknown{PayDoubt::unreadable, std::move(problem)};
  return value;
}

// `outcome`, or unknown when what is done is about something else than was asked for.
template <class T, class Rule>
PayOutcome<T> only_if(PayOutcome<T> outcome, Rule is_ours) {
  if (outcome.is_done() && !is_ours(outcome.done())) {
    return PayUnknown{PayDoubt::other_object, "a number, merchant or app is not the one asked for"};
  }
  return outcome;
}

}  // namespace fenrun::wechat
