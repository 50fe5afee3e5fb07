// A server that is paid and pays: the emulator has a merchant, and its notices reach the server.
#pragma once

#include <memory>
#include <string>

#include "tests/server/support/api_story.hpp"
#include "tests/server/support/pay_options.hpp"

namespace fenrun::server::testing {

class PayStory : public ApiStory {
 protected:
  static void SetUpTestSuite() {
    start_emulator();
    start_server(options_with_pay());
  }

  static void start_emulator() {
    emulator =
        std::make_unique<fenrun::testing::Emulator>(fenrun::testing::EmulatorOptions{.has_merchant = true});
    emulator->publish_pages({"pages/index/index"});
  }
  // For the emulator that was started. A test that sets `clock` on has the public key alone.
  static ApiServer::Options options_with_pay(const Clock* clock = nullptr) {
    auto options = options_for(*emulator);
    options.clock = clock;
    options.pay = clock == nullptr ? pay_options_for(*emulator) : public_key_options_for(*emulator);
    return options;
  }
  static void start_server(const ApiServer::Options& options) {
    server = std::make_unique<ApiServer>(options);
    emulator->post("/pay/callbacks/endpoint", {{"origin", origin()}});
  }
  static std::string origin() { return "https://127.0.0.1:" + std::to_string(server->port()); }
};

}  // namespace fenrun::server::testing
