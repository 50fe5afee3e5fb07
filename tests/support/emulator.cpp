#include "tests/support/emulator.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

namespace fenrun::testing {
namespace {

using Json = nlohmann::json;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error("emulator: " + what); }

std::string make_folder() {
  auto path = (std::filesystem::temp_directory_path() / "fenrun-emulator-XXXXXX").string();
  if (::mkdtemp(path.data()) == nullptr) fail("no temporary folder");
  return path;
}

// One line from a pipe; empty when it closes first.
std::string read_line(int descriptor) {
  std::string line;
  char character = 0;
  while (::read(descriptor, &character, 1) == 1 && character != '\n') line.push_back(character);
  return line;
}

std::uint16_t port_of(const std::string& url) {
  return static_cast<std::uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
}

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

Emulator::Emulator(EmulatorOptions options) : options_(std::move(options)), folder_(make_folder()) {
  start();
}

Emulator::~Emulator() {
  stop();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Emulator::start() {
  const auto secret_file = folder_ + "/secret";
  std::ofstream(secret_file) << options_.secret;
  const auto seed = std::to_string(options_.seed);
  const auto tls = folder_ + "/tls";
  const auto merchant = folder_ + "/merchant";
  std::vector<const char*> arguments{"fenrun-emulator",
                                     "--appid",
                                     options_.appid.c_str(),
                                     "--secret-file",
                                     secret_file.c_str(),
                                     "--generate-tls",
                                     tls.c_str(),
                                     "--seed",
                                     seed.c_str()};
  if (options_.has_merchant) arguments.insert(arguments.end(), {"--generate-merchant", merchant.c_str()});
  arguments.push_back(nullptr);
  std::array<int, 2> pipe_ends{};
  if (::pipe(pipe_ends.data()) != 0) fail("no pipe");
  process_ = ::fork();
  if (process_ < 0) fail("no process");
  if (process_ == 0) {
    // A test that dies takes its emulator along.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(pipe_ends[1], STDOUT_FILENO);
    ::close(pipe_ends[0]);
    ::close(pipe_ends[1]);
    ::execv(FENRUN_EMULATOR_PROGRAM, const_cast<char* const*>(arguments.data()));
    ::_exit(127);
  }
  ::close(pipe_ends[1]);
  const auto line = read_line(pipe_ends[0]);
  ::close(pipe_ends[0]);
  const auto ready = Json::parse(line, nullptr, false);
  if (!ready.is_object()) fail("it did not get ready");
  base_url_ = ready.at("wechat");
  ca_file_ = ready.at("ca_file");
  pay_ = ready.value("pay", Json());
  control_port_ = port_of(ready.at("control"));
}

int Emulator::stop() {
  if (process_ < 0) return 0;
  ::kill(process_, SIGTERM);
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

ControlReply Emulator::call(const std::string& method, const std::string& path, const Json& body) {
  const auto text = body.is_null() ? std::string() : body.dump();
  const auto reply = send_and_receive(
      control_port_, method + " /control/v1" + path +
                         " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " +
                         std::to_string(text.size()) + "\r\n\r\n" + text);
  const auto body_at = reply.find("\r\n\r\n");
  if (body_at == std::string::npos || !reply.starts_with("HTTP/1.1 "))
    fail("control gave no reply to " + path);
  return {std::stoi(reply.substr(9, 3)), Json::parse(reply.substr(body_at + 4))};
}

Json Emulator::post(const std::string& path, const Json& body) {
  auto reply = call("POST", path, body);
  if (reply.status / 100 != 2) fail(path + ": " + reply.body.dump());
  return std::move(reply.body);
}

Json Emulator::get(const std::string& path) {
  auto reply = call("GET", path);
  if (reply.status / 100 != 2) fail(path + ": " + reply.body.dump());
  return std::move(reply.body);
}

std::string Emulator::login_code(const std::string& openid) {
  return post("/login-codes", openid.empty() ? Json::object() : Json{{"openid", openid}}).at("code");
}

std::string Emulator::phone_code(const std::string& openid, const std::string& phone) {
  Json request{{"openid", openid}};
  if (!phone.empty()) request["phone"] = phone;
  return post("/phone-codes", request).at("code");
}

std::string Emulator::add_user(const Json& user) { return post("/users", user).at("openid"); }

void Emulator::publish_pages(const std::vector<std::string>& pages) { post("/pages", {{"publish", pages}}); }

void Emulator::advance_clock(std::int64_t seconds) { post("/clock", {{"advance_seconds", seconds}}); }

void Emulator::add_fault(const std::string& kind, const std::string& path, int count, const Json& more) {
  Json fault = more;
  fault["kind"] = kind;
  fault["path"] = path;
  fault["count"] = count;
  post("/faults", fault);
}

void Emulator::clear_faults() { call("DELETE", "/faults"); }

std::vector<Json> Emulator::requests(const std::string& path) {
  std::vector<Json> found;
  const Json book = get("/books/requests?limit=10000");
  for (const auto& entry : book.at("entries")) {
    if (entry.at("path") == path) found.push_back(entry);
  }
  return found;
}

}  // namespace fenrun::testing
