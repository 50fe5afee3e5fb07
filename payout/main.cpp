// fenrun-payout: pays approved withdrawals at WeChat. SIGTERM and SIGINT end it after the calls under way, a
// second one ends it at once; SIGHUP reads the keys of WeChat Pay again. Any number of these may run.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

#include "base/log.hpp"
#include "base/signals.hpp"
#include "config/config.hpp"
#include "db/mysql/connection.hpp"
#include "payout/ops_listener.hpp"
#include "payout/receipts.hpp"
#include "payout/worker.hpp"

namespace fenrun::payout {
namespace {

// The whole file is judged as at the start, and nothing of it is taken over but the keys of WeChat Pay. A
// person has put right what the posts were refused for.
void reload_pay_keys(const std::string& file, wechat::PayClient& pay, Governor& governor) {
  try {
    const auto config = config::load(file, config::Scope::payout);
    if (!config) {
      log::error("wechat_pay.keys_kept", {{"what", config::to_text(config.error().front())}});
      return;
    }
    // The client logs what came of it.
    if (pay.reload_keys(config->pay.value_or(wechat::PayOptions{}))) governor.forgive();
  } catch (const std::exception& failure) {
    log::error("wechat_pay.keys_kept", {{"what", failure.what()}});
  }
}

// Money does not wait for somebody's metrics: a port that is taken is an alarm.
std::unique_ptr<OpsListener> listen_for_ops(const PayoutOptions& options) {
  if (options.ops_port == 0) return nullptr;
  try {
    return std::make_unique<OpsListener>(options.ops_address, options.ops_port);
  } catch (const std::runtime_error& failure) {
    log::error("payout.no_metrics", {{"what", failure.what()}});
    return nullptr;
  }
}

void work(const config::Config& config, const std::string& file) {
  SystemClock clock;
  SystemRandom random;
  db::start_mysql_driver();
  const wechat::PayOptions options = with_quick_files(*config.pay);
  wechat::PayClient pay(options, clock, random);
  const crypto::Sealer sealer(config.security.sealing, config.security.index, random);
  const auto keys = flows::derive_withdrawal_keys(config.security.index);
  Governor governor(config.payout);
  Watermark watermark(config.payout.watermark_file);
  PayoutTools tools{pay, sealer, keys, config.api.withdrawals, config.payout, governor, clock, random};
  tools.watermark = &watermark;
  tools.receipt_lease = receipt_lease(options);
  const auto ops = listen_for_ops(config.payout);
  Worker worker(tools, config.mysql.mysql);
  log::info("payout.started", {{"lanes", static_cast<std::int64_t>(config.payout.lanes)}});
  while (wait_for_signal() == SIGHUP) reload_pay_keys(file, pay, governor);
  log::info("payout.stopping");
  let_signals_end();
  worker.stop();
  log::info("payout.stopped");
}

int run(int argc, char** argv) {
  hold_signals();
  CLI::App app("Fenrun's payout worker");
  std::string file;
  app.add_option("--config", file, "The configuration; config/reference.toml documents it")->required();
  CLI11_PARSE(app, argc, argv);
  const auto config = config::load(file, config::Scope::payout);
  if (!config) {
    for (const auto& problem : config.error()) std::cerr << config::to_text(problem) << '\n';
    return EXIT_FAILURE;
  }
  if (!config->pay) {
    std::cerr << file << ": [wechat.pay] is not set up, and without it nothing can be paid\n";
    return EXIT_FAILURE;
  }
  log::start(config->log);
  work(*config, file);
  log::flush();
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace fenrun::payout

int main(int argc, char** argv) {
  try {
    return fenrun::payout::run(argc, argv);
  } catch (const std::exception& failure) {
    fenrun::log::error("payout.failed", {{"what", failure.what()}});
    fenrun::log::flush();
    return EXIT_FAILURE;
  }
}
