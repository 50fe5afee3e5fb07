// docs/openapi.yaml and the route table are the same API.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "server/api/document.hpp"
#include "server/api/route.hpp"

namespace fenrun::server {
namespace {

struct Operation {
  std::string tag;
  bool wants_key = false;
};
using Operations = std::map<std::string, Operation>;  // by "get /path"

// Reads the document's own layout: paths stand at two spaces, methods at four.
Operations documented() {
  Operations found;
  std::istringstream lines{std::string(kOpenApiDocument)};
  std::string path;
  Operation* current = nullptr;
  bool in_paths = false;
  for (std::string line; std::getline(lines, line);) {
    if (line == "paths:" || line == "components:") in_paths = line == "paths:";
    if (!in_paths) continue;
    if (line.starts_with("  /")) path = line.substr(2, line.size() - 3);
    for (const char* method : {"get", "post", "put", "delete"}) {
      if (line == "    " + std::string(method) + ":") current = &found[std::string(method) + " " + path];
    }
    if (line.starts_with("      tags: [") && current != nullptr)
      current->tag = line.substr(13, line.size() - 14);
    if (line.find("parameters/IdempotencyKey'") != std::string::npos && current != nullptr)
      current->wants_key = true;
  }
  return found;
}

std::string tag_of(const Access& access) {
  switch (access.face()) {
    case Access::Face::everyone:
    case Access::Face::wechat:
      return "everyone";
    case Access::Face::consumer:
      return "consumer";
    case Access::Face::dealer:
      return "dealer";
    case Access::Face::staff:
      return "staff";
  }
  return "";
}

Operations routed() {
  Operations found;
  for (const Route& route : routes()) {
    std::string method(to_word(route.method));
    std::transform(method.begin(), method.end(), method.begin(),
                   [](char c) { return static_cast<char>(c | 0x20); });
    found[method + " " + std::string(route.path)] = {tag_of(route.access), route.repeat == Repeat::by_key};
  }
  return found;
}

TEST(ApiDocument, describes_every_route_and_no_other) {
  const Operations in_document = documented();
  const Operations in_table = routed();
  for (const auto& [name, operation] : in_table) {
    ASSERT_TRUE(in_document.contains(name)) << name << " is not in docs/openapi.yaml";
    EXPECT_EQ(in_document.at(name).tag, operation.tag) << name;
    EXPECT_EQ(in_document.at(name).wants_key, operation.wants_key) << name;
  }
  for (const auto& [name, operation] : in_document)
    EXPECT_TRUE(in_table.contains(name)) << name << " has no route";
  EXPECT_EQ(in_table.size(), routes().size()) << "a route stands twice in the table";
}

// The transaction of such a handler also notes that the session was used, which a reading one cannot.
TEST(ApiDocument, no_handler_of_the_table_itself_reads_as_of_one_instant) {
  for (const Route& route : routes()) EXPECT_NE(route.lane, db::Lane::instant) << route.path;
}

TEST(ApiDocument, every_schema_is_used_and_every_reference_has_its_schema) {
  const std::string text(kOpenApiDocument);
  std::set<std::string> used;
  const std::string mark = "'#/components/schemas/";
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const auto begin = at + mark.size();
    used.insert(text.substr(begin, text.find('\'', begin) - begin));
  }
  std::set<std::string> defined;
  std::istringstream lines(text.substr(text.find("\n  schemas:\n")));
  for (std::string line; std::getline(lines, line);) {
    if (line.size() > 5 && line.starts_with("    ") && line[4] != ' ')
      defined.insert(line.substr(4, line.find(':') - 4));
  }
  EXPECT_EQ(used, defined);
}

}  // namespace
}  // namespace fenrun::server
