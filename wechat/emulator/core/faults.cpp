#include "wechat/emulator/core/faults.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace fenrun::emulator {
namespace {

constexpr std::array<std::pair<FaultKind, std::string_view>, 26> kNames{{
    {FaultKind::errcode, "errcode"},
    {FaultKind::token_expires_early, "token_expires_early"},
    {FaultKind::hang_before, "hang_before"},
    {FaultKind::hang_after, "hang_after"},
    {FaultKind::close_before, "close_before"},
    {FaultKind::close_after, "close_after"},
    {FaultKind::truncated_body, "truncated_body"},
    {FaultKind::wrong_content_type, "wrong_content_type"},
    {FaultKind::http_500, "http_500"},
    {FaultKind::http_502, "http_502"},
    {FaultKind::slow_body, "slow_body"},
    {FaultKind::extra_fields, "extra_fields"},
    {FaultKind::error_before, "error_before"},
    {FaultKind::error_after, "error_after"},
    {FaultKind::bad_signature, "bad_signature"},
    {FaultKind::wrong_serial, "wrong_serial"},
    {FaultKind::stale_time, "stale_time"},
    {FaultKind::unknown_state, "unknown_state"},
    {FaultKind::wrong_amount, "wrong_amount"},
    {FaultKind::other_merchant, "other_merchant"},
    {FaultKind::gcm_failure, "gcm_failure"},
    {FaultKind::probe, "probe"},
    {FaultKind::duplicate, "duplicate"},
    {FaultKind::lost, "lost"},
    {FaultKind::lost_for_ever, "lost_for_ever"},
    {FaultKind::delayed, "delayed"},
}};

enum class Place { mini_program, pay, certificates, callback };

Place place_of(std::string_view path) {
  if (path == "/v3/certificates") return Place::certificates;
  if (path.starts_with("/v3/")) return Place::pay;
  return path.starts_with("callback") ? Place::callback : Place::mini_program;
}

bool suits(FaultKind kind, Place place) {
  switch (kind) {
    case FaultKind::errcode:
    case FaultKind::token_expires_early:
      return place == Place::mini_program;
    case FaultKind::hang_before:
    case FaultKind::hang_after:
    case FaultKind::close_before:
    case FaultKind::close_after:
    case FaultKind::truncated_body:
    case FaultKind::wrong_content_type:
    case FaultKind::http_500:
    case FaultKind::http_502:
    case FaultKind::slow_body:
      return place != Place::callback;
    case FaultKind::extra_fields:
      return true;
    case FaultKind::error_before:
    case FaultKind::error_after:
      return place == Place::pay || place == Place::certificates;
    case FaultKind::bad_signature:
    case FaultKind::wrong_serial:
    case FaultKind::stale_time:
    case FaultKind::unknown_state:
    case FaultKind::wrong_amount:
    case FaultKind::other_merchant:
      return place != Place::mini_program;
    case FaultKind::gcm_failure:
      return place == Place::callback || place == Place::certificates;
    case FaultKind::probe:
    case FaultKind::duplicate:
    case FaultKind::lost:
    case FaultKind::lost_for_ever:
    case FaultKind::delayed:
      return place == Place::callback;
  }
  return false;
}

// Whether a fault that waits at `waiting` is meant for what happens at `path`.
bool covers(std::string_view waiting, std::string_view path) {
  if (waiting == "*") return place_of(path) != Place::callback;
  if (waiting == "callback") return place_of(path) == Place::callback;
  return waiting == path;
}

}  // namespace

std::string_view name_of(FaultKind kind) {
  const auto found =
      std::find_if(kNames.begin(), kNames.end(), [kind](const auto& name) { return name.first == kind; });
  return found->second;
}

std::optional<FaultKind> fault_named(std::string_view name) {
  const auto found =
      std::find_if(kNames.begin(), kNames.end(), [name](const auto& pair) { return pair.second == name; });
  if (found == kNames.end()) return std::nullopt;
  return found->first;
}

bool suits(FaultKind kind, std::string_view path) { return suits(kind, place_of(path)); }

std::optional<std::int64_t> Faults::add(Fault fault) {
  if (waiting_.size() >= kCountMax) return std::nullopt;
  fault.id = ++last_id_;
  waiting_.push_back(std::move(fault));
  return last_id_;
}

std::optional<Fault> Faults::strike(std::string_view path, Random& random) {
  for (auto fault = waiting_.begin(); fault != waiting_.end(); ++fault) {
    if (!covers(fault->path, path) || !suits(fault->kind, path)) continue;
    const bool is_certain = fault->permille >= Fault::kPermilleAlways;
    if (!is_certain && static_cast<int>(random.below(Fault::kPermilleAlways)) >= fault->permille) continue;
    auto struck = *fault;
    if (fault->left && --*fault->left <= 0) waiting_.erase(fault);
    return struck;
  }
  return std::nullopt;
}

bool Faults::clear(std::int64_t id) {
  return std::erase_if(waiting_, [id](const Fault& fault) { return fault.id == id; }) > 0;
}

}  // namespace fenrun::emulator
