#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "config/secret_file.hpp"
#include "tests/config/load_world.hpp"

namespace fenrun::config {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;

TEST_F(LoadTest, a_complete_file_becomes_options) {
  write_complete();
  const auto loaded = load_file();
  ASSERT_TRUE(loaded.has_value()) << to_text(loaded.error().front());
  EXPECT_EQ(loaded->mysql.mysql.host, "db.example");
  EXPECT_EQ(loaded->mysql.mysql.password.reveal(), "s3cret");
  EXPECT_EQ(loaded->http.tls->certificate_chain, (folder_ / "server.pem").string());
  EXPECT_EQ(loaded->security.sealing.size(), 2U);
  EXPECT_EQ(loaded->security.sealing.at(7).reveal()[31], 31);
  EXPECT_EQ(loaded->mini_program.app_secret.reveal(), "app secret");
}

TEST_F(LoadTest, an_empty_file_names_everything_that_is_missing_at_once) {
  write("fenrun.toml", "");
  const auto loaded = load_file();
  ASSERT_FALSE(loaded.has_value());
  std::vector<std::string> keys;
  for (const Problem& problem : loaded.error()) keys.push_back(problem.key);
  EXPECT_THAT(keys, ::testing::ElementsAre("mysql.user", "mysql.password_file", "mysql.schema",
                                           "mysql.tls_ca_file", "http.tls_certificate_file",
                                           "http.tls_key_file", "security.sealing_key_files",
                                           "security.index_key_file", "security.password_pepper_file",
                                           "wechat.miniprogram.appid", "wechat.miniprogram.secret_file"));
}

TEST_F(LoadTest, secret_files_must_exist_be_private_and_hold_something) {
  write_complete();
  write("mysql.password", "s3cret", 0640);
  write("wechat.secret", "\n");
  write("index.key", "c2hvcnQ=");
  std::filesystem::remove(folder_ / "pepper.key");
  write("server.key", key_pem(), 0604);
  const auto lines = problems();
  EXPECT_EQ(lines.size(), 5U);
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr("mysql.password_file"),
                                    HasSubstr("may be read by others; run: chmod 600"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr("wechat.miniprogram.secret_file"), HasSubstr("is empty"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr("security.index_key_file"), HasSubstr("32 bytes in base64"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr("security.password_pepper_file"), HasSubstr("No such file"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr("http.tls_key_file"), HasSubstr("may be read by others"))));
  for (const std::string& line : lines) EXPECT_EQ(line.find("s3cret"), std::string::npos);
}

TEST_F(LoadTest, a_secret_file_that_can_no_longer_be_read_is_found_and_named) {
  write_complete();
  const auto loaded = load_file();
  ASSERT_TRUE(loaded.has_value());
  const auto& files = loaded->secret_files;
  EXPECT_EQ(files.size(), 7U) << "password, TLS key, two sealing keys, index key, pepper, AppSecret";
  EXPECT_FALSE(find_unreadable(files).has_value());
  for (const SecretFile& file : files) {
    const std::string away = file.path + ".away";
    std::filesystem::rename(file.path, away);
    const auto problem = find_unreadable(files);
    ASSERT_TRUE(problem.has_value()) << file.path;
    EXPECT_EQ(problem->what, file.path + " cannot be read: No such file or directory");
    std::filesystem::rename(away, file.path);
  }
  write("index.key", kKeyInBase64, 0644);
  EXPECT_THAT(find_unreadable(files)->what, HasSubstr("index.key may be read by others"));
}

TEST_F(LoadTest, what_others_rely_on_is_not_forgotten_sooner) {
  write_complete();
  write("fenrun.toml", complete_ +
                           "[housekeeping]\nkept_replies_hours = 23\nwechat_push_days = 1\n"
                           "tree_change_days = 6\n");
  EXPECT_EQ(problems().size(), 3U);
  write("fenrun.toml", complete_ +
                           "[housekeeping]\nkept_replies_hours = 24\nwechat_push_days = 2\n"
                           "tree_change_days = 7\n");
  EXPECT_EQ(load_file()->housekeeping.tree_changes, std::chrono::days(7));
}

TEST_F(LoadTest, the_console_folder_must_hold_its_index) {
  write_complete();
  EXPECT_EQ(load_file()->console.folder, "");
  write("fenrun.toml", complete_ + "[console]\nfolder = \"dist\"\n");
  EXPECT_THAT(problems(), ::testing::ElementsAre(HasSubstr("console.folder: has no index.html")));
  std::filesystem::create_directory(folder_ / "dist");
  write("dist/index.html", "<!doctype html>");
  EXPECT_EQ(load_file()->console.folder, (folder_ / "dist").string());
}

TEST_F(LoadTest, tiers_have_limits_of_their_own_for_withdrawals) {
  write_complete();
  write("fenrun.toml", complete_ +
                           "[withdrawals]\nmin_fen = 100\nmax_fen = 20000\n"
                           "tier_min_fen = { junior = \"1000\" }\n"
                           "tier_max_fen = { junior = \"5000\", gold = \"90000\" }\n"
                           "tier_day_count_max = { junior = \"1\" }\n");
  const auto loaded = load_file();
  ASSERT_TRUE(loaded) << problems().front();
  const auto& rules = loaded->api.withdrawals;
  ASSERT_EQ(rules.tiers.size(), 2U);
  const WithdrawalTerms junior = terms_for(rules.terms, rules.tiers.at("junior"));
  EXPECT_EQ(junior.min, Fen{1'000});
  EXPECT_EQ(junior.max, Fen{5'000});
  EXPECT_EQ(junior.day_max, rules.terms.day_max);
  EXPECT_EQ(junior.day_count_max, 1);
  EXPECT_EQ(terms_for(rules.terms, rules.tiers.at("gold")).max, Fen{90'000});
  for (const std::string wrong : {"tier_min_fen = { junior = \"9\" }", "tier_max_fen = { gold = \"1e4\" }",
                                  "tier_day_count_max = { gold = \"\" }", "tier_min_fen = { gold = 1000 }",
                                  "tier_min_fen = { gold = \"20001\" }"}) {
    write("fenrun.toml", complete_ + "[withdrawals]\nmax_fen = 20000\n" + wrong + "\n");
    EXPECT_EQ(problems().size(), 1U) << wrong;
  }
}

TEST_F(LoadTest, tiers_have_holds_of_their_own) {
  write_complete();
  write("fenrun.toml", complete_ + "[orders]\ntier_hold_days = { junior = \"15\", gold = \"0\" }\n");
  const auto loaded = load_file();
  ASSERT_TRUE(loaded) << problems().front();
  const std::map<std::string, std::chrono::seconds, std::less<>> expected{{"gold", std::chrono::days{0}},
                                                                          {"junior", std::chrono::days{15}}};
  EXPECT_EQ(loaded->api.orders.tier_holds, expected);
  for (const std::string wrong : {"\"181\"", "\"-1\"", "\"1.5\"", "\"\"", "3"}) {
    write("fenrun.toml", complete_ + "[orders]\ntier_hold_days = { gold = " + wrong + " }\n");
    EXPECT_EQ(problems().size(), 1U) << wrong;
  }
  write("fenrun.toml", complete_ + "[orders]\ntier_hold_days = { glod = \"3\" }\n");
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_THAT(problems().front(), ::testing::HasSubstr("no tier \"glod\""));
}

TEST_F(LoadTest, plaintext_to_another_machine_is_refused) {
  write_complete();
  const auto with_mysql = [&](const std::string& keys) {
    write("fenrun.toml",
          "[mysql]\nuser = \"u\"\nschema = \"s\"\npassword_file = \"mysql.password\"\n" + keys);
    return problems(Scope::database);
  };
  EXPECT_EQ(with_mysql("allow_plaintext = true").size(), 0U);
  EXPECT_EQ(with_mysql("socket = \"mysql.sock\"").size(), 0U);
  EXPECT_EQ(with_mysql("tls_ca_file = \"server.pem\"\nhost = \"db.example\"").size(), 0U);
  EXPECT_THAT(with_mysql(""), Contains(HasSubstr("is required to reach MySQL over TCP")));
  EXPECT_THAT(with_mysql("allow_plaintext = true\nhost = \"db.example\""),
              Contains(HasSubstr("on this machine")));
}

TEST_F(LoadTest, the_database_alone_needs_no_other_section_but_refuses_what_is_wrong_in_one) {
  write("mysql.password", "x");
  const std::string mysql = "[mysql]\nuser = \"u\"\nschema = \"s\"\nsocket = \"x\"\n";
  write("fenrun.toml", mysql);
  EXPECT_THAT(problems(Scope::database), ::testing::IsEmpty());
  write("fenrun.toml", mysql + "[http]\nprt = 1\n");
  EXPECT_THAT(problems(Scope::database), ::testing::ElementsAre(HasSubstr("did you mean http.port?")));
}

TEST_F(LoadTest, systemd_credentials_stand_in_for_secret_files) {
  write_complete();
  const std::filesystem::path credentials = folder_ / "credentials";
  std::filesystem::create_directory(credentials);
  write("credentials/mysql.password", "from systemd", 0440);
  std::string text = complete_;
  text.erase(text.find("password_file = \"mysql.password\""), 32);
  write("fenrun.toml", text);
  EXPECT_THAT(problems(), Contains(HasSubstr("a systemd credential named mysql.password")));
  ASSERT_EQ(setenv("CREDENTIALS_DIRECTORY", credentials.c_str(), 1), 0);
  const auto loaded = load_file();
  unsetenv("CREDENTIALS_DIRECTORY");
  ASSERT_TRUE(loaded.has_value()) << to_text(loaded.error().front());
  EXPECT_EQ(loaded->mysql.mysql.password.reveal(), "from systemd");
}

TEST_F(LoadTest, a_file_that_cannot_be_read_is_one_problem) {
  EXPECT_THAT(problems(), ::testing::ElementsAre(HasSubstr("cannot be read")));
  EXPECT_FALSE(load(folder_.string()).has_value());
}

}  // namespace
}  // namespace fenrun::config
