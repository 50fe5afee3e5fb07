// Everything behind the listener, put together once: main.cpp does it from the configuration, tests from
// their own options.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "base/crypto/sealer.hpp"
#include "db/mysql/database.hpp"
#include "db/redis/options.hpp"
#include "db/tree/dealer_tree.hpp"
#include "db/tree/tree_poller.hpp"
#include "server/api/app.hpp"
#include "server/confirm_free_keeper.hpp"
#include "server/dealer_messenger.hpp"
#include "server/export/export_service.hpp"
#include "server/housekeeping.hpp"
#include "server/http/server.hpp"
#include "server/job_runner.hpp"
#include "server/ledger_keeper.hpp"
#include "server/order_keeper.hpp"
#include "server/poster/poster_service.hpp"
#include "server/readiness.hpp"
#include "server/reconciliation_keeper.hpp"
#include "server/shipping_desk.hpp"
#include "server/statistics_keeper.hpp"
#include "wechat/miniprogram/client.hpp"
#include "wechat/miniprogram/message_push.hpp"
#include "wechat/pay/options.hpp"

namespace fenrun::db {
class TreeCacheKeeper;
}
namespace fenrun::wechat {
class PayClient;
}

namespace fenrun::server {

struct BackendOptions {
  db::DatabaseOptions mysql;
  std::optional<db::RedisOptions> redis;  // nothing: sessions and limits without it
  wechat::MiniProgramOptions mini_program;
  std::optional<wechat::PushOptions> message_push;  // nothing: the callback is not there
  std::optional<wechat::PayOptions> pay;            // nothing: nobody can pay
  std::chrono::milliseconds order_round{1000};      // how often the order keeper looks when nobody rings
  std::chrono::milliseconds message_round{2000};    // and the messenger
  std::chrono::milliseconds statistics_round{60'000};
  std::map<std::uint32_t, Secret<crypto::Key256>> sealing_keys;
  Secret<crypto::Key256> index_key;
  SecretText password_pepper;
  ApiOptions api;
  db::TreeOptions tree;
  PosterOptions posters;
  HousekeepingOptions housekeeping;
};

class Backend {
 public:
  // `clock` and `random` outlive the backend.
  Backend(BackendOptions options, const Clock& clock, Random& random);
  ~Backend();
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;

  // For the listener: one dispatcher for each I/O thread. The backend outlives the listener.
  MakeHandle make_handle();
  [[nodiscard]] const App& app() const { return app_; }
  db::Database& database() { return database_; }
  [[nodiscard]] const Readiness& readiness() const { return readiness_; }
  // False until the dealer tree has been read once.
  [[nodiscard]] bool has_tree() const { return tree_log_.last() >= 0; }

  // Takes over other keys of WeChat Pay, as PayClient::reload_keys() does and logs. False when it has not,
  // and where WeChat Pay is off.
  bool reload_pay_keys(const std::optional<wechat::PayOptions>& options);

  // Finishes what is queued on the workers. Call it when the listener has drained and before it is destroyed.
  void stop();

 private:
  Random& random_;
  const std::optional<db::RedisOptions> redis_;
  db::Database database_;
  crypto::Sealer sealer_;
  LocalBuckets buckets_;
  WorkerPool<PasswordWorker> passwords_;
  wechat::MiniProgram mini_program_;
  std::optional<wechat::PushReceiver> message_push_;
  db::DealerTree tree_;
  db::ChangeLog tree_log_;
  db::TreePoller tree_poller_;
  std::unique_ptr<db::TreeCacheKeeper> tree_cache_;  // nothing without Redis
  flows::ReferralCodec referral_codec_;
  ImageCache images_;
  PosterService posters_;
  ExportService exports_;
  std::unique_ptr<wechat::PayClient> pay_client_;  // nothing without WeChat Pay
  std::unique_ptr<PayDesk> pay_desk_;              // goes with it, and so does this:
  std::unique_ptr<ConfirmFreeDesk> confirm_free_desk_;
  ShippingDesk shipping_desk_;
  OrderKeeper order_keeper_;
  App app_;
  Readiness readiness_;
  Housekeeping housekeeping_;
  JobRunner jobs_;
  LedgerKeeper ledger_keeper_;
  StatisticsKeeper statistics_keeper_;
  std::unique_ptr<ReconciliationKeeper> reconciliation_keeper_;  // nothing without WeChat Pay
  std::unique_ptr<ConfirmFreeKeeper> confirm_free_keeper_;       // as that
  std::unique_ptr<DealerMessenger> dealer_messenger_;            // nothing without a template
};

}  // namespace fenrun::server
