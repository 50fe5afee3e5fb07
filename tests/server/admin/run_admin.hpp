// The real fenrun-admin, run as an operator does.
#pragma once

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace fenrun::testing {

struct AdminRun {
  int status;
  std::string output;  // what it says on both streams
};

inline AdminRun run_admin(const std::string& arguments) {
  FILE* const pipe = popen((std::string(FENRUN_ADMIN) + " " + arguments + " 2>&1").c_str(), "r");
  std::string output;
  std::array<char, 512> buffer{};
  while (fgets(buffer.data(), static_cast<int>(buffer.size()), pipe) != nullptr) output += buffer.data();
  return {WEXITSTATUS(pclose(pipe)), output};
}

}  // namespace fenrun::testing
