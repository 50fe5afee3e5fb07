// Payouts, rows 6, 16 and 18 of docs/performance.md: transfers signed and sent by the real lanes to the
// emulator, which refuses more than WeChat's hundred a second; callbacks verified, opened and kept by the
// whole server; ten thousand withdrawals approved as one set.
//   payout_bench [APPROVALS] [CALLBACKS] [TRANSFERS]     default 10000 4000 3000
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <thread>

#include "base/crypto/cipher.hpp"
#include "base/crypto/encoding.hpp"
#include "base/log.hpp"
#include "bench/harness/compare.hpp"
#include "bench/http/load_client.hpp"
#include "bench/row_commits.hpp"
#include "payout/worker.hpp"
#include "tests/server/support/finance.hpp"
#include "tests/server/support/pay_options.hpp"
#include "tests/server/support/withdrawal_rows.hpp"
#include "tests/wechat/pay/support/pay_keys.hpp"

namespace fenrun::bench {
namespace {

using Json = nlohmann::json;
using std::chrono::steady_clock;

constexpr Fen kEach{1'000};

double seconds_since(steady_clock::time_point begin) {
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

std::int64_t count_in(server::testing::ApiServer& server, db::Sql sql) {
  return server.database().run([&](db::Tx& tx) -> Result<std::int64_t> { return tx.one(sql)->integer(0); });
}

class PayoutBench {
 public:
  PayoutBench()
      : emulator_({.has_merchant = true}),
        pay_options_(server::testing::public_key_options_for(emulator_)),
        server_(options()),
        one_(server_, "finance1"),
        two_(server_, "finance2") {
    emulator_.post("/pay/funds", {{"account", "OPERATION"}, {"amount", 1'000'000'000}});
  }

  void approve(int count) {
    const auto& clock = server_.app().clock;
    server::testing::ask_for_withdrawals(server_.database(), count, kEach, clock.now(), [&] {
      const SecretText openid(emulator_.post("/users", {}).at("openid").get<std::string>());
      return flows::seal_identity(server_.app().sealer,
                                  {emulator_.appid(), openid, SecretText(), SecretText("session")});
    });
    const double bare = RowCommits(1).run(static_cast<std::uint64_t>(count)).per_second();
    const double seconds = approve_all(one_, count);
    report(18, std::to_string(count) + " withdrawals previewed, confirmed and approved as one set", "s",
           {seconds});
    report(18, "of that, against one-row commits of one connection", "x", {count / seconds / bare});
  }

  // Approved ones are sent by the lanes at WeChat's own limit.
  void send(int count) {
    payout::PayoutOptions options;
    options.creates_per_s = 100;
    payout::Governor governor(options);
    wechat::PayClient client(pay_options_, server_.app().clock, server_.app().random);
    const auto& app = server_.app();
    const double cpu = own_cpu_seconds();
    const auto begin = steady_clock::now();
    std::int64_t sent = 0;
    {
      payout::Worker worker({client, app.sealer, app.keys.withdrawal, app.options.withdrawals, options,
                             governor, app.clock, app.random},
                            server_.database().options());
      while (sent < count && seconds_since(begin) < 2.0 * count / 100 + 30) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        sent = count_in(server_, "SELECT COUNT(*) FROM payout WHERE first_post_at IS NOT NULL");
      }
    }
    const double seconds = seconds_since(begin);
    if (sent < count)
      throw std::runtime_error(std::to_string(sent) + " transfers were sent of " + std::to_string(count));
    report(6, std::to_string(sent) + " transfers signed, sent and recorded, the governor at 100 a second",
           "transfers/s", {static_cast<double>(sent) / seconds});
    report(6, "of our CPU, with the web server's part of the process", "us/transfer",
           {(own_cpu_seconds() - cpu) * 1e6 / static_cast<double>(sent)});
    report(6, "refused by the emulator as too many", "calls", {static_cast<double>(refused_as_too_many())});
  }

  void take_callbacks(std::uint64_t count) {
    RowCommits rows(32);
    const Contender ours{"callbacks over HTTPS, 64 connections",
                         [&] { return callbacks(count, std::nullopt); }};
    const Contender limit{"one-row commits, 32 connections", [&] { return rows.run(150); }};
    compare(16, "callback verified, opened, kept and answered", ours, limit);
    const Sample paced = callbacks(count, 200.0);
    report(16, "callbacks at 200 a second: p99", "ms", {*paced.p99_ms});
  }

 private:
  server::testing::ApiServer::Options options() {
    server::testing::ApiServer::Options options;
    options.rate_limit_factor = 1'000'000;
    pay_options_.keys.files.public_keys.push_back({kOurKeyId, platform_key_file()});
    options.pay = pay_options_;
    return options;
  }

  double approve_all(server::testing::Finance& who, int count) {
    const auto begin = steady_clock::now();
    const auto set = who.post("/admin/v1/withdrawal-sets", {{"action", "approve"}, {"state", "requested"}});
    if (set.body.value("count", 0) != count) throw std::runtime_error("not all are in the set: " + set.text);
    const auto started = who.start(set, {{"confirmation", who.confirm(set.body.at("digest"))}});
    if (started.status / 100 != 2) throw std::runtime_error("not started: " + started.text);
    const std::string path = "/admin/v1/jobs/" + set.body.at("id").get<std::string>();
    Json job = who.get(path).body;
    while (job.at("ended_at").is_null()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      job = who.get(path).body;
    }
    const double seconds = seconds_since(begin);
    if (count_in(server_, "SELECT COUNT(*) FROM withdrawal WHERE state = 'approved'") != count)
      throw std::runtime_error("not all were approved: " + job.dump());
    return seconds;
  }

  std::int64_t refused_as_too_many() {
    std::int64_t refused = 0;
    std::int64_t after = 0;
    while (true) {
      const Json page = emulator_.get("/books/requests?after=" + std::to_string(after) + "&limit=10000");
      for (const Json& entry : page.at("entries")) refused += entry.value("http_status", 0) == 429 ? 1 : 0;
      if (page.at("entries").empty() || page.at("last_number") == after) return refused;
      after = page.at("last_number").get<std::int64_t>();
    }
  }

  // The head and body of a finished transfer's callback that nobody has sent yet.
  std::string next_callback() {
    const std::string number = std::to_string(++callbacks_);
    const std::string plain = R"({"out_bill_no":"BENCH)" + number + R"(","transfer_bill_no":"13300000711)" +
                              number + R"(","state":"SUCCESS","mch_id":")" + pay_options_.mchid +
                              R"(","transfer_amount":1000,"openid":"o-bench","create_time":)"
                              R"("2026-01-02T08:00:00+08:00","update_time":"2026-01-02T08:00:09+08:00"})";
    crypto::Key256 key{};
    const std::string& secret = pay_options_.apiv3_keys.front().reveal();
    std::copy_n(secret.begin(), key.size(), key.begin());
    crypto::Nonce96 nonce{};
    std::copy_n("fdasflkja484", nonce.size(), nonce.begin());
    const auto sealed = crypto::aes256_gcm_seal(key, nonce, "mch_payment", plain);
    const std::string body =
        R"({"id":"EV-)" + number +
        R"(","create_time":"2026-01-02T08:00:10+08:00","resource_type":"encrypt-resource",)"
        R"("event_type":"MCHTRANSFER.BILL.FINISHED","summary":"x","resource":{"original_type":"mch_payment",)"
        R"("algorithm":"AEAD_AES_256_GCM","associated_data":"mch_payment","nonce":"fdasflkja484","ciphertext":")" +
        crypto::to_base64(crypto::as_bytes(sealed)) + "\"}}";
    const auto now = std::chrono::floor<std::chrono::seconds>(server_.app().clock.now());
    const std::string timestamp = std::to_string(now.time_since_epoch().count());
    const std::string nonce_text = "593BEC0C930BF1AFEB40B4A08C8FB242";
    return "POST /api/v1/callbacks/wechat/pay/transfers HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
           "application/json\r\nWechatpay-Timestamp: " +
           timestamp + "\r\nWechatpay-Nonce: " + nonce_text + "\r\nWechatpay-Serial: " + kOurKeyId +
           "\r\nWechatpay-Signature-Type: WECHATPAY2-SHA256-RSA2048\r\nWechatpay-Signature: " +
           platform_.sign(timestamp + "\n" + nonce_text + "\n" + body + "\n") +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  Sample callbacks(std::uint64_t count, std::optional<double> per_second) {
    std::vector<std::string> requests;
    requests.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i) requests.push_back(next_callback());
    const std::int64_t before = kept();
    LoadPlan plan;
    plan.port = server_.port();
    plan.operations = count;
    plan.per_second = per_second;
    plan.request_of = [&](std::uint64_t i) { return requests[i]; };
    const LoadResult result = run_load(plan);
    const std::int64_t now = kept();
    if (now - before != static_cast<std::int64_t>(count))
      throw std::runtime_error(std::to_string(now - before) + " callbacks were kept of " +
                               std::to_string(count));
    Sample sample;
    sample.operations = count;
    sample.seconds = result.seconds;
    sample.p50_ms = result.latency.quantile_ms(0.50);
    sample.p99_ms = result.latency.quantile_ms(0.99);
    return sample;
  }
  std::int64_t kept() { return count_in(server_, "SELECT COUNT(*) FROM transfer_notice"); }

  // A second key of WeChat's, whose private half is ours: the emulator's callbacks are its own.
  std::string platform_key_file() {
    file_.reset(std::tmpfile());
    const std::string pem = platform_.public_pem();
    std::fwrite(pem.data(), 1, pem.size(), file_.get());
    std::fflush(file_.get());
    return "/proc/self/fd/" + std::to_string(fileno(file_.get()));
  }
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  static constexpr const char* kOurKeyId = "PUB_KEY_ID_0114232134912410000000000001";

  fenrun::testing::Emulator emulator_;
  const wechat::testing::PayKey platform_;
  std::unique_ptr<std::FILE, Close> file_;
  wechat::PayOptions pay_options_;
  server::testing::ApiServer server_;
  server::testing::Finance one_;
  server::testing::Finance two_;
  std::uint64_t callbacks_ = 0;
};

}  // namespace
}  // namespace fenrun::bench

int main(int argc, char** argv) {
  const auto argument = [&](int place, int usual) { return argc > place ? std::atoi(argv[place]) : usual; };
  try {
    fenrun::log::set_level(fenrun::log::Level::error);
    fenrun::bench::PayoutBench bench;
    bench.approve(argument(1, 10'000));
    // Before the callbacks: lanes apply what WeChat has said first.
    bench.send(argument(3, 3'000));
    bench.take_callbacks(static_cast<std::uint64_t>(argument(2, 4'000)));
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "payout_bench: " << error.what() << "\n";
    return 1;
  }
}
