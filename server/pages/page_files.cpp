#include "server/pages/page_files.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "base/log.hpp"

namespace fenrun::server {
namespace {

namespace fs = std::filesystem;

using Contents = std::map<std::string, std::string, std::less<>>;  // by name

constexpr std::array<std::pair<std::string_view, std::string_view>, 17> kPageTypes{{
    {"html", "text/html; charset=utf-8"},
    {"js", "text/javascript; charset=utf-8"},
    {"mjs", "text/javascript; charset=utf-8"},
    {"css", "text/css; charset=utf-8"},
    {"json", "application/json"},
    {"map", "application/json"},
    {"webmanifest", "application/manifest+json"},
    {"txt", "text/plain; charset=utf-8"},
    {"svg", "image/svg+xml"},
    {"png", "image/png"},
    {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"webp", "image/webp"},
    {"ico", "image/vnd.microsoft.icon"},
    {"woff", "font/woff"},
    {"woff2", "font/woff2"},
    {"wasm", "application/wasm"},
}};

std::string_view page_extension(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
}

// Empty for an extension that is not on the list.
std::string_view page_type(std::string_view name) {
  const auto* const found = std::find_if(kPageTypes.begin(), kPageTypes.end(), [&](const auto& type) {
    return type.first == page_extension(name);
  });
  return found == kPageTypes.end() ? std::string_view{} : found->second;
}

bool is_packed(std::string_view name) {
  const std::string_view extension = page_extension(name);
  return extension == "gz" || extension == "br";
}

bool is_page_name_byte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
         c == '-' || c == '/';
}

bool is_page_name(std::string_view name) {
  return !name.starts_with('.') && name.find("/.") == std::string_view::npos &&
         std::all_of(name.begin(), name.end(), is_page_name_byte);
}

// What Vite makes of "src/app.ts": "assets/app-1a2b3c4d.js", eight letters of a hash.
bool has_hash(std::string_view name) {
  constexpr std::size_t kHashSize = 8;
  const std::string_view stem = name.substr(0, name.rfind('.'));
  return name.starts_with("assets/") && stem.size() > kHashSize && stem[stem.size() - kHashSize - 1] == '-';
}

std::string read_page(const fs::path& path, const std::string& name) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) {
    throw std::runtime_error("the console's file " + name + " cannot be read");
  }
  return bytes;
}

bool is_wanted(const fs::directory_entry& entry, const std::string& name) {
  if (entry.is_symlink() || !entry.is_regular_file() || !is_page_name(name) ||
      (page_type(name).empty() && !is_packed(name))) {
    log::warning("pages.left_out", {{"file", name}});
    return false;
  }
  return true;
}

Contents read_contents(const fs::path& folder) {
  Contents contents;
  std::size_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_directory() && !entry.is_symlink()) continue;
    const std::string name = entry.path().lexically_relative(folder).generic_string();
    if (!is_wanted(entry, name)) continue;
    bytes += entry.file_size();
    if (contents.size() == PageFiles::kFilesMax || bytes > PageFiles::kBytesMax) {
      throw std::runtime_error("the console's folder is too large; it may hold 4096 files and 64 MiB");
    }
    contents.emplace(name, read_page(entry.path(), name));
  }
  return contents;
}

PageBytes tagged(std::string bytes) {
  const crypto::Sha256 digest = crypto::sha256(bytes);
  return {std::move(bytes), '"' + crypto::to_base64url(crypto::Bytes(digest).first(18)) + '"'};
}

std::optional<PageBytes> packed_form(Contents& contents, const std::string& name) {
  const auto found = contents.find(name);
  if (found == contents.end()) return std::nullopt;
  return tagged(std::move(found->second));
}

}  // namespace

PageFiles PageFiles::read(const fs::path& folder) {
  PageFiles files;
  Contents contents;
  try {
    contents = read_contents(folder);
  } catch (const fs::filesystem_error& failure) {
    throw std::runtime_error("the console's folder cannot be read: " + failure.code().message());
  }
  for (auto& [name, bytes] : contents) {
    if (is_packed(name)) continue;
    files.pages_.emplace(name,
                         Page{page_type(name), has_hash(name), tagged(std::move(bytes)),
                              packed_form(contents, name + ".gz"), packed_form(contents, name + ".br")});
  }
  if (files.find("index.html") == nullptr) throw std::runtime_error("the console's folder has no index.html");
  return files;
}

const Page* PageFiles::find(std::string_view name) const {
  const auto found = pages_.find(name);
  return found == pages_.end() ? nullptr : &found->second;
}

}  // namespace fenrun::server
