#include "config/address.hpp"
#include "config/certificate.hpp"
#include "config/sections.hpp"

namespace fenrun::config {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

void read_sizes(Reader& reader, server::HttpLimits& limits) {
  reader.number<std::size_t>("http.header_bytes_max", limits.header_bytes_max, 1024, 64 * 1024);
  reader.number<std::size_t>("http.target_bytes_max", limits.target_bytes_max, 256, 32 * 1024);
  reader.number<std::size_t>("http.fields_max", limits.fields_max, 16, 256);
  reader.number<std::size_t>("http.body_bytes_max", limits.body_bytes_max, 4096, 16 * 1024 * 1024);
  reader.number<std::size_t>("http.upload_bytes_max", limits.upload_bytes_max, 4096, 16 * 1024 * 1024);
  reader.number<std::size_t>("http.uploads_max", limits.uploads_max, 1, 1000);
  reader.number<std::size_t>("http.streams_max", limits.streams_max, 1, 10'000);
  reader.number<std::size_t>("http.connections_max", limits.connections_max, 1, 100'000);
  reader.number<std::size_t>("http.connections_per_ip_max", limits.connections_per_ip_max, 0, 100'000);
  reader.number<std::size_t>("http.requests_in_flight_max", limits.requests_in_flight_max, 1, 100'000);
  reader.number<std::size_t>("http.bytes_per_second_min", limits.bytes_per_second_min, 1, 1024 * 1024);
}

void read_timeouts(Reader& reader, server::HttpLimits& limits) {
  const milliseconds least{100};
  reader.duration("http.grace_ms", limits.grace, least, minutes{5});
  reader.duration("http.handshake_timeout_ms", limits.handshake_timeout, least, minutes{5});
  reader.duration("http.header_timeout_ms", limits.header_timeout, least, minutes{5});
  reader.duration("http.body_timeout_ms", limits.body_timeout, least, minutes{5});
  reader.duration("http.idle_timeout_ms", limits.idle_timeout, least, minutes{60});
  reader.duration("http.stall_timeout_ms", limits.stall_timeout, least, minutes{5});
  reader.duration("http.linger_timeout_ms", limits.linger_timeout, least, minutes{1});
}

}  // namespace

server::HttpOptions default_http() {
  server::HttpOptions options;
  options.port = 8443;
  return options;
}

server::HttpOptions default_ops() {
  server::HttpOptions options;
  options.port = 9464;
  options.io_threads = 1;
  options.metrics_listener = "ops";
  return options;
}

void read_http(Reader& reader, server::HttpOptions& options) {
  read_address(reader, "http.address", options.address);
  reader.number<std::uint16_t>("http.port", options.port, 1, 65535);
  server::TlsFiles tls;
  read_certificates(reader, "http.tls_certificate_file", tls.certificate_chain, Need::required);
  read_key_of(tls.certificate_chain, reader, "http.tls_key_file", tls.private_key);
  options.tls = std::move(tls);
  reader.number<std::size_t>("http.io_threads", options.io_threads, 1, 64);
  read_sizes(reader, options.limits);
  read_timeouts(reader, options.limits);
}

void read_ops(Reader& reader, server::HttpOptions& options) {
  read_address(reader, "ops.address", options.address);
  reader.number<std::uint16_t>("ops.port", options.port, 1, 65535);
}

}  // namespace fenrun::config
