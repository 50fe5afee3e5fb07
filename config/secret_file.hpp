// Secrets come from files only, never from the configuration's text or from environment variables.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>

#include "base/secret.hpp"

namespace fenrun::config {

inline constexpr std::size_t kSecretBytesMax = 64 * 1024;

// What is wrong with a file and what to do about it.
struct FileProblem {
  std::string what;
  std::string fix;
};

enum class Privacy {
  owner_only,  // refuses a file that group or others may read
  any,         // the folder protects it: systemd's credentials show the mask of an ACL as group bits
};

// The content without its last line break. Refuses a file that is missing, empty, too long or not private
// enough.
tl::expected<SecretText, FileProblem> read_secret_file(const std::string& path, Privacy privacy);

// Checks the same without keeping the content.
tl::expected<void, FileProblem> check_file(const std::string& path, Privacy privacy);

// A file that a secret was read from.
struct SecretFile {
  std::string path;
  Privacy privacy = Privacy::owner_only;
};

// What is wrong with the first of `files` that could not be read again now; nothing when all could.
std::optional<FileProblem> find_unreadable(std::span<const SecretFile> files);

// $CREDENTIALS_DIRECTORY, where systemd puts a service's credentials; empty without one.
std::string credentials_directory();

}  // namespace fenrun::config
