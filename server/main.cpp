// fenrun-server: the API over HTTPS. SIGTERM and SIGINT drain and end it, a second one ends it at once;
// SIGHUP reads the certificate again.
#include <pthread.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "config/config.hpp"
#include "server/api/route.hpp"
#include "server/backend.hpp"
#include "server/http/server.hpp"
#include "server/ops/ops.hpp"

namespace fenrun::server {
namespace {

constexpr std::chrono::seconds kDrainMax{15};

// Blocked here, before any thread starts, so that only wait_for_end() ever receives them.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void reload(HttpServer& server) {
  try {
    server.reload_certificate();
    log::info("server.certificate_reloaded");
  } catch (const std::exception& failure) {
    log::error("server.certificate_kept", {{"what", failure.what()}});
  }
}

void wait_for_end(const sigset_t& signals, HttpServer& server) {
  int signal = 0;
  while (sigwait(&signals, &signal) == 0 && signal == SIGHUP) reload(server);
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

// They are needed again at the next start and, for the certificate, at the next SIGHUP.
bool has_its_key_files(const config::Config& config) {
  const auto problem = config::find_unreadable(config.secret_files);
  if (problem) log::error("ready.key_file", {{"what", problem->what}, {"to_do", problem->fix}});
  return !problem;
}

void serve(const config::Config& config, const sigset_t& signals) {
  SystemClock clock;
  SystemRandom random;
  db::start_mysql_driver();
  Backend backend(backend_options(config), clock, random);
  std::atomic<bool> is_draining{false};
  const std::vector<ReadyCheck> checks{
      {"database", [&backend] { return backend.database().is_up(); }},
      {"migrations", [&backend] { return backend.readiness().is_migrated(); }},
      {"clock", [&backend] { return backend.readiness().is_clock_right(); }},
      {"key_files", [&config] { return has_its_key_files(config); }},
      {"dealer_tree", [&backend] { return backend.has_tree(); }},
      {"not_draining", [&is_draining] { return !is_draining; }},
  };
  HttpOptions http = config.http;
  http.limits.upload_paths = upload_paths();
  HttpServer server(std::move(http), backend.make_handle(), clock);
  HttpServer ops(config.ops, make_ops_handler(checks), clock);
  server.start();
  ops.start();
  log::info("server.started", {{"port", server.port()}, {"ops_port", ops.port()}});

  wait_for_end(signals, server);
  log::info("server.draining");
  // From here on the signals do what they do by default: a second one ends the process.
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  is_draining = true;  // a balancer asks /readyz and sends nobody else
  const bool drained = server.drain(kDrainMax);
  ops.drain(std::chrono::seconds(1));
  backend.stop();
  log::info("server.stopped", {{"drained", drained}});
}

int run(int argc, char** argv) {
  CLI::App app("Fenrun's server");
  std::string file;
  app.add_option("--config", file, "The configuration; config/reference.toml documents it")->required();
  CLI11_PARSE(app, argc, argv);
  const auto config = config::load(file);
  if (!config) {
    for (const auto& problem : config.error()) std::cerr << config::to_text(problem) << '\n';
    return EXIT_FAILURE;
  }
  const sigset_t signals = block_signals();
  log::start(config->log);
  serve(*config, signals);
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
