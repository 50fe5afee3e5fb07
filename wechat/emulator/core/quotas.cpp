#include "wechat/emulator/core/quotas.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::chrono::hours kBeijing{8};

struct PublishedLimit {
  std::string_view path;
  Limit limit;
};

// The figures WeChat publishes; a call that is not here has the default of Limit.
const PublishedLimit kPublished[] = {
    {"/cgi-bin/token", {2'000, 0, kTooFrequent}},
    {"/cgi-bin/stable_token", {500'000, 10'000, kTooFrequent}},
    {"/wxa/resetusersessionkey", {10'000'000, 60'000, kTooFrequent}},
    {"/wxa/getwxacodeunlimit", {1'000'000'000, 5'000, kQuotaUsedUp}},
    {"/wxa/generate_urllink", {500'000, 0, kTooFrequent}},
    {"/cgi-bin/message/subscribe/send", {10'000'000, 0, kTooFrequent}},
    {"/wxa/msg_sec_check", {2'000'000, 4'000, kQuotaUsedUp}},
};

}  // namespace

std::int64_t day_of(Instant now) {
  return std::chrono::floor<std::chrono::days>(now + kBeijing).time_since_epoch().count();
}

std::int64_t minute_of(Instant now) {
  return std::chrono::floor<std::chrono::minutes>(now).time_since_epoch().count();
}

std::int64_t month_of(Instant now) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(now + kBeijing));
  return std::int64_t{static_cast<int>(date.year())} * 12 + static_cast<unsigned>(date.month());
}

Quotas::Quotas() {
  for (const auto& [path, limit] : kPublished) set_limit(path, limit);
}

std::optional<Refusal> Quotas::count(std::string_view path, Instant now) {
  auto& counter = counters_[std::string(path)];
  if (const auto day = day_of(now); day != counter.day) {
    counter.day = day;
    counter.used_in_day = 0;
  }
  if (const auto minute = minute_of(now); minute != counter.minute) {
    counter.minute = minute;
    counter.used_in_minute = 0;
  }
  if (counter.used_in_day >= counter.limit.per_day) return Refusal(kQuotaUsedUp);
  if (counter.limit.per_minute > 0 && counter.used_in_minute >= counter.limit.per_minute) {
    return Refusal(counter.limit.minute_code);
  }
  ++counter.used_in_day;
  ++counter.used_in_minute;
  return std::nullopt;
}

Usage Quotas::usage(std::string_view path, Instant now) const {
  const auto found = counters_.find(path);
  if (found == counters_.end()) return {Limit{}.per_day, 0};
  const auto& counter = found->second;
  return {counter.limit.per_day, counter.day == day_of(now) ? counter.used_in_day : 0};
}

void Quotas::set_limit(std::string_view path, const Limit& limit) {
  counters_[std::string(path)].limit = limit;
}

Limit Quotas::limit(std::string_view path) const {
  const auto found = counters_.find(path);
  return found == counters_.end() ? Limit{} : found->second.limit;
}

void Quotas::set_used(std::string_view path, std::int64_t used, Instant now) {
  auto& counter = counters_[std::string(path)];
  counter.day = day_of(now);
  counter.used_in_day = used;
}

std::optional<Refusal> Quotas::clear_all(Instant now) {
  if (!clears_.take(kClearsPerMonth, now)) return Refusal(kClearChancesUsedUp);
  for (auto& [path, counter] : counters_) counter.used_in_day = 0;
  return std::nullopt;
}

std::optional<Refusal> Quotas::clear_one(std::string_view path, Instant now) {
  if (!clears_of_one_.take(kClearsOfOnePerMonth, now)) return Refusal(kClearChancesUsedUp);
  if (const auto found = counters_.find(path); found != counters_.end()) found->second.used_in_day = 0;
  return std::nullopt;
}

bool Quotas::Chances::take(int chances_max, Instant now) {
  if (const auto this_month = month_of(now); this_month != month) {
    month = this_month;
    used = 0;
  }
  if (used >= chances_max) return false;
  ++used;
  return true;
}

}  // namespace fenrun::emulator
