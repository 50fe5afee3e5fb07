// How often each call may be made: by the day (Beijing time), by the minute, and how often the counters may
// be cleared.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "wechat/emulator/core/errcodes.hpp"
#include "wechat/emulator/core/wire.hpp"

namespace fenrun::emulator {

// Days since 1970 in Beijing, where a day of WeChat's begins at midnight; minutes since 1970; months since
// year 0.
std::int64_t day_of(Instant now);
std::int64_t minute_of(Instant now);
std::int64_t month_of(Instant now);

struct Limit {
  std::int64_t per_day = 10'000'000;
  std::int64_t per_minute = 0;         // 0: no such limit
  Errcode minute_code = kTooFrequent;  // what the call over `per_minute` is answered
};

struct Usage {
  std::int64_t per_day = 0;
  std::int64_t used = 0;
};

class Quotas {
 public:
  static constexpr int kClearsPerMonth = 10;       // of all counters
  static constexpr int kClearsOfOnePerMonth = 50;  // of one counter

  Quotas();
  // Counts one call of the API named by `path`; the refusal when it is over a limit (such a call is not
  // counted).
  std::optional<Refusal> count(std::string_view path, Instant now);
  [[nodiscard]] Usage usage(std::string_view path, Instant now) const;

  void set_limit(std::string_view path, const Limit& limit);
  [[nodiscard]] Limit limit(std::string_view path) const;
  void set_used(std::string_view path, std::int64_t used, Instant now);

  // Sets the day's counters to zero; 48006 when the month's chances are gone.
  std::optional<Refusal> clear_all(Instant now);
  std::optional<Refusal> clear_one(std::string_view path, Instant now);

 private:
  struct Counter {
    Limit limit;
    std::int64_t day = 0;
    std::int64_t used_in_day = 0;
    std::int64_t minute = 0;
    std::int64_t used_in_minute = 0;
  };
  struct Chances {
    std::int64_t month = 0;
    int used = 0;
    bool take(int chances_max, Instant now);
  };

  std::map<std::string, Counter, std::less<>> counters_;
  Chances clears_;
  Chances clears_of_one_;
};

}  // namespace fenrun::emulator
