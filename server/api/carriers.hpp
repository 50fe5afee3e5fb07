// What carries a referral code to a customer: the mini-program code's picture, a link, and a poster with
// either.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <string>

#include "domain/dealer/dealer.hpp"
#include "flows/referral/ensure_referral_code.hpp"
#include "server/api/call.hpp"
#include "server/api/image_cache.hpp"
#include "server/poster/poster_service.hpp"

namespace fenrun::server {

inline constexpr int kLinkDays = 30;  // WeChat lets no link live longer

struct Carried {
  std::string code;
  Dealer dealer;
  std::string slogan;  // of the code's campaign; empty: the producer's
};

// The dealer's live code, made when there is none, and what a poster says beside it. Refuses as
// ensure_referral_code does.
Result<Carried> ensure_carried(db::Tx& tx, const flows::EnsureReferralCode& wanted, Instant now);

// From memory, or from WeChat.
boost::asio::awaitable<Result<CachedImage>> code_picture(const Call& call, std::string code, int width_px);
// A code's link of today, from memory or from WeChat, which counts every link it makes. It is said to end
// when one made as the day began would, so it lives at least that long.
boost::asio::awaitable<Result<std::string>> code_link(const Call& call, std::string code,
                                                      std::chrono::sys_days day);

// PNG. With the picture that WeChat draws, which is asked for only when the poster is not in memory.
boost::asio::awaitable<Result<CachedPoster>> code_poster(const Call& call, Carried carried);
// PNG. With the code's link of today, drawn as a QR code by us: it lives as long as the link.
boost::asio::awaitable<Result<CachedPoster>> link_poster(const Call& call, Carried carried);

}  // namespace fenrun::server
