#include "wechat/emulator/core/pay/download_desk.hpp"

#include <algorithm>

namespace fenrun::emulator::pay {

std::string DownloadDesk::lay_out(std::shared_ptr<const std::string> file, Instant expires, Moment moment) {
  std::erase_if(waiting_, [&moment](const auto& entry) { return entry.second.expires <= moment.now; });
  if (waiting_.size() >= kWaitingMax) {
    waiting_.erase(std::min_element(waiting_.begin(), waiting_.end(), [](const auto& a, const auto& b) {
      return a.second.expires < b.second.expires;
    }));
  }
  auto token = random_text(64, moment.random);
  waiting_[token] = {std::move(file), expires};
  return token;
}

std::shared_ptr<const std::string> DownloadDesk::fetch(std::string_view token, Instant now) const {
  const auto found = waiting_.find(token);
  return found == waiting_.end() || found->second.expires <= now ? nullptr : found->second.file;
}

}  // namespace fenrun::emulator::pay
