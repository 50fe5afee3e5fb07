// fenrun-admin as an operator runs it: the real program, files and database.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/test_database.hpp"

namespace fenrun::testing {
namespace {

using ::testing::HasSubstr;

struct Outcome {
  int status;
  std::string output;
};

Outcome admin(const std::string& arguments) {
  FILE* const pipe = popen((std::string(FENRUN_ADMIN) + " " + arguments + " 2>&1").c_str(), "r");
  std::string output;
  std::array<char, 512> buffer{};
  while (fgets(buffer.data(), static_cast<int>(buffer.size()), pipe) != nullptr) output += buffer.data();
  return {WEXITSTATUS(pclose(pipe)), output};
}

class AdminTest : public ::testing::Test {
 protected:
  AdminTest() : database_(TestDatabase::Schema::empty) {
    file_ = ::testing::TempDir() + database_.name() + ".toml";
    write("[mysql]\nuser = \"root\"\nsocket = \"" + database_.options().socket + "\"\nschema = \"" +
          database_.name() + "\"\n");
  }
  ~AdminTest() override { std::filesystem::remove(file_); }

  void write(const std::string& text) { std::ofstream(file_) << text; }

  TestDatabase database_;
  std::string file_;
};

TEST_F(AdminTest, check_config_prints_every_problem_and_fails) {
  write("[mysql]\nprot = 1\n");
  const Outcome outcome = admin("check-config " + file_);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.output, HasSubstr(file_ + ": mysql.user: is required; add it\n"));
  EXPECT_THAT(outcome.output,
              HasSubstr(file_ + ":2: mysql.prot: there is no such key; did you mean mysql.port?\n"));
}

TEST_F(AdminTest, migrate_says_its_plan_runs_it_and_then_has_nothing_to_do) {
  const Outcome plan = admin("migrate --plan " + file_);
  EXPECT_EQ(plan.status, 0) << plan.output;
  EXPECT_THAT(plan.output, HasSubstr("would run V1 identity"));
  const Outcome first = admin("migrate " + file_);
  EXPECT_EQ(first.status, 0) << first.output;
  EXPECT_THAT(first.output, HasSubstr("ran V1 identity"));
  const Outcome second = admin("migrate " + file_);
  EXPECT_EQ(second.status, 0);
  EXPECT_EQ(second.output, "");
}

TEST_F(AdminTest, a_database_that_is_not_there_is_an_error_not_a_crash) {
  write("[mysql]\nuser = \"root\"\nsocket = \"/nowhere/mysql.sock\"\nschema = \"x\"\n");
  const Outcome outcome = admin("migrate " + file_);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.output, HasSubstr("fenrun-admin: "));
}

TEST_F(AdminTest, a_command_line_without_a_command_is_refused) { EXPECT_GT(admin("").status, 1); }

}  // namespace
}  // namespace fenrun::testing
