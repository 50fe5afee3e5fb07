#include "server/simulation_runner.hpp"

#include <future>
#include <memory>

#include "base/log.hpp"
#include "flows/commission/simulate_plan.hpp"

namespace fenrun::server {
namespace {

// One transaction: some tenths of a second.
constexpr int kSalesInBite = 200;

}  // namespace

SimulationRunner::SimulationRunner(db::Database& database, const Clock& clock,
                                   std::chrono::milliseconds interval)
    : database_(database), clock_(clock), thread_([this, interval] { work(interval); }) {}

SimulationRunner::~SimulationRunner() { stop(); }

void SimulationRunner::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void SimulationRunner::work(std::chrono::milliseconds interval) {
  // After a bite that did something the next one follows without a wait; wait() still sees the end.
  while (wait(run_bite() ? std::chrono::milliseconds(0) : interval)) {
  }
}

bool SimulationRunner::run_bite() {
  const auto ended = std::make_shared<std::promise<bool>>();
  std::function<Result<bool>(db::Tx&)> story = [this](db::Tx& tx) {
    return flows::advance_simulation(tx, kSalesInBite, clock_.now());
  };
  database_.run<bool>(db::Lane::pool, clock_.steady() + std::chrono::seconds(5), story,
                      [ended](db::Outcome<bool> outcome) {
                        const auto* result = std::get_if<Result<bool>>(&outcome);
                        if (result == nullptr) log::warning("commission_simulation.failed");
                        ended->set_value(result != nullptr && result->has_value() && **result);
                      });
  return ended->get_future().get();
}

bool SimulationRunner::wait(std::chrono::milliseconds interval) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, interval, [this] { return is_stopping_; });
}

}  // namespace fenrun::server
