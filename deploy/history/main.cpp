// fenrun-history FILE: gives an untouched shop a month of generated history, the same for the same seed:
// sixty dealers, some hundred customers, and their orders in another shop. Does nothing to a shop that has
// begun. FILE is the server's configuration. Staff "operator" and "finance" must be there. For
// demonstrations.
#include <iostream>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "db/mysql/connection.hpp"
#include "deploy/history/month.hpp"
#include "deploy/history/names.hpp"

namespace fenrun::history {
namespace {

constexpr std::uint64_t kSeed = 20'261'130;
constexpr testing::LoadShape kShape{60, 500, kGoodsCount, 50, 30};
constexpr std::chrono::days kLength{30};

int make_history(const std::string& file) {
  const auto config = config::load(file);
  if (!config) {
    for (const auto& problem : config.error()) std::cerr << problem.key << ": " << problem.what << '\n';
    return 1;
  }
  log::set_level(log::Level::error);
  db::start_mysql_driver();
  Desk desk(*config, kSeed);
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

}  // namespace
}  // namespace fenrun::history

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: fenrun-history FILE\n";
    return 2;
  }
  try {
    return fenrun::history::make_history(argv[1]);
  } catch (const std::exception& error) {
    std::cerr << "fenrun-history: " << error.what() << '\n';
    return 1;
  }
}
