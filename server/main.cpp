// fenrun-server: the API over HTTPS. SIGTERM and SIGINT drain and end it, a second one ends it at once;
// SIGHUP reads the certificate and the keys of WeChat Pay again.
#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "base/signals.hpp"
#include "config/config.hpp"
#include "server/api/route.hpp"
#include "server/backend.hpp"
#include "server/http/server.hpp"
#include "server/ops/ops.hpp"
#include "server/pages/page_files.hpp"
#include "server/pages/with_pages.hpp"

namespace fenrun::server {
namespace {

constexpr std::chrono::seconds kDrainMax{15};

// The secret files that the next start and the next SIGHUP will read. Thread-safe.
class HeldFiles {
 public:
  explicit HeldFiles(std::vector<config::SecretFile> files) : files_(std::move(files)) {}
  void set(std::vector<config::SecretFile> files) {
    const std::lock_guard lock(mutex_);
    files_ = std::move(files);
  }
  [[nodiscard]] bool are_readable() const {
    const std::lock_guard lock(mutex_);
    const auto problem = config::find_unreadable(files_);
    if (problem) log::error("ready.key_file", {{"what", problem->what}, {"to_do", problem->fix}});
    return !problem;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<config::SecretFile> files_;
};

void reload_certificate(HttpServer& server) {
  try {
    server.reload_certificate();
    log::info("server.certificate_reloaded");
  } catch (const std::exception& failure) {
    log::error("server.certificate_kept", {{"what", failure.what()}});
  }
}

// The whole file is judged as at the start, and nothing of it is taken over but the keys of WeChat Pay.
void reload_pay_keys(const std::string& file, Backend& backend, HeldFiles& held) {
  try {
    const auto config = config::load(file);
    if (!config) {
      log::error("wechat_pay.keys_kept", {{"what", config::to_text(config.error().front())}});
    } else if (backend.reload_pay_keys(config->pay)) {
      held.set(config->secret_files);
    }
  } catch (const std::exception& failure) {
    log::error("wechat_pay.keys_kept", {{"what", failure.what()}});
  }
}

BackendOptions backend_options(const config::Config& config) {
  BackendOptions options;
  options.mysql = config.mysql;
  options.redis = config.redis;
  options.mini_program = config.mini_program;
  options.message_push = config.message_push;
  if (options.message_push) options.message_push->appid = config.mini_program.appid;
  options.pay = config.pay;
  options.sealing_keys = config.security.sealing;
  options.index_key = config.security.index;
  options.password_pepper = config.security.password_pepper;
  options.api = config.api;
  options.tree = config.tree;
  options.housekeeping = config.housekeeping;
  return options;
}

void serve(const config::Config& config, const std::string& file) {
  SystemClock clock;
  SystemRandom random;
  db::start_mysql_driver();
  Backend backend(backend_options(config), clock, random);
  HeldFiles held(config.secret_files);
  std::atomic<bool> is_draining{false};
  const std::vector<ReadyCheck> checks{
      {"database", [&backend] { return backend.database().is_up(); }},
      {"migrations", [&backend] { return backend.readiness().is_migrated(); }},
      {"clock", [&backend] { return backend.readiness().is_clock_right(); }},
      {"key_files", [&held] { return held.are_readable(); }},
      {"dealer_tree", [&backend] { return backend.has_tree(); }},
      {"not_draining", [&is_draining] { return !is_draining; }},
  };
  HttpOptions http = config.http;
  http.limits.upload_paths = upload_paths();
  MakeHandle make_handle = backend.make_handle();
  if (!config.console.folder.empty()) {
    make_handle = with_pages(PageFiles::read(config.console.folder), std::move(make_handle), random);
  }
  HttpServer server(std::move(http), std::move(make_handle), clock);
  HttpServer ops(config.ops, make_ops_handler(checks), clock);
  server.start();
  ops.start();
  log::info("server.started", {{"port", server.port()}, {"ops_port", ops.port()}});

  while (wait_for_signal() == SIGHUP) {
    reload_certificate(server);
    reload_pay_keys(file, backend, held);
  }
  log::info("server.draining");
  let_signals_end();
  is_draining = true;  // a balancer asks /readyz and sends nobody else
  const bool drained = server.drain(kDrainMax);
  ops.drain(std::chrono::seconds(1));
  backend.stop();
  log::info("server.stopped", {{"drained", drained}});
}

int run(int argc, char** argv) {
  hold_signals();
  CLI::App app("Fenrun's server");
  std::string file;
  app.add_option("--config", file, "The configuration; config/reference.toml documents it")->required();
  CLI11_PARSE(app, argc, argv);
  const auto config = config::load(file);
  if (!config) {
    for (const auto& problem : config.error()) std::cerr << config::to_text(problem) << '\n';
    return EXIT_FAILURE;
  }
  log::start(config->log);
  serve(*config, file);
  log::flush();
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace fenrun::server

int main(int argc, char** argv) {
  try {
    return fenrun::server::run(argc, argv);
  } catch (const std::exception& failure) {
    fenrun::log::error("server.failed", {{"what", failure.what()}});
    fenrun::log::flush();
    return EXIT_FAILURE;
  }
}
