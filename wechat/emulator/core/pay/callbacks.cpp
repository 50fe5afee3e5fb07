#include "wechat/emulator/core/pay/callbacks.hpp"

#include <algorithm>
#include <array>

#include "wechat/emulator/core/pay/callback_message.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::size_t kCallbackIdDigits = 17;

// In seconds.
constexpr std::array<int, 15> kPaymentDelays{15,    15,    30,     180,    600,    1'200,  1'800, 1'800,
                                             1'800, 3'600, 10'800, 10'800, 10'800, 21'600, 21'600};

struct DelayRun {
  int seconds;
  int count;
};
constexpr DelayRun kTransferDelays[] = {{15, 10}, {300, 10}, {1'800, 44}};

std::optional<std::chrono::seconds> transfer_delay(int attempts) {
  for (const auto& [delay, count] : kTransferDelays) {
    if (attempts <= count) return std::chrono::seconds(delay);
    attempts -= count;
  }
  return std::nullopt;
}

// Whether a merchant that answers 2xx to it has failed to check what it must check.
bool must_be_refused(FaultKind kind) {
  return kind == FaultKind::probe || kind == FaultKind::bad_signature || kind == FaultKind::wrong_serial ||
         kind == FaultKind::stale_time || kind == FaultKind::gcm_failure || kind == FaultKind::other_merchant;
}

// What the fault is for this event: nothing when the event does not name the merchant it is to be taken from.
std::optional<FaultKind> effective(const std::optional<Fault>& fault, const Json& resource) {
  if (!fault || (fault->kind == FaultKind::other_merchant && !names_merchant(resource))) return std::nullopt;
  return fault->kind;
}

// Whether the message says what really happened, so that taking it ends the sending.
bool is_true_message(const std::string& fault) {
  const auto kind = fault_named(fault);
  return !kind || kind == FaultKind::duplicate || kind == FaultKind::extra_fields;
}

}  // namespace

std::optional<std::chrono::seconds> delay_after(CallbackSchedule schedule, int attempts) {
  if (schedule == CallbackSchedule::transfer) return transfer_delay(attempts);
  if (attempts > static_cast<int>(kPaymentDelays.size())) return std::nullopt;
  return std::chrono::seconds(kPaymentDelays.at(static_cast<std::size_t>(attempts) - 1));
}

void PayCallbacks::schedule(const std::string& event_type, const std::string& original_type, Json resource,
                            const std::string& notify_url, CallbackSchedule schedule, Moment moment) {
  if (notify_url.empty()) return;
  CallbackEntry entry;
  entry.at = moment.now;
  entry.id = "EV-" + random_digits(kCallbackIdDigits, moment.random);
  entry.event_type = event_type;
  entry.original_type = original_type;
  entry.resource = std::move(resource);
  entry.notify_url = notify_url;
  entry.schedule = schedule;
  plan(entries.add(std::move(entry)), moment.now);
}

std::vector<CallbackJob> PayCallbacks::take_due(const PayMerchant& merchant, Faults& faults, Moment moment) {
  std::vector<std::int64_t> numbers;
  for (auto waiting = due_.begin(); waiting != due_.end() && waiting->first <= moment.now; ++waiting)
    numbers.push_back(waiting->second);
  std::vector<CallbackJob> jobs;
  for (const auto number : numbers) {
    if (auto* entry = entries.find(number)) try_one(*entry, merchant, faults, moment, jobs);
  }
  // What the journal no longer keeps is not sent either.
  std::erase_if(due_, [this](const auto& waiting) { return entries.find(waiting.second) == nullptr; });
  return jobs;
}

void PayCallbacks::try_one(CallbackEntry& entry, const PayMerchant& merchant, Faults& faults, Moment moment,
                           std::vector<CallbackJob>& jobs) {
  const auto fault = faults.strike("callback/" + entry.event_type, moment.random);
  const auto kind = effective(fault, entry.resource);
  if (kind == FaultKind::delayed) {
    plan(entry, moment.now + fault->pace);
    return;
  }
  ++entry.attempts;
  const auto delay = delay_after(entry.schedule, entry.attempts);
  plan(entry, delay ? std::optional<Instant>(moment.now + *delay) : std::nullopt);
  if (kind == FaultKind::lost_for_ever) plan(entry, std::nullopt);
  const bool is_lost = kind == FaultKind::lost || kind == FaultKind::lost_for_ever;
  auto job = send(entry, kind, merchant, moment);
  if (is_lost) {
    attempts.find(job.attempt)->outcome = "not sent";
    return;
  }
  jobs.push_back(std::move(job));
  const bool has_second = kind == FaultKind::probe || kind == FaultKind::duplicate;
  if (has_second) jobs.push_back(send(entry, std::nullopt, merchant, moment));
}

CallbackJob PayCallbacks::send(const CallbackEntry& entry, std::optional<FaultKind> fault,
                               const PayMerchant& merchant, Moment moment) {
  auto message = make_callback(entry, fault, merchant, moment);
  CallbackAttemptEntry attempt;
  attempt.at = moment.now;
  attempt.callback = entry.number;
  if (fault) attempt.fault = name_of(*fault);
  attempt.serial = message.serial;
  message.request.url = callback_url(endpoint.origin, entry.notify_url);
  message.request.ca_file = endpoint.ca_file;
  message.request.timeout = endpoint.timeout;
  return {attempts.add(std::move(attempt)).number, std::move(message.request)};
}

void PayCallbacks::record(std::int64_t number, int http_status, const std::string& outcome) {
  auto* attempt = attempts.find(number);
  if (attempt == nullptr) return;
  attempt->http_status = http_status;
  attempt->outcome = outcome.empty() ? "empty" : outcome;
  const auto kind = fault_named(attempt->fault);
  attempt->is_merchant_failure = http_status / 100 == 2 && kind && must_be_refused(*kind);
  auto* entry = entries.find(attempt->callback);
  const bool is_taken = http_status == 200 || http_status == 204;
  if (entry == nullptr || !is_taken || !is_true_message(attempt->fault)) return;
  entry->is_accepted = true;
  plan(*entry, std::nullopt);
}

std::optional<Instant> PayCallbacks::next_due() const {
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first;
}

void PayCallbacks::plan(CallbackEntry& entry, std::optional<Instant> instant) {
  if (entry.next_at) due_.erase({*entry.next_at, entry.number});
  entry.next_at = instant;
  if (instant) due_.emplace(*instant, entry.number);
}

}  // namespace fenrun::emulator
