// What happened in a run, as one number, and for whoever wants to read it the newest lines.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace fenrun::simulation {

class Trace {
 public:
  static constexpr std::size_t kLinesMax = 200;

  explicit Trace(bool is_verbose) : is_verbose_(is_verbose) {}

  void add(Instant at, std::string_view who, std::string_view what, std::string_view about = "") {
    mix(std::to_string(at.time_since_epoch().count()));
    mix(who);
    mix(what);
    mix(about);
    ++steps_;
    if (!is_verbose_) return;
    lines_.push_back(to_rfc3339_ms(at) + "  " + std::string(who) + "  " + std::string(what) + "  " +
                     std::string(about));
    if (lines_.size() > kLinesMax) lines_.pop_front();
  }
  [[nodiscard]] std::uint64_t hash() const { return hash_; }
  [[nodiscard]] std::int64_t steps() const { return steps_; }
  [[nodiscard]] const std::deque<std::string>& lines() const { return lines_; }

 private:
  // FNV-1a.
  void mix(std::string_view text) {
    for (const char letter : text) {
      hash_ ^= static_cast<unsigned char>(letter);
      hash_ *= 0x100000001B3ULL;
    }
    hash_ ^= 0xFFU;
    hash_ *= 0x100000001B3ULL;
  }

  bool is_verbose_;
  std::uint64_t hash_ = 0xCBF29CE484222325ULL;
  std::int64_t steps_ = 0;
  std::deque<std::string> lines_;
};

}  // namespace fenrun::simulation
