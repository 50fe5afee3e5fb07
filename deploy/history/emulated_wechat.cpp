#include "deploy/history/emulated_wechat.hpp"

#include <charconv>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace fenrun::history {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kLoopback = "http://127.0.0.1:";

std::uint16_t port_of(std::string_view control_url) {
  std::uint16_t port = 0;
  if (control_url.starts_with(kLoopback)) {
    const std::string_view digits = control_url.substr(kLoopback.size());
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error == std::errc{} && end == digits.data() + digits.size() && port > 0) return port;
  }
  throw std::runtime_error("the emulator's control API is at " + std::string(kLoopback) + "PORT");
}

bool has_ended(const std::string& state) {
  return state == "SUCCESS" || state == "FAIL" || state == "CANCELLED";
}

}  // namespace

EmulatedWechat::EmulatedWechat(std::string_view control_url) : control_(port_of(control_url)) {}

void EmulatedWechat::add_user(const std::string& openid) { control_.post("/users", {{"openid", openid}}); }

void EmulatedWechat::top_up(Fen amount) {
  control_.post("/pay/funds", {{"account", "OPERATION"}, {"amount", amount.value}});
}

void EmulatedWechat::stop_clock(Instant at) {
  control_.post("/clock", {{"is_frozen", true}, {"set", to_rfc3339(at)}});
}

void EmulatedWechat::run_clock(Instant now) {
  control_.post("/clock", {{"is_frozen", false}, {"set", to_rfc3339(now)}});
}

std::vector<std::string> EmulatedWechat::waiting() {
  const Json shown = control_.get("/pay/transfers?limit=10000&after=" + std::to_string(ended_));
  std::vector<std::string> numbers;
  bool is_head = true;
  for (const Json& transfer : shown.at("entries")) {
    const auto state = transfer.at("state").get<std::string>();
    is_head = is_head && has_ended(state);
    if (is_head) ++ended_;
    if (state == "WAIT_USER_CONFIRM") numbers.push_back(transfer.at("out_bill_no"));
  }
  return numbers;
}

void EmulatedWechat::confirm(const std::string& number) {
  control_.post("/pay/transfers/confirm", {{"out_bill_no", number}});
}

}  // namespace fenrun::history
