#include "wechat/pay/wire/clock_watch.hpp"

#include <algorithm>
#include <vector>

#include "wechat/http/date.hpp"
#include "wechat/pay/wire/message_verifier.hpp"

namespace fenrun::wechat {

void ClockWatch::note(const HttpReply& reply, Instant sent, Instant received, Time now) {
  const auto* const header = sole_header(reply.headers, "date");
  const auto said = header != nullptr ? read_http_date(*header) : std::nullopt;
  if (!said) return;
  // A Date carries no fraction.
  const Instant from = std::chrono::floor<std::chrono::seconds>(sent);
  const Instant explained = std::clamp(*said, std::min(from, received), std::max(from, received));
  const auto offset = std::chrono::floor<std::chrono::seconds>(*said - explained);
  const std::lock_guard lock(mutex_);
  samples_.push_back({offset, now});
  if (samples_.size() > kSamples) samples_.pop_front();
}

std::optional<std::chrono::seconds> ClockWatch::offset(Time now) const {
  std::vector<std::chrono::seconds> offsets;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& sample : samples_) {
      if (now - sample.at <= kAgeMax) offsets.push_back(sample.offset);
    }
  }
  if (offsets.size() < 2) return std::nullopt;
  if (offsets.size() == 2) {
    const bool is_first_smaller = std::chrono::abs(offsets[0]) < std::chrono::abs(offsets[1]);
    return offsets[is_first_smaller ? 0 : 1];
  }
  std::sort(offsets.begin(), offsets.end());
  return offsets[1];
}

}  // namespace fenrun::wechat
