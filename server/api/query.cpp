#include "server/api/query.hpp"

#include <algorithm>
#include <charconv>

#include "base/crypto/encoding.hpp"
#include "server/api/json/row_id.hpp"
#include "server/api/json/text.hpp"

namespace fenrun::server {
namespace {

constexpr std::size_t kParametersMax = 32;
constexpr Instant kEarliest{std::chrono::sys_days{std::chrono::year{1970} / 1 / 1}};
constexpr Instant kLatest{std::chrono::sys_days{std::chrono::year{9999} / 1 / 1}};

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const auto byte = text.size() - i > 2 ? crypto::from_hex(text.substr(i + 1, 2)) : std::nullopt;
    if (!byte) return std::nullopt;
    out += *byte;
    i += 2;
  }
  return out;
}

Query::Query(std::string_view target) {
  const auto mark = target.find('?');
  if (mark == std::string_view::npos) return;
  for (auto rest = target.substr(mark + 1); !rest.empty();) {
    const auto pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    auto name = percent_decoded(pair.substr(0, equals));
    auto value =
        percent_decoded(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1));
    if (!name || !value || given_.size() >= kParametersMax) {
      wrong("", "查询参数有误", "The query string is broken");
      return;
    }
    const bool repeated =
        std::any_of(given_.begin(), given_.end(), [&](const auto& one) { return one.first == *name; });
    if (repeated) wrong(*name, "重复的参数", "Repeated parameter");
    given_.emplace_back(std::move(*name), std::move(*value));
  }
}

std::string Query::text(std::string_view name, json::Length length) {
  auto value = maybe_text(name, length);
  if (!value) wrong(name, "必填", "Required");
  return value.value_or("");
}

std::optional<std::string> Query::maybe_text(std::string_view name, json::Length length) {
  auto value = find(name);
  if (!value) return std::nullopt;
  const auto characters = json::count_characters(*value);
  if (!characters || json::has_control_characters(*value, false)) {
    wrong(name, "含有不允许的字符", "Contains characters that are not allowed");
    return std::string();
  }
  if (*characters < length.least || *characters > length.most)
    wrong(name, "长度超出允许范围", "The length is out of range");
  return value;
}

std::optional<std::int64_t> Query::maybe_integer(std::string_view name, std::int64_t least,
                                                 std::int64_t most) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  const auto number = parse_integer(*value);
  if (number && *number >= least && *number <= most) return number;
  wrong(name, "数值超出允许范围", "The value is out of range");
  return least;
}

std::optional<std::string> Query::maybe_public_id(std::string_view name) {
  auto value = find(name);
  if (value && !crypto::is_ulid(*value)) wrong(name, "不是合法的编号", "Not an id");
  return value;
}

std::vector<std::string> Query::public_ids(std::string_view name, std::size_t most) {
  const auto value = find(name);
  std::vector<std::string> ids;
  if (!value) return ids;
  for (std::string_view rest = *value;;) {
    const auto id = rest.substr(0, rest.find(','));
    if (!crypto::is_ulid(id) || ids.size() == most) {
      wrong(name, "编号不合法或过多", "Not ids, or too many of them");
      return {};
    }
    ids.emplace_back(id);
    if (id.size() == rest.size()) return ids;
    rest.remove_prefix(id.size() + 1);
  }
}

std::optional<std::int64_t> Query::maybe_row_id(std::string_view name) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  const auto id = json::parse_row_id(*value);
  if (!id) wrong(name, "不是合法的编号", "Not an id");
  return id;
}

std::optional<Instant> Query::maybe_time(std::string_view name) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  auto instant = parse_rfc3339(*value);
  // An offset may lead out of the years that a table can hold.
  if (instant && (*instant < kEarliest || *instant >= kLatest)) instant.reset();
  if (!instant) wrong(name, "必须是带时区的 RFC 3339 时间", "Must be an RFC 3339 time with an offset");
  return instant;
}

std::optional<std::size_t> Query::maybe_one_of(std::string_view name,
                                               std::initializer_list<std::string_view> words) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  const auto* found = std::find(words.begin(), words.end(), *value);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  wrong(name, "不是允许的取值", "Not one of the allowed values");
  return std::nullopt;
}

std::vector<std::size_t> Query::set_of(std::string_view name, std::initializer_list<std::string_view> words) {
  const auto value = find(name);
  std::vector<std::size_t> chosen;
  if (!value) return chosen;
  for (std::string_view rest = *value;;) {
    const auto word = rest.substr(0, rest.find(','));
    const auto* const found = std::find(words.begin(), words.end(), word);
    if (found == words.end()) {
      wrong(name, "不是允许的取值", "Not one of the allowed values");
      return {};
    }
    chosen.push_back(static_cast<std::size_t>(found - words.begin()));
    if (word.size() == rest.size()) return chosen;
    rest.remove_prefix(word.size() + 1);
  }
}

ListQuery Query::list(std::string_view scope, const crypto::Key256& cursor_key) {
  ListQuery list;
  if (const auto limit = maybe_integer("limit", 1, 100)) list.limit = static_cast<int>(*limit);
  const auto text = find("cursor");
  if (!text) return list;
  auto cursor = decode_cursor(*text, scope, cursor_key);
  if (cursor) {
    list.after = std::move(*cursor);
  } else {
    cursor_is_wrong_ = true;
  }
  return list;
}

std::optional<Error> Query::refusal() {
  for (const auto& [name, value] : given_) {
    if (std::find(asked_.begin(), asked_.end(), name) == asked_.end())
      wrong(name, "未知的参数", "Unknown parameter");
  }
  if (!wrong_.empty()) return Error(kInvalidRequest, wrong_);
  if (cursor_is_wrong_) return Error(kCursorInvalid);
  return std::nullopt;
}

std::optional<std::string> Query::find(std::string_view name) {
  asked_.push_back(name);
  for (const auto& [key, value] : given_) {
    if (key == name) return value;
  }
  return std::nullopt;
}

void Query::wrong(std::string_view name, std::string_view zh, std::string_view en) {
  wrong_.push_back({"?" + std::string(name), zh, en});
}

}  // namespace fenrun::server
