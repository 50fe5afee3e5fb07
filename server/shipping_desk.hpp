// Tells WeChat about orders that were paid through it and have been shipped. Any number of processes may:
// what is due is taken under lock, and WeChat takes the same upload once.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "base/clock.hpp"
#include "base/crypto/sealer.hpp"
#include "base/result.hpp"
#include "db/mysql/database.hpp"
#include "domain/order/shipping_upload.hpp"
#include "wechat/miniprogram/client.hpp"

namespace fenrun::server {

class ShippingDesk {
 public:
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  // All outlive it.
  ShippingDesk(wechat::MiniProgram& mini_program, db::Database& database, const Clock& clock,
               const crypto::Sealer& sealer)
      : mini_program_(mini_program), database_(database), clock_(clock), sealer_(sealer) {}

  // Uploads one that was taken (db/order/shipping_upload.hpp) and records what WeChat says. Refuses when it
  // is to be tried again.
  Awaitable<Done> upload(ShippingUploadTask task);

 private:
  template <class T>
  Awaitable<Result<T>> run(std::function<Result<T>(db::Tx&)> story);
  Result<wechat::ShippingUpload> prepare(db::Tx& tx, const ShippingUploadTask& task) const;
  Awaitable<Result<UploadState>> judge(Error refusal, ShippingUploadTask task, std::string transaction_id);
  Awaitable<Done> end(ShippingUploadTask task, UploadState state, std::string code);

  wechat::MiniProgram& mini_program_;
  db::Database& database_;
  const Clock& clock_;
  const crypto::Sealer& sealer_;
};

}  // namespace fenrun::server
