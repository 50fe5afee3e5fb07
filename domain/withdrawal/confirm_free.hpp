// A dealer's agreement, given once on a page of WeChat's, that transfers arrive without a tap each time:
// WeChat's confirm-free authorisation. What becomes of it is WeChat's to say; here is what its words may
// change. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"

namespace fenrun {

using ConfirmFreeId = Id<struct ConfirmFreeNoun>;

enum class ConfirmFreeState : std::uint8_t {
  asked,      // the number is stored; WeChat may know it
  waiting,    // for the dealer, on WeChat's page
  in_effect,  // transfers arrive without a tap
  closed,     // by the dealer, by WeChat, or never agreed to: another has to be asked for
};
std::string_view to_word(ConfirmFreeState state);
std::optional<ConfirmFreeState> confirm_free_state_from(std::string_view word);

// By whom WeChat knows one: a person has one at a time in a scene.
struct ConfirmFreePlace {
  std::string mchid;
  std::string appid;
  std::string scene_id;
  std::string openid_index;  // 32 bytes

  friend bool operator==(const ConfirmFreePlace&, const ConfirmFreePlace&) = default;
};

struct ConfirmFree {
  ConfirmFreeId id;
  DealerId dealer;
  std::string number;  // out_authorization_no
  ConfirmFreePlace place;
  ConfirmFreeState state = ConfirmFreeState::asked;
  std::string channel_number;  // authorization_id; empty until it takes effect
  std::string close_reason;    // WeChat's word, or the code it refused with
  bool has_package = false;    // what opens the page is stored
  std::string mac;             // 32 bytes over confirm_free_text()
  // A transfer under it was refused: until WeChat has said how it stands, none is tried.
  bool is_doubted = false;
  // The dealer does not want it any more: no transfer is tried under it, and WeChat is to close it.
  bool is_end_wanted = false;
  Instant asked_at;
  Instant state_at;
  std::optional<Instant> authorized_at;
  std::optional<Instant> closed_at;
  std::optional<Instant> heard_at;  // when WeChat was last asked

  friend bool operator==(const ConfirmFree&, const ConfirmFree&) = default;
};

// By which WeChat pays whom: what its MAC is over.
std::string confirm_free_text(const ConfirmFree& authorization);

// What WeChat says of it: `closed` also where it refuses to know it or to make it.
struct ConfirmFreeNews {
  ConfirmFreeState state = ConfirmFreeState::waiting;
  std::string channel_number{};
  std::string close_reason{};
  std::optional<Instant> at{};  // when it took effect or was closed; nothing: now
};

// The row afterwards. What is closed stays so, and what is in effect waits no more, whatever comes late.
ConfirmFree change_confirm_free(ConfirmFree before, const ConfirmFreeNews& news, Instant now);

// Whether a transfer may be tried under it.
bool carries_transfers(const ConfirmFree& authorization);

// Whether WeChat has something to say about it that is not known here, and was not just asked.
bool is_worth_asking(const ConfirmFree& authorization, Instant now);
inline constexpr std::chrono::seconds kConfirmFreeAskPause{2};

// For so long the page can be opened; then WeChat closes what nobody agreed to. Counted from when WeChat was
// first heard to wait.
inline constexpr std::chrono::hours kConfirmFreePageLife{24};
bool is_page_alive(const ConfirmFree& authorization, Instant now);

inline constexpr ErrorCode kConfirmFreeNotOffered{ErrorKind::conflict, "confirm_free.not_offered",
                                                  "商户未开通免确认收款",
                                                  "Transfers without confirmation are not offered"};
inline constexpr ErrorCode kConfirmFreeNotFound{ErrorKind::not_found, "confirm_free.not_found",
                                                "没有免确认收款授权",
                                                "There is no confirm-free authorisation"};
inline constexpr ErrorCode kConfirmFreeOtherApp{ErrorKind::conflict, "confirm_free.other_app",
                                                "请从本小程序登录后再授权",
                                                "Sign in through this mini program to authorise"};
inline constexpr ErrorCode kConfirmFreeEnding{ErrorKind::conflict, "confirm_free.ending",
                                              "授权正在解除，请稍后再试",
                                              "The authorisation is being ended; try again later"};

}  // namespace fenrun
