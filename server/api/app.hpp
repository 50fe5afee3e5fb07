// What the handlers of every I/O thread share. Everything here is thread-safe and outlives the server.
#pragma once

#include "base/clock.hpp"
#include "base/crypto/sealer.hpp"
#include "base/random.hpp"
#include "base/worker_pool.hpp"
#include "db/mysql/database.hpp"
#include "db/tree/dealer_tree.hpp"
#include "flows/referral/referral_codec.hpp"
#include "server/api/image_cache.hpp"
#include "server/api/keys.hpp"
#include "server/api/options.hpp"
#include "server/api/rate_limit.hpp"

namespace fenrun::wechat {
class MiniProgram;
class PushReceiver;
}  // namespace fenrun::wechat

namespace fenrun::server {

// The password pool's workers own nothing; the pool only bounds how many hashes run at once.
struct PasswordWorker {};

class ConfirmFreeDesk;
class ExportService;
class OrderKeeper;
class PayDesk;
class PosterService;

struct App {
  const Clock& clock;
  Random& random;
  db::Database& database;
  const crypto::Sealer& sealer;
  LocalBuckets& buckets;
  WorkerPool<PasswordWorker>& passwords;
  wechat::MiniProgram& mini_program;
  const wechat::PushReceiver* message_push;  // null: not configured
  const db::DealerTree& tree;
  const flows::ReferralCodec& referral_codec;
  ImageCache& images;
  PosterService& posters;
  ExportService& exports;
  PayDesk* pay;                   // null: no WeChat Pay
  ConfirmFreeDesk* confirm_free;  // as pay
  OrderKeeper* order_keeper;
  ApiKeys keys;
  ApiOptions options;
  SecretText password_pepper;
  std::string unknown_password_hash;  // checked when there is no such name, so that the answer takes as long
};

}  // namespace fenrun::server
