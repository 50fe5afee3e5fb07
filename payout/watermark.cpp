#include "payout/watermark.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace fenrun::payout {
namespace {

std::runtime_error failure(const std::string& path, const std::string& what) {
  return std::runtime_error("the watermark of payouts, " + path + ": " + what);
}

std::int64_t read_number(const std::string& path) {
  std::ifstream file(path);
  std::string text;
  std::getline(file, text);
  std::int64_t number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = file && error == std::errc() && end == text.data() + text.size() && number >= 0;
  if (!is_number) throw failure(path, "is no number");
  return number;
}

class OpenFile {
 public:
  explicit OpenFile(const std::string& path)
      : path_(path), fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) {
    if (fd_ < 0) throw failure(path_, std::strerror(errno));
  }
  ~OpenFile() { ::close(fd_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  void write_whole(const std::string& text) const {
    const auto size = static_cast<ssize_t>(text.size());
    const bool is_down = ::write(fd_, text.data(), text.size()) == size && ::fsync(fd_) == 0;
    if (!is_down) throw failure(path_, std::strerror(errno));
  }

 private:
  const std::string& path_;
  const int fd_;
};

}  // namespace

Watermark::Watermark(std::string path) : path_(std::move(path)) {
  is_kept_ = !path_.empty() && std::filesystem::exists(path_);
  if (is_kept_) seen_ = read_number(path_);
}

bool Watermark::is_above(std::int64_t newest) const {
  const std::lock_guard lock(mutex_);
  return seen_ > newest;
}

void Watermark::set(std::int64_t newest) {
  const std::lock_guard lock(mutex_);
  if (path_.empty() || (is_kept_ && newest == seen_)) return;
  const std::string fresh = path_ + ".new";
  OpenFile(fresh).write_whole(std::to_string(newest) + "\n");
  std::error_code error;
  std::filesystem::rename(fresh, path_, error);
  if (error) throw failure(path_, error.message());
  seen_ = newest;
  is_kept_ = true;
}

}  // namespace fenrun::payout
