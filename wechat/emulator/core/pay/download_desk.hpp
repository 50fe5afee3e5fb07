// Files that wait for a signed GET: a token names one for a few minutes.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "wechat/emulator/core/moment.hpp"

namespace fenrun::emulator::pay {

class DownloadDesk {
 public:
  static constexpr std::size_t kWaitingMax = 10'000;

  // The token of a file that may be fetched until `expires`.
  std::string lay_out(std::shared_ptr<const std::string> file, Instant expires, Moment moment);
  // Null when the token is unknown or too old.
  [[nodiscard]] std::shared_ptr<const std::string> fetch(std::string_view token, Instant now) const;

 private:
  struct Waiting {
    std::shared_ptr<const std::string> file;
    Instant expires;
  };
  std::map<std::string, Waiting, std::less<>> waiting_;
};

}  // namespace fenrun::emulator::pay
