#include "config/reader.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "config/closest.hpp"

namespace fenrun::config {
namespace {

std::string in_quotes(std::string_view text) { return '"' + std::string(text) + '"'; }

std::string joined(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : ", ") + in_quotes(word);
  return text;
}

constexpr std::string_view kFileSuffix = "_file";

}  // namespace

Reader::Reader(Entries entries, std::string file, std::string folder, std::string credentials)
    : entries_(std::move(entries)),
      file_(std::move(file)),
      folder_(std::move(folder)),
      credentials_(std::move(credentials)) {}

void Reader::boolean(std::string_view key, bool& value) {
  const bool initial = value;
  if (const bool* const found = find<bool>(key, "true or false")) value = *found;
  know(key, initial ? "true" : "false", value ? "true" : "false");
}

void Reader::text(std::string_view key, std::string& value, std::size_t size_max, Need need) {
  const std::string initial = value;
  const bool is_required = need == Need::required;
  if (const auto* const found = find<std::string>(key, "a text in quotes")) {
    if (found->size() > size_max) {
      problem(key, "the text is too long", "give at most " + std::to_string(size_max) + " bytes");
    } else if (found->empty() && is_required) {
      problem(key, "is empty", "give a value");
    } else {
      value = *found;
    }
  } else if (is_required && !has(key)) {
    problem(key, "is required", "add it");
  }
  know(key, is_required ? "" : in_quotes(initial), is_required ? "" : in_quotes(value));
}

std::int64_t Reader::read_number(std::string_view key, std::int64_t value, std::int64_t min,
                                 std::int64_t max) {
  FENRUN_ASSERT(min <= value && value <= max);
  const std::int64_t initial = value;
  if (const auto* const found = find<std::int64_t>(key, "a whole number")) {
    if (*found < min || *found > max) {
      problem(key, std::to_string(*found) + " is out of range",
              "give a number from " + std::to_string(min) + " to " + std::to_string(max));
    } else {
      value = *found;
    }
  }
  know(key, std::to_string(initial), std::to_string(value));
  known_.back().min_text = std::to_string(min);
  known_.back().max_text = std::to_string(max);
  return value;
}

std::chrono::milliseconds Reader::unit_of(std::string_view key) {
  using std::chrono::milliseconds;
  static constexpr std::array<std::pair<std::string_view, milliseconds>, 5> kUnits{{
      {"_ms", milliseconds{1}},
      {"_seconds", std::chrono::seconds{1}},
      {"_minutes", std::chrono::minutes{1}},
      {"_hours", std::chrono::hours{1}},
      {"_days", std::chrono::days{1}},
  }};
  const auto* const unit =
      std::ranges::find_if(kUnits, [key](const auto& each) { return key.ends_with(each.first); });
  FENRUN_ASSERT(unit != kUnits.end());
  return unit->second;
}

std::ptrdiff_t Reader::read_choice(std::string_view key, const std::vector<std::string_view>& names,
                                   std::size_t chosen) {
  const std::size_t initial = chosen;
  if (const auto* const found = find<std::string>(key, "a text in quotes")) {
    const auto name = std::ranges::find(names, *found);
    if (name == names.end()) {
      problem(key, in_quotes(*found) + " is not a choice", "give one of " + joined(names));
    } else {
      chosen = static_cast<std::size_t>(name - names.begin());
    }
  }
  know(key, in_quotes(names[initial]), in_quotes(names[chosen]));
  return static_cast<std::ptrdiff_t>(chosen);
}

void Reader::file(std::string_view key, std::string& path, Need need) { read_file(key, path, need, false); }

void Reader::private_file(std::string_view key, std::string& path, Need need) {
  read_file(key, path, need, true);
}

void Reader::read_file(std::string_view key, std::string& path, Need need, bool must_be_private) {
  know(key, "", "");
  const auto* const found = find<std::string>(key, "a path in quotes");
  if (found == nullptr || found->empty()) {
    if (need == Need::required && (found != nullptr || !has(key)))
      problem(key, "is required", "give the path of a file");
    return;
  }
  path = resolve(*found);
  const auto checked = check_file(path, must_be_private ? privacy_of(path) : Privacy::any);
  if (!checked) problem(key, checked.error().what, checked.error().fix);
  if (checked && must_be_private) secret_files_.push_back({path, privacy_of(path)});
}

void Reader::path(std::string_view key, std::string& path) {
  const std::string initial = path;
  const auto* const found = find<std::string>(key, "a path in quotes");
  if (found != nullptr) path = found->empty() ? "" : resolve(*found);
  know(key, in_quotes(initial), in_quotes(path));
}

bool Reader::secret(std::string_view key, SecretText& value, Need need) {
  FENRUN_ASSERT(key.ends_with(kFileSuffix));
  know(key, "", "");
  const std::string credential(key.substr(0, key.size() - kFileSuffix.size()));
  std::string path;
  if (const auto* const found = find<std::string>(key, "a path in quotes")) {
    path = resolve(*found);
  } else if (!has(key) && !credentials_.empty() && std::filesystem::exists(credentials_ + "/" + credential)) {
    path = credentials_ + "/" + credential;
  } else if (!has(key) && need == Need::required) {
    problem(key, "is required",
            "give the path of a file that holds the secret, or a systemd credential named " + credential);
  }
  return !path.empty() && read_secret(key, path, value);
}

bool Reader::read_secret(std::string_view key, const std::string& path, SecretText& value) {
  auto secret = read_secret_file(path, privacy_of(path));
  if (!secret) {
    problem(key, secret.error().what, secret.error().fix);
    return false;
  }
  value = std::move(*secret);
  secret_files_.push_back({path, privacy_of(path)});
  return true;
}

// systemd gives its credentials to the service's user by an ACL, whose mask shows as group bits; the folder
// above them is closed to everybody else.
Privacy Reader::privacy_of(const std::string& path) const {
  const bool is_credential = !credentials_.empty() && path.starts_with(credentials_ + "/");
  return is_credential ? Privacy::any : Privacy::owner_only;
}

std::vector<std::pair<std::string, std::string>> Reader::members(std::string_view section) {
  const std::string prefix = std::string(section) + ".";
  free_tables_.push_back(prefix);
  know(section, "", "");
  std::vector<std::pair<std::string, std::string>> found;
  for (auto entry = entries_.lower_bound(prefix); entry != entries_.end() && entry->first.starts_with(prefix);
       ++entry) {
    const auto* const text = find<std::string>(entry->first, "a text in quotes");
    if (text != nullptr) found.emplace_back(entry->first.substr(prefix.size()), *text);
  }
  return found;
}

void Reader::problem(std::string_view key, std::string what, std::string fix) {
  problems_.push_back({file_, line_of(key), std::string(key), std::move(what), std::move(fix)});
}

std::string Reader::resolve(const std::string& path) const {
  return (std::filesystem::path(folder_) / path).lexically_normal().string();
}

void Reader::refuse_unknown_keys() {
  std::vector<std::string> names;
  for (const KnownKey& known : known_) {
    names.push_back(known.name);
    for (auto dot = known.name.find('.'); dot != std::string::npos; dot = known.name.find('.', dot + 1)) {
      names.push_back(known.name.substr(0, dot));
    }
  }
  for (const auto& [key, entry] : entries_) {
    if (std::ranges::find(names, key) != names.end()) continue;
    const auto is_inside = [&key = key](const std::string& prefix) { return key.starts_with(prefix); };
    if (std::ranges::any_of(free_tables_, is_inside)) continue;
    const auto meant = closest(key, names);
    problem(key, "there is no such key", meant ? "did you mean " + *meant + "?" : "remove it");
  }
}

template <class T>
const T* Reader::find(std::string_view key, std::string_view wanted) {
  const auto entry = entries_.find(key);
  if (entry == entries_.end()) return nullptr;
  const T* const value = std::get_if<T>(&entry->second.value);
  if (value == nullptr) problem(key, "has a value of the wrong type", "give " + std::string(wanted));
  return value;
}

void Reader::know(std::string_view key, std::string default_text, std::string value_text) {
  known_.push_back({std::string(key), std::move(default_text), std::move(value_text), "", ""});
}

std::size_t Reader::line_of(std::string_view key) const {
  const auto entry = entries_.find(key);
  return entry == entries_.end() ? 0 : entry->second.line;
}

}  // namespace fenrun::config
