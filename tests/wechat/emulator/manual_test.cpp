// The manual in both languages and the tables of routes and faults name the same things.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "wechat/emulator/core/control/control.hpp"
#include "wechat/emulator/core/faults.hpp"
#include "wechat/emulator/core/pay/routes.hpp"
#include "wechat/emulator/core/routes/routes.hpp"

namespace fenrun::emulator::testing {
namespace {

// Rows of the manual's tables by what their first cell shows as code: "POST /v3/security/echo", "probe".
using ManualRows = std::map<std::string, std::string>;

ManualRows read_manual(const std::string& name) {
  static const std::regex kSpan("`([^`]+)`");
  std::ifstream file(FENRUN_DOCS "/" + name);
  ManualRows rows;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("| `")) continue;
    const auto first_cell = line.substr(2, line.find(" |", 2) - 2);
    for (std::sregex_iterator span(first_cell.begin(), first_cell.end(), kSpan), end; span != end; ++span) {
      const auto text = (*span)[1].str();
      rows.emplace(text.substr(0, text.find_first_of("?[")), line);
    }
  }
  return rows;
}

bool is_call(const std::string& span) {
  return span.starts_with("GET ") || span.starts_with("POST ") || span.starts_with("DELETE ");
}

std::set<std::string> calls_of(const ManualRows& rows) {
  std::set<std::string> calls;
  for (const auto& [span, row] : rows) {
    if (is_call(span)) calls.insert(span);
  }
  return calls;
}

std::string short_path(std::string_view control_path) {
  return std::string(control_path.substr(std::string_view("/control/v1/").size()));
}

std::set<std::string> calls_of_the_tables() {
  std::set<std::string> calls;
  const auto add = [&calls](std::string_view method, std::string_view path) {
    calls.insert(std::string(method) + " " + std::string(path));
  };
  for (const auto& route : routes()) add(route.method, route.path);
  for (const auto& route : pay_routes()) add(route.method, route.pattern);
  for (const auto& route : control_routes()) add(route.method, short_path(route.path));
  return calls;
}

class Manual : public ::testing::TestWithParam<const char*> {};

TEST_P(Manual, names_every_call_and_no_other) {
  EXPECT_EQ(calls_of(read_manual(GetParam())), calls_of_the_tables());
}

TEST_P(Manual, names_every_member_a_control_call_takes) {
  const auto rows = read_manual(GetParam());
  for (const auto& route : control_routes()) {
    const auto call = std::string(route.method) + " " + short_path(route.path);
    const auto row = rows.find(call);
    ASSERT_NE(row, rows.end()) << call;
    for (const auto key : route.keys) {
      EXPECT_TRUE(std::regex_search(row->second, std::regex("\\b" + std::string(key) + "\\b")))
          << call << " " << key;
    }
  }
}

TEST_P(Manual, names_every_fault_and_no_other) {
  const auto rows = read_manual(GetParam());
  for (int kind = 0; kind <= static_cast<int>(FaultKind::delayed); ++kind) {
    const auto name = std::string(name_of(static_cast<FaultKind>(kind)));
    EXPECT_TRUE(rows.contains(name)) << name;
  }
  for (const auto& [span, row] : rows) {
    const bool is_option = span.starts_with("--");
    EXPECT_TRUE(is_call(span) || is_option || fault_named(span)) << span;
  }
}

INSTANTIATE_TEST_SUITE_P(InBothLanguages, Manual, ::testing::Values("emulator.md", "emulator.zh-CN.md"));

}  // namespace
}  // namespace fenrun::emulator::testing
