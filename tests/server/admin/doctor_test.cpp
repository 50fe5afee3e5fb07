// `fenrun-admin doctor` as an engineer runs it on the first day: the real program, a whole configuration, and
// the emulator in WeChat Pay's place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "tests/config/load_world.hpp"
#include "tests/support/emulator.hpp"

namespace fenrun::testing {
namespace {

using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

struct DoctorsWords {
  int status = 0;
  std::vector<std::string> lines;  // of the findings and of what to do
};

class DoctorTest : public config::LoadTest {
 protected:
  // `more` are further lines of [wechat.pay].
  void write_configuration(const std::string& more = "") {
    write_complete();
    const auto told = [this](const char* name) {
      return '"' + emulator_.pay().at(name).get<std::string>() + '"';
    };
    write("fenrun.toml", complete_ + "[wechat.pay]\nmerchant_id = " + told("mchid") + "\nmerchant_serial = " +
                             told("certificate_serial") + "\nmerchant_key_file = " + told("key_file") +
                             "\napiv3_key_file = " + told("apiv3_key_file") + "\npublic_key_files = { " +
                             told("public_key_id") + " = " + told("public_key_file") + " }\nbase_url = \"" +
                             emulator_.base_url() + "\"\nbackup_url = \"\"\nca_file = \"" +
                             emulator_.ca_file() + "\"\n" + more);
  }
  DoctorsWords doctor(const std::string& options = "") {
    const std::string file = (folder_ / "fenrun.toml").string();
    FILE* const pipe = popen((std::string(FENRUN_ADMIN) + " doctor " + options + " " + file).c_str(), "r");
    std::string output;
    std::array<char, 512> buffer{};
    while (fgets(buffer.data(), static_cast<int>(buffer.size()), pipe) != nullptr) output += buffer.data();
    DoctorsWords words;
    words.status = WEXITSTATUS(pclose(pipe));
    std::istringstream text(output);
    for (std::string line; std::getline(text, line);) words.lines.push_back(line);
    return words;
  }
  [[nodiscard]] std::string public_key_id() const { return emulator_.pay().at("public_key_id"); }

  Emulator emulator_{EmulatorOptions{.has_merchant = true}};
};

TEST_F(DoctorTest, a_good_configuration_is_told_line_by_line_and_ends_with_0) {
  write_configuration();
  const auto english = doctor("--lang en");
  EXPECT_EQ(english.status, 0);
  const std::string no_url = "[warn] No callback URL: only queries will tell (";
  const std::string give_one = "       -> Configure a public https URL";
  EXPECT_THAT(
      english.lines,
      ElementsAre("[ok]   A public key of WeChat Pay's is in place (" + public_key_id() + ")",
                  "[ok]   The self test passed: signing, verifying, sealing and opening work",
                  ContainsRegex("^\\[ok\\]   The clock agrees with WeChat's \\(-?[0-9]+ s\\)$"),
                  "[ok]   The transfer product answers", no_url + "payment_notify_url )", give_one,
                  no_url + "refund_notify_url )", give_one, no_url + "transfer_notify_url )", give_one));
  EXPECT_EQ(emulator_.requests("/v3/security/echo").size(), 1U) << "it asked WeChat Pay";

  const auto chinese = doctor();
  EXPECT_EQ(chinese.status, 0);
  EXPECT_THAT(chinese.lines, IsSupersetOf({"[ok]   微信支付公钥可用 (" + public_key_id() + ")",
                                           std::string("[ok]   自检接口通过：签名、验签、加密、解密均正常"),
                                           std::string("[ok]   商家转账接口可用"),
                                           std::string("       -> 配置公网 https 地址")}));
  EXPECT_EQ(chinese.lines.size(), english.lines.size());
}

TEST_F(DoctorTest, what_fails_is_marked_with_what_to_do_and_ends_with_1) {
  write_configuration("transfer_notify_url = \"https://localhost:1/callbacks/transfers\"\n");
  emulator_.post("/pay/merchant", {{"ip_allow_list", nlohmann::json::array({"203.0.113.9"})}});
  const auto said = doctor("--lang en");
  EXPECT_EQ(said.status, 1);
  EXPECT_THAT(
      said.lines,
      IsSupersetOf({std::string("[ok]   The self test passed: signing, verifying, sealing and opening work"),
                    std::string("[FAIL] A callback URL is not on the internet "
                                "(transfer_notify_url https://localhost:1/callbacks/transfers)"),
                    std::string("       -> Use a public domain with ICP filing")}));
  EXPECT_THAT(said.lines,
              ::testing::Contains(ContainsRegex("^\\[FAIL\\] Transfers cannot be made \\(INVALID_REQUEST")));
  EXPECT_THAT(said.lines, ::testing::Contains(ContainsRegex("^       -> Most often our outgoing address")));
}

TEST_F(DoctorTest, keys_that_cannot_be_used_are_named_before_anybody_is_asked) {
  write_configuration("certificate_files = { 1 = \"none.pem\" }\n");
  EXPECT_EQ(doctor("--lang en").status, 1);
  EXPECT_TRUE(emulator_.requests("/v3/security/echo").empty());
}

}  // namespace
}  // namespace fenrun::testing
