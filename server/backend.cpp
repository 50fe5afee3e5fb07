#include "server/backend.hpp"

#include "base/crypto/password.hpp"
#include "base/log.hpp"
#include "db/tree/tree_cache_keeper.hpp"
#include "db/tree/tree_seed.hpp"
#include "server/api/dispatch.hpp"
#include "server/confirm_free_desk.hpp"
#include "server/confirm_free_keeper.hpp"
#include "server/order_import_job.hpp"
#include "server/pay_desk.hpp"
#include "server/simulation_job.hpp"
#include "server/verification_job.hpp"
#include "server/withdrawal_set_job.hpp"
#include "wechat/pay/client.hpp"

namespace fenrun::server {
namespace {

std::string hash_of_nobody(const BackendOptions& options, Random& random) {
  const auto password = crypto::to_base64url(random.bytes<32>());
  return crypto::hash_password(password, options.password_pepper, random.bytes<16>(),
                               options.api.password_cost);
}

std::optional<wechat::PushReceiver> receiver_of(const BackendOptions& options) {
  if (!options.message_push) return std::nullopt;
  return wechat::PushReceiver(*options.message_push);
}

std::unique_ptr<wechat::PayClient> pay_client_of(const BackendOptions& options, const Clock& clock,
                                                 Random& random) {
  if (!options.pay) return nullptr;
  return std::make_unique<wechat::PayClient>(*options.pay, clock, random);
}

wechat::MessageTarget target_of(wechat::EnvVersion version) {
  switch (version) {
    case wechat::EnvVersion::release:
      return wechat::MessageTarget::formal;
    case wechat::EnvVersion::trial:
      return wechat::MessageTarget::trial;
    case wechat::EnvVersion::develop:
      return wechat::MessageTarget::developer;
  }
  return wechat::MessageTarget::formal;
}

MessengerOptions messenger_options(const BackendOptions& options) {
  return {options.api.messages, target_of(options.api.env_version), options.message_round};
}

}  // namespace

Backend::Backend(BackendOptions options, const Clock& clock, Random& random)
    : random_(random),
      redis_(options.redis),
      database_(options.mysql),
      sealer_(options.sealing_keys, options.index_key, random),
      passwords_(options.api.password_threads, options.api.password_queue_max,
                 [] { return std::make_unique<PasswordWorker>(); }),
      mini_program_(options.mini_program, clock),
      message_push_(receiver_of(options)),
      tree_poller_(options.mysql.mysql, options.tree, clock, tree_, tree_log_),
      referral_codec_(Secret<crypto::Key256>(derive_keys(options.index_key).referral)),
      posters_(options.posters),
      pay_client_(pay_client_of(options, clock, random)),
      pay_desk_(pay_client_ == nullptr
                    ? nullptr
                    : std::make_unique<PayDesk>(*pay_client_, database_, clock, sealer_, options.api.orders)),
      confirm_free_desk_(pay_client_ == nullptr
                             ? nullptr
                             : std::make_unique<ConfirmFreeDesk>(*pay_client_, database_, clock, sealer_,
                                                                 derive_keys(options.index_key).withdrawal)),
      shipping_desk_(mini_program_, database_, clock, sealer_),
      order_keeper_(database_, clock, pay_desk_.get(), shipping_desk_, options.api.orders,
                    options.order_round),
      app_{clock,
           random_,
           database_,
           sealer_,
           buckets_,
           passwords_,
           mini_program_,
           message_push_ ? &*message_push_ : nullptr,
           tree_,
           referral_codec_,
           images_,
           posters_,
           exports_,
           pay_desk_.get(),
           confirm_free_desk_.get(),
           &order_keeper_,
           derive_keys(options.index_key),
           options.api,
           options.password_pepper,
           hash_of_nobody(options, random)},
      readiness_(options.mysql.mysql, clock),
      housekeeping_(database_, clock, options.housekeeping),
      jobs_(database_, clock,
            {simulation_job(), order_import_job(sealer_, options.api.orders),
             withdrawal_set_job(options.api.withdrawals, app_.keys.withdrawal),
             verification_job(ledger_seal_key(options.index_key))}),
      ledger_keeper_(database_, clock, options.index_key),
      statistics_keeper_(database_, clock, options.statistics_round) {
  if (pay_client_) {
    reconciliation_keeper_ = std::make_unique<ReconciliationKeeper>(*pay_client_, database_, clock, random_);
    confirm_free_keeper_ = std::make_unique<ConfirmFreeKeeper>(*confirm_free_desk_);
  }
  if (!options.api.messages.template_ids().empty()) {
    dealer_messenger_ = std::make_unique<DealerMessenger>(mini_program_, database_, clock, sealer_,
                                                          messenger_options(options));
  }
  if (redis_) db::seed_tree(*redis_, options.mysql.mysql, tree_);
  tree_poller_.start();
  if (redis_) {
    tree_cache_ = std::make_unique<db::TreeCacheKeeper>(*redis_, tree_, tree_log_, random_,
                                                        [this] { tree_poller_.ring(); });
  }
}

Backend::~Backend() { stop(); }

MakeHandle Backend::make_handle() {
  return [this](boost::asio::io_context& context) -> Handle {
    auto edge = std::make_shared<Edge>();
    if (redis_) {
      edge->redis = std::make_unique<db::RedisClient>(context, *redis_);
      edge->sessions = std::make_unique<db::SessionCache>(*edge->redis);
    }
    auto dispatcher = std::make_shared<Dispatcher>(app_, *edge, routes());
    return [edge, dispatcher](Request request) { return dispatcher->answer(std::move(request)); };
  };
}

bool Backend::reload_pay_keys(const std::optional<wechat::PayOptions>& options) {
  if (pay_client_ == nullptr) {
    if (options)
      log::warning("wechat_pay.keys_kept", {{"what", "WeChat Pay is off; to turn it on takes a restart"}});
    return false;
  }
  return pay_client_->reload_keys(options.value_or(wechat::PayOptions{})).has_value();
}

void Backend::stop() {
  if (dealer_messenger_) dealer_messenger_->stop();
  if (reconciliation_keeper_) reconciliation_keeper_->stop();
  if (confirm_free_keeper_) confirm_free_keeper_->stop();
  statistics_keeper_.stop();
  ledger_keeper_.stop();
  housekeeping_.stop();
  readiness_.stop();
  order_keeper_.stop();
  jobs_.stop();
  tree_cache_.reset();
  tree_poller_.stop();
  passwords_.stop_and_join();
  posters_.stop();
  exports_.stop();
  database_.stop();
}

}  // namespace fenrun::server
