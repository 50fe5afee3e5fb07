// fenrun-history FILE: gives an untouched shop a month of generated history, the same for the same seed:
// sixty dealers, some hundred customers, and their orders in another shop. Does nothing to a shop that has
// begun. Staff "operator" and "finance" must be there.
// fenrun-history FILE --queue N: gives a shop whose plan is in force N dealers who earn, and ask for it all.
// fenrun-history FILE --earners N: the same without asking, and more for each; prints their openids.
// FILE is the server's configuration. For demonstrations.
#include <charconv>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "db/mysql/connection.hpp"
#include "deploy/history/month.hpp"
#include "deploy/history/names.hpp"
#include "deploy/history/queue.hpp"

namespace fenrun::history {
namespace {

constexpr std::uint64_t kSeed = 20'261'130;
constexpr testing::LoadShape kShape{60, 500, kGoodsCount, 50, 30};
constexpr std::chrono::days kLength{30};

constexpr int kQueueMax = 10'000;
constexpr int kPiecesOfEarner = 100;

std::optional<config::Config> load(const std::string& file) {
  auto config = config::load(file);
  if (config) return *std::move(config);
  for (const auto& problem : config.error()) std::cerr << problem.key << ": " << problem.what << '\n';
  return std::nullopt;
}

int make_history(const config::Config& config) {
  Desk desk(config, kSeed);
  if (!is_untouched(desk)) {
    std::cout << "the shop has begun already: nothing is written\n";
    return 0;
  }
  const Instant now = SystemClock{}.now();
  constexpr std::chrono::hours kChina{8};
  const Instant today = std::chrono::floor<std::chrono::days>(now + kChina) - kChina;
  const Instant begin = today - kLength;
  testing::RealisticLoad load(kShape, kSeed);
  Opening opening = open_shop(desk, load, begin);
  const std::size_t dealers = opening.sellers.size() - 1;
  Month month(desk, std::move(opening), std::move(load));
  const int orders = month.play(begin, now);
  std::cout << dealers << " dealers, " << kShape.products << " products, " << orders
            << " paid orders of the last " << kLength.count() << " days\n";
  return 0;
}

int make_queue(const config::Config& config, int dealers) {
  Desk desk(config, kSeed);
  const Queue queue = fill_queue(desk, config.api.withdrawals, dealers, SystemClock{}.now());
  std::cout << queue.withdrawals << " withdrawals of " << queue.gross.value << " fen\n";
  return 0;
}

int make_earners(const config::Config& config, int dealers) {
  Desk desk(config, kSeed);
  for (const auto& openid : add_earners(desk, dealers, kPiecesOfEarner, SystemClock{}.now()))
    std::cout << openid << '\n';
  return 0;
}

// 0: the text is no number of dealers.
int read_count(const std::string& text) {
  int count = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, count);
  return error == std::errc{} && end == last && count >= 1 && count <= kQueueMax ? count : 0;
}

int run(const std::vector<std::string>& words) {
  const bool is_queue = words.size() == 3 && words[1] == "--queue";
  const bool is_earners = words.size() == 3 && words[1] == "--earners";
  const int dealers = is_queue || is_earners ? read_count(words[2]) : 0;
  if (words.size() != 1 && dealers == 0) {
    std::cerr << "usage: fenrun-history FILE\n       fenrun-history FILE --queue|--earners 1.." << kQueueMax
              << "\n";
    return 2;
  }
  const auto config = load(words[0]);
  if (!config) return 1;
  log::set_level(log::Level::error);
  db::start_mysql_driver();
  if (is_earners) return make_earners(*config, dealers);
  return is_queue ? make_queue(*config, dealers) : make_history(*config);
}

}  // namespace
}  // namespace fenrun::history

int main(int argc, char** argv) {
  try {
    return fenrun::history::run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << "fenrun-history: " << error.what() << '\n';
    return 1;
  }
}
