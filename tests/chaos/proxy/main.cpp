// fenrun-fault-proxy NAME=LISTEN=TARGET[,TARGET]...: forwards what comes to each route, to its targets in
// turn, and does to the routes what the lines on standard input say, until that ends:
//   NAME none | cut | hold | slow MILLISECONDS | tear
// Once it is so it says "NAME FAULT", and when the fault ends "NAME FAULT struck N": so many connections, or
// those that wished to be one, have felt it.
// LISTEN and TARGET: "unix:PATH" or a port of 127.0.0.1. Says "ready" once all routes listen. Never beyond
// this machine.
#include <unistd.h>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/chaos/proxy/route.hpp"

namespace fenrun::chaos {
namespace {

namespace asio = boost::asio;
using Routes = std::map<std::string, std::unique_ptr<Route>>;

constexpr std::array<std::pair<std::string_view, Fault>, 5> kFaults{{{"none", Fault::none},
                                                                     {"cut", Fault::cut},
                                                                     {"hold", Fault::hold},
                                                                     {"slow", Fault::slow},
                                                                     {"tear", Fault::tear}}};

std::optional<Fault> fault_named(const std::string& name) {
  for (const auto& [known, fault] : kFaults)
    if (known == name) return fault;
  return std::nullopt;
}

std::string_view name_of(Fault fault) {
  for (const auto& [name, known] : kFaults)
    if (known == fault) return name;
  return "";
}

std::vector<std::string> split(const std::string& text, char mark) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, mark);) parts.push_back(part);
  return parts;
}

void add_route(Routes& routes, asio::io_context& context, const std::string& word) {
  const auto parts = split(word, '=');
  if (parts.size() != 3) throw std::invalid_argument("no route: " + word);
  std::vector<Endpoint> targets;
  for (const auto& target : split(parts[2], ',')) targets.push_back(parse_address(target));
  if (targets.empty()) throw std::invalid_argument("no target: " + word);
  // What an earlier run left there.
  if (parts[1].starts_with("unix:")) std::filesystem::remove(parts[1].substr(5));
  routes[parts[0]] = std::make_unique<Route>(context, parse_address(parts[1]), std::move(targets));
}

// Orders are few and short; a wrong one is a mistake of the test.
void obey(Routes& routes, const std::string& line) {
  std::istringstream words(line);
  std::string name, what;
  int pause = 0;
  words >> name >> what >> pause;
  const auto route = routes.find(name);
  const auto fault = fault_named(what);
  if (route == routes.end() || !fault || pause < 0) throw std::invalid_argument("no order: " + line);
  const auto ended = route->second->begin(*fault, std::chrono::milliseconds{pause});
  if (ended.fault != Fault::none)
    std::cout << name << ' ' << name_of(ended.fault) << " struck " << ended.struck << '\n';
  std::cout << name << ' ' << what << std::endl;
}

class Orders {
 public:
  Orders(asio::io_context& context, Routes& routes)
      : context_(context), routes_(routes), input_(context, ::dup(STDIN_FILENO)) {}

  void listen() {
    asio::async_read_until(input_, buffer_, '\n', [this](boost::system::error_code error, std::size_t) {
      if (error) return context_.stop();
      std::istream lines(&buffer_);
      std::string line;
      std::getline(lines, line);
      obey(routes_, line);
      listen();
    });
  }

 private:
  asio::io_context& context_;
  Routes& routes_;
  asio::posix::stream_descriptor input_;
  asio::streambuf buffer_;
};

int run(const std::vector<std::string>& words) {
  if (words.empty()) throw std::invalid_argument("which routes? NAME=LISTEN=TARGET[,TARGET]...");
  asio::io_context context(1);
  Routes routes;
  for (const auto& word : words) add_route(routes, context, word);
  Orders orders(context, routes);
  orders.listen();
  std::cout << "ready" << std::endl;
  context.run();
  return 0;
}

}  // namespace
}  // namespace fenrun::chaos

int main(int argc, char** argv) {
  try {
    return fenrun::chaos::run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << "fenrun-fault-proxy: " << error.what() << '\n';
    return 1;
  }
}
