// Calls of the control API of a fenrun-emulator on this machine.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace fenrun::testing {

struct ControlReply {
  int status = 0;
  nlohmann::json body;
};

class EmulatorControl {
 public:
  explicit EmulatorControl(std::uint16_t port) : port_(port) {}

  // One call; `path` without "/control/v1". Throws std::runtime_error when the emulator does not reply.
  [[nodiscard]] ControlReply call(const std::string& method, const std::string& path,
                                  const nlohmann::json& body = nullptr) const;
  // As call(), for the calls that cannot fail: throws std::runtime_error unless the status is 2xx.
  nlohmann::json post(const std::string& path, const nlohmann::json& body = nlohmann::json::object()) const;
  [[nodiscard]] nlohmann::json get(const std::string& path) const;

 private:
  std::uint16_t port_;
};

}  // namespace fenrun::testing
