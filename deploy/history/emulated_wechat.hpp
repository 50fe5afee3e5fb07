// WeChat as fenrun-emulator plays it, by its control API: its clock goes with the history, and its users take
// their money. docs/emulator.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "domain/money.hpp"
#include "tests/support/emulator_control.hpp"

namespace fenrun::history {

class EmulatedWechat {
 public:
  // "http://127.0.0.1:PORT". Every call throws std::runtime_error when the emulator refuses it or is not
  // there.
  explicit EmulatedWechat(std::string_view control_url);

  void add_user(const std::string& openid);
  // Onto the account that transfers are paid from.
  void top_up(Fen amount);
  // Its time stands still there, until it is moved again or let go.
  void stop_clock(Instant at);
  void run_clock(Instant now);
  // The transfers that wait for their payee, by our numbers.
  std::vector<std::string> waiting();
  // The payee takes the money.
  void confirm(const std::string& number);

 private:
  const testing::EmulatorControl control_;
  std::size_t ended_ = 0;  // so many of the oldest transfers wait for nobody any more
};

}  // namespace fenrun::history
