#include "base/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <atomic>
#include <charconv>
#include <cmath>
#include <memory>

#include "base/clock.hpp"
#include "base/json_text.hpp"

namespace fenrun::log {
namespace {

std::shared_ptr<spdlog::logger> make_logger(const Options& options) {
  spdlog::sink_ptr sink;
  if (options.file.empty()) {
    sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  } else {
    sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file);
  }
  auto logger = std::make_shared<spdlog::logger>("fenrun", std::move(sink));
  logger->set_pattern("%v");
  logger->set_level(spdlog::level::trace);  // the level is checked here, before a line is built
  logger->flush_on(spdlog::level::warn);
  return logger;
}

std::shared_ptr<spdlog::logger>& logger() {
  // Never destroyed: other static objects may log while the process ends.
  static auto* const instance = new std::shared_ptr<spdlog::logger>(make_logger({}));
  return *instance;
}

std::atomic<Level> level_min{Level::info};

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warning:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

std::string_view name_of(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
  }
  return "error";
}

template <class Number>
void append_number(std::string& out, Number number) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, number);
  out.append(text, end.ptr);
}

struct AppendValue {
  std::string& out;
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(std::int64_t value) const { append_number(out, value); }
  void operator()(double value) const {
    if (std::isfinite(value)) {
      append_number(out, value);
    } else {
      out += "null";
    }
  }
  void operator()(std::string_view value) const { append_json_string(out, value); }
};

}  // namespace

void start(const Options& options) {
  logger() = make_logger(options);
  set_level(options.level);
}

void set_level(Level level) { level_min.store(level, std::memory_order_relaxed); }

void flush() { logger()->flush(); }

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (level < level_min.load(std::memory_order_relaxed)) return;
  const std::string line = format_line(level, to_rfc3339_ms(SystemClock{}.now()), event, fields);
  logger()->log(to_spdlog(level), std::string_view(line));
}

std::string format_line(Level level, std::string_view timestamp, std::string_view event,
                        std::initializer_list<Field> fields) {
  std::string line = "{\"ts\":";
  append_json_string(line, timestamp);
  line += ",\"level\":";
  append_json_string(line, name_of(level));
  line += ",\"event\":";
  append_json_string(line, event);
  for (const Field& field : fields) {
    line += ',';
    append_json_string(line, field.name);
    line += ':';
    std::visit(AppendValue{line}, field.value.get());
  }
  line += '}';
  return line;
}

}  // namespace fenrun::log
