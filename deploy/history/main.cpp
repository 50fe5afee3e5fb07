// fenrun-history FILE: gives an untouched shop a month of generated history, drawn from one seed: sixty
// dealers, some hundred customers, and their orders in another shop. Does nothing to a shop that has begun.
// Staff "operator" and "finance" must be there.
//
// fenrun-history FILE --payouts WORKER_FILE --emulator URL: the same, and dealers take out what they earned,
// at the emulator with this control API and by the configuration of the payout worker. Staff "finance2" must
// be there too; neither server nor worker may run, for the emulator's clock goes through the month.
//
// fenrun-history FILE --queue N: gives a shop whose plan is in force N dealers who earn, and ask for it all.
//
// fenrun-history FILE --earners N: the same without asking, and more for each; prints their openids.
//
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

std::optional<config::Config> load_config(const std::string& file, config::Scope scope) {
  auto config = config::load(file, scope);
  if (config) return *std::move(config);
  for (const auto& problem : config.error()) std::cerr << problem.key << ": " << problem.what << '\n';
  return std::nullopt;
}

struct Words {
  std::string file;
  std::string action;  // --queue, --earners; empty: a month
  int dealers = 0;
  std::string worker_file;  // empty: nothing is paid
  std::string emulator;
};

int make_history(const config::Config& config, const Words& words) {
  Desk desk(config, kSeed);
  if (!is_untouched(desk)) {
    std::cout << "the shop has begun already: nothing is written\n";
    return 0;
  }
  const Instant now = SystemClock{}.now();
  constexpr std::chrono::hours kChina{8};
  const Instant today = std::chrono::floor<std::chrono::days>(now + kChina) - kChina;
  const Instant begin = today - kLength;
  std::optional<Payday> payday;
  if (!words.emulator.empty()) {
    const auto worker = load_config(words.worker_file, config::Scope::payout);
    if (!worker) return 1;
    payday.emplace(desk, Payday::Setting{config, *worker, words.emulator, begin, now});
  }
  testing::RealisticLoad load(kShape, kSeed);
  Opening opening = open_shop(desk, load, begin);
  const std::size_t dealers = opening.sellers.size() - 1;
  if (payday) payday->open(opening.sellers);
  Month month(desk, std::move(opening), std::move(load), payday ? &*payday : nullptr);
  const int orders = month.play(begin, now);
  std::cout << dealers << " dealers, " << kShape.products << " products, " << orders
            << " paid orders of the last " << kLength.count() << " days";
  if (payday) {
    payday->end();
    const PaydayFigures& figures = payday->figures();
    std::cout << ", " << figures.asked << " withdrawals, " << figures.days_closed
              << " days reconciled and closed";
  }
  std::cout << '\n';
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

// Nothing when they are none that we know.
std::optional<Words> read_words(const std::vector<std::string>& given) {
  if (given.empty()) return std::nullopt;
  Words words;
  words.file = given[0];
  if (given.size() == 1) return words;
  if (given.size() == 3 && (given[1] == "--queue" || given[1] == "--earners")) {
    words.action = given[1];
    words.dealers = read_count(given[2]);
    return words.dealers > 0 ? std::optional(words) : std::nullopt;
  }
  if (given.size() != 5 || given[1] != "--payouts" || given[3] != "--emulator") return std::nullopt;
  words.worker_file = given[2];
  words.emulator = given[4];
  return words;
}

int run(const std::vector<std::string>& given) {
  const auto words = read_words(given);
  if (!words) {
    std::cerr << "usage: fenrun-history FILE [--payouts WORKER_FILE --emulator URL]\n"
              << "       fenrun-history FILE --queue|--earners 1.." << kQueueMax << "\n";
    return 2;
  }
  const auto config = load_config(words->file, config::Scope::everything);
  if (!config) return 1;
  log::set_level(log::Level::error);
  db::start_mysql_driver();
  if (words->action == "--earners") return make_earners(*config, words->dealers);
  return words->action == "--queue" ? make_queue(*config, words->dealers) : make_history(*config, *words);
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
