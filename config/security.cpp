#include <algorithm>
#include <charconv>
#include <optional>

#include "config/sections.hpp"

namespace fenrun::config {
namespace {

constexpr std::string_view kMakeKey = "make one: openssl rand -base64 32";

// A key file holds 32 bytes in base64.
std::optional<Secret<crypto::Key256>> key_from(const SecretText& text) {
  std::optional<std::string> bytes = crypto::from_base64(text.reveal());
  if (!bytes) return std::nullopt;
  const SecretText wiped(std::move(*bytes));
  crypto::Key256 key{};
  if (wiped.reveal().size() != key.size()) return std::nullopt;
  std::ranges::copy(crypto::as_bytes(wiped.reveal()), key.begin());
  return Secret<crypto::Key256>(key);
}

void read_key(Reader& reader, std::string_view name, const SecretText& text, Secret<crypto::Key256>& into) {
  if (const auto key = key_from(text)) {
    into = *key;
  } else {
    reader.problem(name, "the file does not hold 32 bytes in base64", std::string(kMakeKey));
  }
}

std::optional<std::uint32_t> key_id(const std::string& text) {
  std::uint32_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc{} || end != text.data() + text.size() || id == 0) return std::nullopt;
  return id;
}

void read_sealing_keys(Reader& reader, SecurityKeys& keys) {
  static constexpr std::string_view kSection = "security.sealing_key_files";
  for (const auto& [id_text, path] : reader.members(kSection)) {
    const std::string name = std::string(kSection) + "." + id_text;
    const auto id = key_id(id_text);
    if (!id) {
      reader.problem(name, "is not a key id", "number the keys from 1");
      continue;
    }
    SecretText text;
    if (reader.read_secret(name, reader.resolve(path), text)) read_key(reader, name, text, keys.sealing[*id]);
  }
  if (!reader.has(kSection))
    reader.problem(kSection, "is required", "add 1 = \"file\"; " + std::string(kMakeKey));
}

}  // namespace

void read_security(Reader& reader, SecurityKeys& keys) {
  read_sealing_keys(reader, keys);
  SecretText index;
  if (reader.secret("security.index_key_file", index, Need::required)) {
    read_key(reader, "security.index_key_file", index, keys.index);
  }
  reader.secret("security.password_pepper_file", keys.password_pepper, Need::required);
}

}  // namespace fenrun::config
