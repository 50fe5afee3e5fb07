// Front door rows 1, 2 and 11 of docs/performance.md: the listener against nginx (and node, where it is
// installed) with the same key, certificate and answer, one process on one core each, the client on the
// other.
#include <cstring>
#include <filesystem>
#include <iostream>
#include <memory>
#include <thread>

#include "bench/harness/compare.hpp"
#include "bench/http/load_client.hpp"
#include "bench/http/servers.hpp"
#include "tests/server/support/listener.hpp"

namespace fenrun::bench {
namespace {

const std::string kKeepAlive =
    "GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
    "0123456789012345678901234567890123456789012\r\n"
    "Accept: application/json\r\nAccept-Language: zh-CN\r\nUser-Agent: MicroMessenger\r\n\r\n";
const std::string kOnce =
    "GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nConnection: close\r\n\r\n";

Sample run_against(const Child& server, LoadPlan plan) {
  plan.port = server.port();
  const double cpu_before = cpu_seconds_of(server.pid());
  const LoadResult result = run_load(plan);
  if (result.failed > 0) throw std::runtime_error(std::to_string(result.failed) + " requests failed");
  Sample sample;
  sample.operations = result.answered;
  sample.seconds = result.seconds;
  sample.cpu_seconds = cpu_seconds_of(server.pid()) - cpu_before;
  sample.p50_ms = result.latency.quantile_ms(0.50);
  sample.p99_ms = result.latency.quantile_ms(0.99);
  return sample;
}

Contender contender(const std::string& name, const Child& server, const LoadPlan& plan) {
  return {name, [&server, plan] { return run_against(server, plan); }};
}

void measure_memory(const Child& server, const std::string& name) {
  constexpr std::size_t kConnections = 1000;
  const double idle_mib = static_cast<double>(resident_bytes_of(server.pid())) / 1024 / 1024;
  std::vector<double> per_connection_kib;
  hold_connections(server.port(), kConnections, kKeepAlive, [&] {
    const double held = static_cast<double>(resident_bytes_of(server.pid())) / 1024;
    per_connection_kib.push_back((held - idle_mib * 1024) / kConnections);
  });
  report(11, name + ": resident memory before the first connection", "MiB", {idle_mib});
  report(11, name + ": more for each of 1,000 idle TLS connections", "KiB", per_connection_kib);
}

void run_all() {
  if (!is_installed("nginx"))
    throw std::runtime_error("nginx is the limit of these figures: install nginx-light");
  const server::testing::CertificateFiles files("localhost");
  const std::string folder = std::filesystem::path(files.paths().certificate_chain).parent_path().string();
  const Child ours = start_ours(files.paths());
  const Child nginx = start_nginx(files.paths(), folder);
  measure_memory(ours, "ours");
  measure_memory(nginx, "nginx");

  LoadPlan keep_alive;
  keep_alive.request = kKeepAlive;
  keep_alive.operations = 60'000;
  Options by_cpu;
  by_cpu.ratio_of_cpu = true;
  compare(1, "HTTPS keep-alive, 64 connections", contender("ours", ours, keep_alive),
          contender("nginx return 200", nginx, keep_alive), by_cpu);
  if (is_installed("node")) {
    const Child node = start_node(files.paths());
    compare(1, "HTTPS keep-alive, 64 connections", contender("ours", ours, keep_alive),
            contender("node https", node, keep_alive), by_cpu);
  }

  LoadPlan paced = keep_alive;
  paced.per_second = 10'000;
  paced.operations = 20'000;
  compare(1, "HTTPS, open loop at 10,000 a second", contender("ours", ours, paced),
          contender("nginx return 200", nginx, paced), by_cpu);

  LoadPlan handshakes;
  handshakes.request = kOnce;
  handshakes.operations = 2'000;
  handshakes.connections = 16;
  handshakes.is_connection_each = true;
  compare(2, "new TLS 1.3 connections, one request each", contender("ours", ours, handshakes),
          contender("nginx return 200", nginx, handshakes), by_cpu);
}

}  // namespace
}  // namespace fenrun::bench

int main(int argc, char** argv) {
  try {
    if (argc == 4 && std::strcmp(argv[1], "serve") == 0) return fenrun::bench::serve_ours({argv[2], argv[3]});
    fenrun::bench::run_all();
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "http_bench: " << error.what() << "\n";
    return 1;
  }
}
