// Ours against its limit, honestly: the two run alternately in one process tree, and what is reported is the
// median and spread of the ratio of neighbouring runs. Absolute figures of these shared machines are orders
// of magnitude.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fenrun::bench {

// One run of one contender.
struct Sample {
  std::uint64_t operations = 0;
  double seconds = 0;
  std::optional<double> cpu_seconds;  // of the process measured, when it is known
  std::optional<double> p50_ms;
  std::optional<double> p99_ms;

  [[nodiscard]] double per_second() const { return static_cast<double>(operations) / seconds; }
};

struct Contender {
  std::string name;
  std::function<Sample()> run;
};

struct Options {
  int repetitions = 5;
  int warm_ups = 1;
  // Which figure the ratio is taken of: operations per second (higher is better), or CPU per operation (lower
  // is better; the ratio is then limit / ours, so that above 1 still means that ours is the better).
  bool ratio_of_cpu = false;
};

struct Ratio {
  double median = 0;
  double least = 0;
  double most = 0;
};

// Runs ours, limit, ours, limit … and prints one table row each with medians, then the ratio. `row` is the
// number of the figure in docs/performance.md. Also appends the row as JSON to the file that FENRUN_BENCH_OUT
// names.
Ratio compare(int row, const std::string& title, const Contender& ours, const Contender& limit,
              const Options& options = {});

// One contender alone, against a figure and not a rival (memory, start-up time).
void report(int row, const std::string& title, const std::string& unit, const std::vector<double>& values);

// CPU seconds used so far by this process, and by process `pid` (user and system).
double own_cpu_seconds();
double cpu_seconds_of(int pid);
// Resident memory of `pid` in bytes.
std::uint64_t resident_bytes_of(int pid);

// Runs `operation` `count` times on this thread and measures time and CPU.
Sample measure(std::uint64_t count, const std::function<void()>& operation);

}  // namespace fenrun::bench
