#include "server/http/server.hpp"

#include <csignal>
#include <mutex>
#include <vector>

#include "base/assert.hpp"
#include "base/log.hpp"
#include "server/http/io_thread.hpp"

namespace fenrun::server {
namespace {

// How long the destructor lets aborted connections unwind before their coroutines are destroyed where they
// stand.
constexpr std::chrono::milliseconds kUnwindLimit{3'000};

}  // namespace

struct HttpServer::Impl {
  Impl(HttpOptions given, MakeHandle make, const Clock& used_clock)
      : options(std::move(given)),
        make_handle(std::move(make)),
        clock(used_clock),
        admission({options.limits.connections_max, options.limits.connections_per_ip_max,
                   options.limits.requests_in_flight_max, options.limits.uploads_max,
                   options.limits.streams_max}) {
    FENRUN_ASSERT(options.io_threads > 0);
    if (options.tls) tls = make_tls_context(*options.tls);
  }

  TlsContext current_tls() {
    const std::lock_guard lock(tls_mutex);
    return tls;
  }

  const HttpOptions options;
  const MakeHandle make_handle;
  const Clock& clock;
  std::mutex tls_mutex;
  TlsContext tls;
  Admission admission;
  std::uint16_t port = 0;
  std::vector<std::unique_ptr<IoThread>> threads;
};

HttpServer::HttpServer(HttpOptions options, MakeHandle make_handle, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(make_handle), clock)) {}

HttpServer::~HttpServer() {
  drain(std::chrono::milliseconds(0));
  for (auto& thread : impl_->threads) thread->abort_connections();
  if (!impl_->admission.wait_until_empty(kUnwindLimit)) {
    log::warning("http.connections_destroyed", {{"connections", impl_->admission.connections()}});
  }
  for (auto& thread : impl_->threads) thread->stop_and_join();
}

void HttpServer::start() {
  // OpenSSL writes to sockets without MSG_NOSIGNAL.
  std::signal(SIGPIPE, SIG_IGN);
  Impl& impl = *impl_;
  impl.port = impl.options.port;
  for (std::size_t i = 0; i < impl.options.io_threads; ++i) {
    auto current_tls = [&impl] { return impl.current_tls(); };
    impl.threads.push_back(std::make_unique<IoThread>(impl.options, impl.clock, impl.admission, current_tls));
    impl.port = impl.threads.back()->listen(impl.options.address, impl.port);
  }
  std::vector<Handle> handles;
  for (auto& thread : impl.threads) handles.push_back(impl.make_handle(thread->context()));
  for (std::size_t i = 0; i < handles.size(); ++i) impl.threads[i]->run(std::move(handles[i]));
  log::info("http.listening", {{"listener", impl.options.metrics_listener},
                               {"address", impl.options.address},
                               {"port", impl.port},
                               {"tls", impl.options.tls.has_value()}});
}

std::uint16_t HttpServer::port() const { return impl_->port; }

void HttpServer::reload_certificate() {
  if (!impl_->options.tls) return;
  TlsContext fresh = make_tls_context(*impl_->options.tls);
  const std::lock_guard lock(impl_->tls_mutex);
  impl_->tls = std::move(fresh);
  log::info("http.certificate_reloaded");
}

bool HttpServer::drain(std::chrono::milliseconds limit) {
  for (auto& thread : impl_->threads) thread->drain();
  return impl_->admission.wait_until_empty(limit);
}

}  // namespace fenrun::server
