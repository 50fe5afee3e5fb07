#include "domain/staff/password_rules.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace fenrun {
namespace {

// Words that common passwords of twelve and more characters are built from. A password that is one of these
// repeated, or one of these with digits and punctuation around it, is guessed early whatever its length.
constexpr std::string_view kCommonStems[] = {
    "password", "passw0rd", "p@ssword", "p@ssw0rd", "qwerty",   "qwertyuiop",    "asdfghjkl", "zxcvbnm",
    "1qaz2wsx", "1q2w3e4r", "abc",      "abcdef",   "admin",    "administrator", "root",      "letmein",
    "welcome",  "iloveyou", "monkey",   "dragon",   "football", "baseball",      "princess",  "sunshine",
    "superman", "batman",   "trustno1", "master",   "shadow",   "michael",       "jennifer",  "computer",
    "internet", "changeme", "secret",   "default",  "woaini",   "nihao",         "zhongguo",  "beijing",
    "shanghai", "fenrun",   "weixin",   "wechat",   "test",     "guest",         "user",      "login",
    "system",   "manager",  "qazwsx",   "asdf",     "hello",    "whatever",
};

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

// What remains when leading and trailing digits and punctuation are cut off.
std::string_view core_of(std::string_view text) {
  const auto letter = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80U || std::isalpha(byte) != 0;
  };
  while (!text.empty() && !letter(text.front())) text.remove_prefix(1);
  while (!text.empty() && !letter(text.back())) text.remove_suffix(1);
  return text;
}

bool is_repetition_of(std::string_view text, std::string_view part) {
  if (part.empty() || text.size() < part.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != part[i % part.size()]) return false;
  }
  return true;
}

// "aaaaaaaaaaaa", "121212121212", "abcabcabcabc": a short part repeated.
bool is_short_pattern(std::string_view text) {
  for (std::size_t size = 1; size <= 4; ++size) {
    if (is_repetition_of(text, text.substr(0, size))) return true;
  }
  return false;
}

// "123456789012", "abcdefghijkl" and their reverses: each character is the neighbour of the one before.
bool is_sequence(std::string_view text) {
  const auto steps_by = [text](int step) {
    for (std::size_t i = 1; i < text.size(); ++i) {
      const bool wraps = (text[i - 1] == '9' && text[i] == '0' && step == 1) ||
                         (text[i - 1] == '0' && text[i] == '9' && step == -1);
      if (text[i] - text[i - 1] != step && !wraps) return false;
    }
    return true;
  };
  return steps_by(1) || steps_by(-1);
}

bool is_common(std::string_view password) {
  const std::string folded = lower(password);
  if (is_short_pattern(folded) || is_sequence(folded)) return true;
  const std::string_view core = core_of(folded);
  if (core.empty() && folded.size() < 16) return true;
  return std::any_of(std::begin(kCommonStems), std::end(kCommonStems), [&](std::string_view stem) {
    return is_repetition_of(folded, stem) || is_repetition_of(core, stem);
  });
}

}  // namespace

Done check_password_rules(std::string_view password, std::string_view login_name) {
  const std::size_t characters = count_characters(password);
  if (characters < 12) return kPasswordTooShort;
  if (characters > 128) return kPasswordTooLong;
  if (is_common(password)) return kPasswordCommon;
  if (!login_name.empty() && lower(password).find(lower(login_name)) != std::string::npos)
    return kPasswordIsName;
  return {};
}

}  // namespace fenrun
