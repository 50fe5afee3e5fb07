// Every kept input through its target, in an ordinary build: what was once found stays found.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/fuzz/targets.hpp"

namespace fenrun::wechat::fuzz {
namespace {

TEST(FuzzReplayTest, every_kept_input_passes_its_target) {
  for (const auto& target : kTargets) {
    int replayed = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(FENRUN_FUZZ_SEEDS "/" + std::string(target.name))) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string input{std::istreambuf_iterator<char>(file), {}};
      SCOPED_TRACE(entry.path().string());
      target.run(input);
      // Cut anywhere, it must pass as well.
      for (std::size_t size = 0; size < input.size(); size += 1 + input.size() / 64)
        target.run(input.substr(0, size));
      ++replayed;
    }
    EXPECT_GE(replayed, 3) << target.name;
  }
}

}  // namespace
}  // namespace fenrun::wechat::fuzz
