#include "tests/support/emulator_control.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <utility>

namespace fenrun::testing {
namespace {

using Json = nlohmann::json;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error("emulator: " + what); }

// A plain exchange over a connection that ends with it. Returns the whole reply.
std::string send_and_receive(std::uint16_t port, const std::string& request) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const std::unique_ptr<const int, void (*)(const int*)> closer(&socket,
                                                                [](const int* open) { ::close(*open); });
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
    fail("control is not there");
  for (std::size_t sent = 0; sent < request.size();) {
    const auto step = ::send(socket, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
    if (step <= 0) fail("control cut the connection");
    sent += static_cast<std::size_t>(step);
  }
  std::string reply;
  std::array<char, 16'384> chunk{};
  while (true) {
    const auto got = ::recv(socket, chunk.data(), chunk.size(), 0);
    if (got <= 0) return reply;
    reply.append(chunk.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace

ControlReply EmulatorControl::call(const std::string& method, const std::string& path,
                                   const Json& body) const {
  const auto text = body.is_null() ? std::string() : body.dump();
  const auto reply =
      send_and_receive(port_, method + " /control/v1" + path +
                                  " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " +
                                  std::to_string(text.size()) + "\r\n\r\n" + text);
  const auto body_at = reply.find("\r\n\r\n");
  if (body_at == std::string::npos || !reply.starts_with("HTTP/1.1 "))
    fail("control gave no reply to " + path);
  return {std::stoi(reply.substr(9, 3)), Json::parse(reply.substr(body_at + 4))};
}

Json EmulatorControl::post(const std::string& path, const Json& body) const {
  auto reply = call("POST", path, body);
  if (reply.status / 100 != 2) fail(path + ": " + reply.body.dump());
  return std::move(reply.body);
}

Json EmulatorControl::get(const std::string& path) const {
  auto reply = call("GET", path);
  if (reply.status / 100 != 2) fail(path + ": " + reply.body.dump());
  return std::move(reply.body);
}

}  // namespace fenrun::testing
