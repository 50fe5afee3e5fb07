#include "tests/support/emulator.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
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
  return EmulatorControl(control_port_).call(method, path, body);
}

Json Emulator::post(const std::string& path, const Json& body) {
  return EmulatorControl(control_port_).post(path, body);
}

Json Emulator::get(const std::string& path) { return EmulatorControl(control_port_).get(path); }

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
