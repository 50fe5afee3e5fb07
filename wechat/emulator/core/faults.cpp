#include "wechat/emulator/core/faults.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace fenrun::emulator {
namespace {

constexpr std::array<std::pair<FaultKind, std::string_view>, 12> kNames{{
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
}};

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

std::optional<std::int64_t> Faults::add(Fault fault) {
  if (waiting_.size() >= kCountMax) return std::nullopt;
  fault.id = ++last_id_;
  waiting_.push_back(std::move(fault));
  return last_id_;
}

std::optional<Fault> Faults::strike(std::string_view path, Random& random) {
  for (auto fault = waiting_.begin(); fault != waiting_.end(); ++fault) {
    if (fault->path != "*" && fault->path != path) continue;
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
