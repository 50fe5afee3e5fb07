#include "config/secret_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace fenrun::config {
namespace {

class File {
 public:
  explicit File(const std::string& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

tl::unexpected<FileProblem> refuse(const std::string& path, std::string_view what, std::string fix) {
  return tl::unexpected(FileProblem{path + " " + std::string(what), std::move(fix)});
}

// The open file is the one judged, so it cannot be exchanged between the check and the reading.
tl::expected<void, FileProblem> check_open_file(int descriptor, const std::string& path, Privacy privacy) {
  if (descriptor < 0) {
    return refuse(path, std::string("cannot be read: ") + std::strerror(errno),
                  "create it, readable by this user");
  }
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    return refuse(path, "is not a regular file", "give the path of a file");
  }
  if (privacy == Privacy::owner_only && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return refuse(path, "may be read by others", "run: chmod 600 " + path);
  }
  if (status.st_size == 0) return refuse(path, "is empty", "put the secret into it");
  if (static_cast<std::size_t>(status.st_size) > kSecretBytesMax) {
    return refuse(path, "is longer than 64 KiB", "give the path of the right file");
  }
  return {};
}

}  // namespace

tl::expected<SecretText, FileProblem> read_secret_file(const std::string& path, Privacy privacy) {
  const File file(path);
  if (const auto checked = check_open_file(file.descriptor(), path, privacy); !checked) {
    return tl::unexpected(checked.error());
  }
  std::string text(kSecretBytesMax, '\0');
  const ssize_t size = ::read(file.descriptor(), text.data(), text.size());
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  SecretText secret(std::string{text});
  wipe(text);
  if (secret.reveal().empty()) return refuse(path, "is empty", "put the secret into it");
  return secret;
}

tl::expected<void, FileProblem> check_file(const std::string& path, Privacy privacy) {
  const File file(path);
  return check_open_file(file.descriptor(), path, privacy);
}

std::optional<FileProblem> find_unreadable(std::span<const SecretFile> files) {
  for (const SecretFile& file : files) {
    if (auto checked = check_file(file.path, file.privacy); !checked) return std::move(checked).error();
  }
  return std::nullopt;
}

std::string credentials_directory() {
  const char* const directory =
      std::getenv("CREDENTIALS_DIRECTORY");  // NOLINT(concurrency-mt-unsafe): main only
  return directory == nullptr ? "" : directory;
}

}  // namespace fenrun::config
