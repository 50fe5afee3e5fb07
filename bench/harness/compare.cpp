#include "bench/harness/compare.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace fenrun::bench {
namespace {

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

template <class Pick>
std::optional<double> median_where(const std::vector<Sample>& samples, Pick pick) {
  std::vector<double> values;
  for (const Sample& sample : samples) {
    if (const std::optional<double> value = pick(sample)) values.push_back(*value);
  }
  if (values.empty()) return std::nullopt;
  return median_of(std::move(values));
}

std::optional<double> cpu_us(const Sample& sample) {
  if (!sample.cpu_seconds) return std::nullopt;
  return *sample.cpu_seconds * 1e6 / static_cast<double>(sample.operations);
}

std::string text_of(std::optional<double> value, int decimals) {
  if (!value) return "-";
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, *value);
  return text;
}

void print_contender(const std::string& name, const std::vector<Sample>& samples) {
  const auto rate = median_where(samples, [](const Sample& s) { return std::optional(s.per_second()); });
  const auto cpu = median_where(samples, cpu_us);
  const auto p50 = median_where(samples, [](const Sample& s) { return s.p50_ms; });
  const auto p99 = median_where(samples, [](const Sample& s) { return s.p99_ms; });
  std::printf("  %-34s %12s /s  cpu %10s us/op  p50 %8s ms  p99 %8s ms\n", name.c_str(),
              text_of(rate, 0).c_str(), text_of(cpu, 3).c_str(), text_of(p50, 3).c_str(),
              text_of(p99, 3).c_str());
}

void append_json(const std::string& line) {
  const char* const path = std::getenv("FENRUN_BENCH_OUT");
  if (path == nullptr) return;
  std::ofstream(path, std::ios::app) << line << '\n';
}

double ratio_of(const Sample& ours, const Sample& limit, bool of_cpu) {
  if (!of_cpu) return ours.per_second() / limit.per_second();
  return cpu_us(limit).value() / cpu_us(ours).value();
}

}  // namespace

Ratio compare(int row, const std::string& title, const Contender& ours, const Contender& limit,
              const Options& options) {
  std::printf("#%d %s\n", row, title.c_str());
  std::fflush(stdout);
  for (int i = 0; i < options.warm_ups; ++i) {
    (void)ours.run();
    (void)limit.run();
  }
  std::vector<Sample> of_ours;
  std::vector<Sample> of_limit;
  std::vector<double> ratios;
  for (int i = 0; i < options.repetitions; ++i) {
    of_ours.push_back(ours.run());
    of_limit.push_back(limit.run());
    ratios.push_back(ratio_of(of_ours.back(), of_limit.back(), options.ratio_of_cpu));
  }
  print_contender(ours.name, of_ours);
  print_contender(limit.name, of_limit);
  const auto [least, most] = std::minmax_element(ratios.begin(), ratios.end());
  const Ratio ratio{median_of(ratios), *least, *most};
  std::printf(
      "  ratio %.2f [%.2f .. %.2f] of %s, %d pairs\n", ratio.median, ratio.least, ratio.most,
      options.ratio_of_cpu ? "cpu per operation (limit / ours)" : "operations per second (ours / limit)",
      options.repetitions);
  std::fflush(stdout);
  std::ostringstream json;
  json << R"({"row":)" << row << R"(,"title":")" << title << R"(","ratio":)" << ratio.median << R"(,"least":)"
       << ratio.least << R"(,"most":)" << ratio.most << "}";
  append_json(json.str());
  return ratio;
}

void report(int row, const std::string& title, const std::string& unit, const std::vector<double>& values) {
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  std::printf("#%d %s: %.3f %s [%.3f .. %.3f], %zu runs\n", row, title.c_str(), median_of(values),
              unit.c_str(), *least, *most, values.size());
  std::fflush(stdout);
  std::ostringstream json;
  json << R"({"row":)" << row << R"(,"title":")" << title << R"(","value":)" << median_of(values)
       << R"(,"unit":")" << unit << R"("})";
  append_json(json.str());
}

double own_cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double cpu_seconds_of(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  // The name in brackets may hold spaces; fields are counted from behind it: utime and stime are the 12th and
  // 13th.
  std::istringstream fields(text.substr(text.rfind(')') + 1));
  std::string field;
  double ticks = 0;
  for (int i = 1; fields >> field; ++i) {
    if (i == 12 || i == 13) ticks += std::stod(field);
  }
  return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::uint64_t resident_bytes_of(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/statm");
  std::uint64_t total = 0;
  std::uint64_t resident = 0;
  file >> total >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

Sample measure(std::uint64_t count, const std::function<void()>& operation) {
  const double cpu_before = own_cpu_seconds();
  const auto before = std::chrono::steady_clock::now();
  for (std::uint64_t i = 0; i < count; ++i) operation();
  Sample sample;
  sample.operations = count;
  sample.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count();
  sample.cpu_seconds = own_cpu_seconds() - cpu_before;
  return sample;
}

}  // namespace fenrun::bench
