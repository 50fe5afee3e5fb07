// Where dealers' confirm-free authorisations meet WeChat Pay: asks WeChat, and hands what it says to the
// flows. Every call may be repeated, by whoever and from whichever process.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/crypto/sealer.hpp"
#include "base/result.hpp"
#include "db/mysql/database.hpp"
#include "domain/withdrawal/confirm_free.hpp"
#include "flows/withdrawal/confirm_free.hpp"
#include "wechat/pay/client.hpp"

namespace fenrun::server {

class ConfirmFreeDesk {
 public:
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  // All outlive it.
  ConfirmFreeDesk(wechat::PayClient& client, db::Database& database, const Clock& clock,
                  const crypto::Sealer& sealer, flows::WithdrawalKeys keys);

  // Whether WeChat has opened it to this merchant, as the configuration says.
  [[nodiscard]] bool is_offered() const;

  // The dealer's newest, with what WeChat says where it may have news; nothing: never asked for. What WeChat
  // does not answer leaves it as it was.
  Awaitable<Result<std::optional<ConfirmFree>>> look(DealerId dealer);
  // The one that is open, or a new one under `number`. Refuses with kConfirmFreeNotOffered,
  // kConfirmFreeEnding, as flows::ask_confirm_free() and as WeChat does (wechat/pay/outcome/errors.hpp).
  Awaitable<Result<ConfirmFree>> ask(DealerId dealer, std::string number);
  // No transfer is tried under it from now on, also where WeChat gives no answer yet. Refuses with
  // kConfirmFreeNotFound when there is none to end.
  Awaitable<Result<ConfirmFree>> end(DealerId dealer);
  // Tells WeChat of some that are to be ended, and asks it about some that are doubted.
  Awaitable<void> settle_some();

 private:
  template <class T>
  Awaitable<Result<T>> run(std::function<Result<T>(db::Tx&)> story);
  // What WeChat says where it may have news.
  Awaitable<Result<ConfirmFree>> refresh(ConfirmFree known);
  Awaitable<Result<ConfirmFree>> settle(ConfirmFree known);
  Awaitable<Result<ConfirmFree>> apply(flows::AskedConfirmFree asked);
  Awaitable<Result<ConfirmFree>> record(flows::HearConfirmFree heard);
  [[nodiscard]] std::optional<ConfirmFreeNews> news_of(
      const ConfirmFree& known, const wechat::PayOutcome<wechat::Authorization>& outcome) const;

  wechat::PayClient& client_;
  db::Database& database_;
  const Clock& clock_;
  const crypto::Sealer& sealer_;
  const flows::WithdrawalKeys keys_;
};

// What a reply or a notice of WeChat's says; words that no column could hold are left out.
ConfirmFreeNews confirm_free_news(const wechat::Authorization& authorization);

}  // namespace fenrun::server
