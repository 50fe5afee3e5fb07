// A shop that the emulator calls back: it judges what arrives with the client's receiver and answers as our
// server does.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "tests/support/emulator.hpp"
#include "tests/wechat/support/certificates.hpp"
#include "tests/wechat/support/tls_server.hpp"
#include "wechat/pay/client.hpp"

namespace fenrun::wechat::testing {

// The head and body of a request as its server saw it.
struct Arrived {
  HttpHeaders headers;
  std::string body;
};

inline Arrived parse_request(const std::string& text) {
  Arrived arrived;
  const auto end = text.find("\r\n\r\n");
  arrived.body = text.substr(end + 4);
  std::size_t at = text.find("\r\n") + 2;
  while (at < end) {
    const auto stop = text.find("\r\n", at);
    const auto colon = text.find(": ", at);
    arrived.headers.emplace_back(text.substr(at, colon - at), text.substr(colon + 2, stop - colon - 2));
    at = stop + 2;
  }
  return arrived;
}

class NoticeShop {
 public:
  // `pay` outlives the shop. From now on the emulator's callbacks come here.
  NoticeShop(fenrun::testing::Emulator& emulator, PayClient& pay)
      : pay_(pay), server_(authority_.issue("IP:127.0.0.1"), [this](Peer& peer) { answer(peer); }) {
    // A merchant who is switching hears from both keys; the client knows the public key alone.
    emulator.post("/pay/merchant", {{"mchid", emulator.pay().at("mchid")}, {"mode", "public_key"}});
    emulator.post("/pay/callbacks/endpoint",
                  {{"origin", server_.url("127.0.0.1")}, {"ca_file", authority_.file()}});
  }

  // How the call number `number`, from one, was judged: the notice's key, or why it was refused. A notice
  // that was accepted counts once. Empty when it has not come in twenty seconds.
  std::string judged(std::size_t number) {
    std::unique_lock lock(mutex_);
    const bool has_come =
        news_.wait_for(lock, std::chrono::seconds(20), [&] { return judged_.size() >= number; });
    return has_come ? judged_[number - 1] : std::string();
  }
  [[nodiscard]] std::string url() const { return server_.url("127.0.0.1"); }
  [[nodiscard]] std::string ca_file() const { return authority_.file(); }

 private:
  void answer(Peer& peer) {
    const std::string text = peer.read_request();
    // Whoever called has hung up, or the shop is closing.
    if (text.find("\r\n\r\n") == std::string::npos) return;
    const auto arrived = parse_request(text);
    const auto notice = pay_.receiver().judge(arrived.headers, arrived.body);
    if (notice) {
      peer.write("HTTP/1.1 204 No Content\r\n\r\n");
    } else {
      const std::string body = Json{{"code", std::string(notice.error().code())}}.dump();
      peer.write("HTTP/1.1 401 Unauthorized\r\nContent-Type: application/problem+json\r\nContent-Length: " +
                 std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    const std::lock_guard lock(mutex_);
    // What was answered too late comes again.
    if (notice && std::find(judged_.begin(), judged_.end(), notice->dedupe_key) != judged_.end()) return;
    judged_.push_back(notice ? notice->dedupe_key : notice.error().internal_note());
    news_.notify_all();
  }

  PayClient& pay_;
  std::mutex mutex_;
  std::condition_variable news_;
  std::vector<std::string> judged_;
  Authority authority_;
  TlsServer server_;
};

}  // namespace fenrun::wechat::testing
