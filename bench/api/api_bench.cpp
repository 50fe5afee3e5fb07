// Front door rows 1 (with authentication and its query), 3, 14 and 22 of docs/performance.md: the whole
// server over HTTPS, with real MariaDB, a Redis of its own and the WeChat emulator.
#include <cstring>
#include <filesystem>
#include <iostream>
#include <mutex>
#include <thread>

#include "bench/api/stage.hpp"
#include "bench/harness/compare.hpp"
#include "bench/http/load_client.hpp"
#include "bench/row_commits.hpp"
#include "tests/server/support/listener.hpp"

namespace fenrun::bench {
namespace {

constexpr std::size_t kLoginsEach = 1'500;
constexpr std::size_t kConnections = 64;

LoadResult must_run(const LoadPlan& plan) {
  LoadResult result = run_load(plan);
  if (result.failed > 0)
    throw std::runtime_error(std::to_string(result.failed) + " requests were refused or lost");
  return result;
}

Sample sample_of(const LoadResult& result, double cpu_seconds) {
  Sample sample;
  sample.operations = result.answered;
  sample.seconds = result.seconds;
  sample.cpu_seconds = cpu_seconds;
  sample.p50_ms = result.latency.quantile_ms(0.50);
  sample.p99_ms = result.latency.quantile_ms(0.99);
  return sample;
}

Sample run_on(const Child& server, const LoadPlan& plan) {
  const double before = cpu_seconds_of(server.pid());
  const LoadResult result = must_run(plan);
  return sample_of(result, cpu_seconds_of(server.pid()) - before);
}

// Collects the tokens of everybody who logs in, for the rows after it.
class Logins {
 public:
  explicit Logins(ApiStage& stage) : stage_(stage) {}

  Sample run() {
    const auto codes = stage_.login_codes(kLoginsEach);
    LoadPlan plan;
    plan.port = stage_.server().port();
    plan.connections = kConnections;
    plan.operations = codes.size();
    plan.request_of = [&](std::uint64_t i) {
      return api_request("POST /api/v1/login", "", R"({"code":")" + codes[i] + "\"}");
    };
    plan.on_reply = [&](std::uint64_t, std::string_view body) {
      tokens_.push_back(nlohmann::json::parse(body).at("token").get<std::string>());
    };
    return run_on(stage_.server(), plan);
  }

  [[nodiscard]] const std::string& any() const { return tokens_.front(); }
  [[nodiscard]] std::size_t left() const { return tokens_.size(); }
  std::vector<std::string> take(std::size_t count) {
    std::vector<std::string> taken(tokens_.end() - static_cast<std::ptrdiff_t>(count), tokens_.end());
    tokens_.resize(tokens_.size() - count);
    return taken;
  }

 private:
  ApiStage& stage_;
  std::vector<std::string> tokens_;
};

// code2Session itself, without us.
Sample run_bare_code2session(ApiStage& stage) {
  const auto codes = stage.login_codes(kLoginsEach);
  auto& emulator = stage.emulator();
  LoadPlan plan;
  plan.port =
      static_cast<std::uint16_t>(std::stoul(emulator.base_url().substr(emulator.base_url().rfind(':') + 1)));
  plan.connections = kConnections;
  plan.operations = codes.size();
  plan.request_of = [&](std::uint64_t i) {
    return api_request("GET /sns/jscode2session?appid=" + emulator.appid() + "&secret=" + emulator.secret() +
                           "&js_code=" + codes[i] + "&grant_type=authorization_code",
                       "");
  };
  return sample_of(must_run(plan), 0);
}

LoadPlan binds(ApiStage& stage, const std::vector<std::string>& tokens) {
  LoadPlan plan;
  plan.port = stage.server().port();
  plan.connections = kConnections;
  plan.operations = tokens.size();
  plan.request_of = [&stage, &tokens](std::uint64_t i) {
    return api_request("PUT /api/v1/me/referrer", tokens[i], R"({"code":")" + stage.referral_code() + "\"}");
  };
  return plan;
}

LoadPlan reads_of_me(ApiStage& stage, const Logins& logins, std::uint64_t operations) {
  LoadPlan plan;
  plan.port = stage.server().port();
  plan.connections = kConnections;
  plan.operations = operations;
  plan.request = api_request("GET /api/v1/me", logins.any());
  return plan;
}

void compare_login_and_bind(ApiStage& stage, Logins& logins) {
  Contender login{"login, session stored", [&] { return logins.run(); }};
  Contender bare{"code2Session of the emulator alone", [&] { return run_bare_code2session(stage); }};
  compare(22, "login over HTTPS", login, bare);

  RowCommits commits(32);
  const std::size_t each = logins.left() / 8;  // six runs here, and two open loops
  Contender bind{"bind over HTTPS, durable", [&] {
                   const auto tokens = logins.take(each);
                   return run_on(stage.server(), binds(stage, tokens));
                 }};
  Contender commit{"one-row commits, 32 connections", [&] { return commits.run(150); }};
  compare(3, "referral bind over HTTPS", bind, commit);
  const auto tokens = logins.take(each);
  LoadPlan paced = binds(stage, tokens);
  paced.per_second = 500;
  report(3, "binds, open loop at 500 a second: p99", "ms", {must_run(paced).latency.quantile_ms(0.99)});
  const auto more = logins.take(logins.left() - 1);
  LoadPlan rush = binds(stage, more);
  rush.per_second = 5'000;
  const LoadResult rushed = run_load(rush);
  report(3, std::to_string(more.size()) + " binds, open loop at 5,000 a second: p99", "ms",
         {rushed.latency.quantile_ms(0.99)});
  report(3, "of these refused or lost", "requests", {static_cast<double>(rushed.failed)});
}

void compare_authenticated_reads(ApiStage& stage, const Logins& logins) {
  const server::testing::CertificateFiles files("localhost");
  const Child nginx = start_nginx(
      files.paths(), std::filesystem::path(files.paths().certificate_chain).parent_path().string());
  LoadPlan limit = reads_of_me(stage, logins, 20'000);
  limit.port = nginx.port();
  Options by_cpu;
  by_cpu.ratio_of_cpu = true;
  compare(1, "GET /api/v1/me: session from Redis, one query, JSON",
          {"ours", [&] { return run_on(stage.server(), reads_of_me(stage, logins, 20'000)); }},
          {"nginx return 200", [&] { return run_on(nginx, limit); }}, by_cpu);
}

double paced_p99(ApiStage& stage, const Logins& logins) {
  LoadPlan plan = reads_of_me(stage, logins, 5'000);
  plan.per_second = 1'000;
  return must_run(plan).latency.quantile_ms(0.99);
}

void measure_without_redis(ApiStage& stage, const Logins& logins) {
  std::vector<double> with;
  std::vector<double> without;
  std::vector<double> ratios;
  for (int i = 0; i < 5; ++i) {
    with.push_back(paced_p99(stage, logins));
    stage.end_redis();
    without.push_back(paced_p99(stage, logins));
    ratios.push_back(without.back() / with.back());
    stage.start_redis();
    std::this_thread::sleep_for(std::chrono::seconds(3));  // until the server is connected again
  }
  report(14, "GET /api/v1/me at 1,000 a second, Redis up: p99", "ms", with);
  report(14, "the same, Redis killed as it begins: p99", "ms", without);
  report(14, "without / with", "x", ratios);
}

void run_all() {
  if (!is_installed("nginx"))
    throw std::runtime_error("nginx is the limit of these figures: install nginx-light");
  ApiStage stage;
  Logins logins(stage);
  compare_login_and_bind(stage, logins);
  compare_authenticated_reads(stage, logins);
  measure_without_redis(stage, logins);
}

}  // namespace
}  // namespace fenrun::bench

int main(int argc, char** argv) {
  try {
    if (argc == 4 && std::strcmp(argv[1], "serve") == 0) return fenrun::bench::serve_api(argv[2], argv[3]);
    fenrun::bench::run_all();
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "api_bench: " << error.what() << "\n";
    return 1;
  }
}
