#include "domain/withdrawal/confirm_free.hpp"

#include <array>

namespace fenrun {
namespace {

constexpr std::array<std::string_view, 4> kStateWords{"asked", "waiting", "in_effect", "closed"};

}  // namespace

std::string_view to_word(ConfirmFreeState state) { return kStateWords[static_cast<std::size_t>(state)]; }

std::optional<ConfirmFreeState> confirm_free_state_from(std::string_view word) {
  for (std::size_t i = 0; i < kStateWords.size(); ++i) {
    if (kStateWords[i] == word) return static_cast<ConfirmFreeState>(i);
  }
  return std::nullopt;
}

std::string confirm_free_text(const ConfirmFree& authorization) {
  const ConfirmFreePlace& place = authorization.place;
  std::string text = "fenrun confirm-free v1";
  for (const std::string& part : {std::to_string(authorization.dealer.value), authorization.number,
                                  place.mchid, place.appid, place.scene_id, place.openid_index}) {
    text += '\n';
    text += part;
  }
  return text;
}

// The states are in the order in which they come.
ConfirmFree change_confirm_free(ConfirmFree before, const ConfirmFreeNews& news, Instant now) {
  if (news.state < before.state) return before;
  ConfirmFree after = std::move(before);
  const bool is_new = news.state != after.state;
  if (is_new) after.state_at = now;
  after.state = news.state;
  if (after.state == ConfirmFreeState::in_effect) {
    after.channel_number = news.channel_number;
    after.is_doubted = false;
    if (is_new) after.authorized_at = news.at.value_or(now);
  }
  if (after.state == ConfirmFreeState::closed && is_new) {
    after.close_reason = news.close_reason;
    after.closed_at = news.at.value_or(now);
    after.is_doubted = false;
    after.is_end_wanted = false;
  }
  return after;
}

bool carries_transfers(const ConfirmFree& authorization) {
  return authorization.state == ConfirmFreeState::in_effect && !authorization.is_doubted &&
         !authorization.is_end_wanted;
}

bool is_worth_asking(const ConfirmFree& authorization, Instant now) {
  if (authorization.state == ConfirmFreeState::closed || carries_transfers(authorization)) return false;
  return !authorization.heard_at || now - *authorization.heard_at >= kConfirmFreeAskPause;
}

bool is_page_alive(const ConfirmFree& authorization, Instant now) {
  return authorization.state == ConfirmFreeState::waiting && !authorization.is_end_wanted &&
         now - authorization.state_at < kConfirmFreePageLife;
}

}  // namespace fenrun
