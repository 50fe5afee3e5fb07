// [wechat.pay]: what it becomes, and what of it is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/config/load_world.hpp"

namespace fenrun::config {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kOneKey = "public_key_files = { PUB_KEY_ID_1 = \"pub_key.pem\" }\n";

class PayLoadTest : public LoadTest {
 protected:
  // A merchant and these lines.
  void write_pay(const std::string& lines) {
    write_pay_files();
    write_complete();
    write("fenrun.toml", complete_ + R"([wechat.pay]
merchant_id = "1900000001"
merchant_serial = "AB"
merchant_key_file = "apiclient_key.pem"
apiv3_key_file = "apiv3.key"
transfer_notify_url = "https://shop.example.com/transfer"
)" + lines);
  }
  std::vector<std::string> problems_with(const std::string& lines) {
    write_pay(lines);
    return problems();
  }
};

TEST_F(PayLoadTest, confirm_free_receiving_needs_the_address_where_wechat_tells_of_it) {
  const std::string on = kOneKey + std::string("confirm_free_authorization = true\n");
  EXPECT_THAT(problems_with(on), Contains(HasSubstr("wechat.pay.authorization_notify_url")));
  write_pay(on + "authorization_notify_url = \"https://shop.example.com/authorizations\"\n");
  ASSERT_TRUE(load_file().has_value());
  EXPECT_TRUE(load_file()->pay.value().has_authorization);
}

TEST_F(PayLoadTest, pay_is_off_without_a_merchant_number_and_complete_with_one) {
  write_complete();
  ASSERT_TRUE(load_file().has_value());
  EXPECT_FALSE(load_file()->pay.has_value());
  write_pay(kOneKey);
  const auto loaded = load_file();
  ASSERT_TRUE(loaded.has_value());
  const auto& pay = loaded->pay.value();
  EXPECT_EQ(pay.mchid, "1900000001");
  EXPECT_EQ(pay.appid, "wx0123456789abcdef");
  EXPECT_EQ(pay.apiv3_keys.at(0).reveal().size(), 32U);
  EXPECT_EQ(pay.keys.files.public_keys.at(0).id, "PUB_KEY_ID_1");
  EXPECT_EQ(pay.keys.files.public_keys.at(0).file, (folder_ / "pub_key.pem").string());
  write("apiv3.key", "too short\n");
  EXPECT_THAT(problems(), Contains(HasSubstr("32 characters of an APIv3 key")));
}

TEST_F(PayLoadTest, a_merchant_number_alone_is_not_enough) {
  complete_ += "[wechat.pay]\nmerchant_id = \"1900000001\"\nbackup_url = \"http://x\"\n";
  write_complete();
  for (const char* key :
       {"wechat.pay.merchant_serial", "wechat.pay.merchant_key_file", "wechat.pay.apiv3_key_file",
        "wechat.pay.public_key_files", "wechat.pay.backup_url"}) {
    EXPECT_THAT(problems(), Contains(HasSubstr(key)));
  }
}

TEST_F(PayLoadTest, a_public_key_has_an_id_as_the_merchant_console_shows_it) {
  const std::string before = complete_;
  for (const auto& [id, is_id] :
       {std::pair("PUB_KEY_ID_0114232134912410000000000000", true), std::pair("PUB_KEY_ID_", false),
        std::pair("0114232134912410", false), std::pair("pub_key_id_0114232134912410", false)}) {
    complete_ = before + "[wechat.pay]\npublic_key_files = { " + id + " = \"pub.pem\" }\n";
    write_complete();
    const auto named = HasSubstr("is no id of a public key");
    if (is_id) {
      EXPECT_THAT(problems(), ::testing::Not(Contains(named))) << id;
    } else {
      EXPECT_THAT(problems(), Contains(named)) << id;
    }
  }
}

TEST_F(PayLoadTest, the_key_that_seals_is_named_where_there_are_several_and_comes_first) {
  const std::string two =
      "public_key_files = { PUB_KEY_ID_1 = \"pub_key.pem\", PUB_KEY_ID_2 = \"pub_key.pem\" }\n";
  const auto order_with = [this](const std::string& lines) {
    write_pay(lines);
    const auto loaded = load_file();
    std::vector<std::string> ids;
    if (!loaded) return ids;
    for (const auto& key : loaded->pay.value().keys.files.public_keys) ids.push_back(key.id);
    return ids;
  };
  EXPECT_THAT(order_with(kOneKey), ElementsAre("PUB_KEY_ID_1"));
  EXPECT_THAT(order_with(two + "sealing_key_id = \"PUB_KEY_ID_2\"\n"),
              ElementsAre("PUB_KEY_ID_2", "PUB_KEY_ID_1"));
  EXPECT_THAT(order_with(two + "sealing_key_id = \"PUB_KEY_ID_1\"\n"),
              ElementsAre("PUB_KEY_ID_1", "PUB_KEY_ID_2"));
  EXPECT_THAT(problems_with(two),
              ElementsAre(HasSubstr("sealing_key_id: is required with several public keys")));
  for (const auto& keys :
       {two, std::string(kOneKey), std::string("certificate_files = { 1 = \"platform.pem\" }\n")}) {
    EXPECT_THAT(problems_with(keys + "sealing_key_id = \"PUB_KEY_ID_3\"\n"),
                ElementsAre(HasSubstr("\"PUB_KEY_ID_3\" is none of the ids in public_key_files")));
  }
}

TEST_F(PayLoadTest, a_backup_host_has_time_left_after_a_main_host_that_swallows_packets) {
  const auto times = [](int connect, int handshake, int call) {
    return kOneKey + ("connect_timeout_ms = " + std::to_string(connect)) +
           "\nhandshake_timeout_ms = " + std::to_string(handshake) +
           "\ncall_timeout_ms = " + std::to_string(call) + "\n";
  };
  const auto named = HasSubstr("call_timeout_ms: leaves no time for backup_url after the 10000 ms of");
  EXPECT_THAT(problems_with(times(5000, 5000, 10'000)), ElementsAre(named));
  EXPECT_THAT(problems_with(times(5000, 5000, 10'001)), IsEmpty());
  EXPECT_THAT(problems_with(times(5000, 5000, 10'000) + "backup_url = \"\"\n"), IsEmpty());
  EXPECT_THAT(
      problems_with(times(60'000, 60'000, 10'000)),
      ElementsAre(HasSubstr("call_timeout_ms"), HasSubstr("file_timeout_ms: leaves no time for backup_url")));
  EXPECT_THAT(problems_with(times(500, 500, 10'000) + "file_timeout_ms = 1000\n"),
              ElementsAre(HasSubstr("file_timeout_ms: leaves no time for backup_url after the 1000 ms of")));
}

}  // namespace
}  // namespace fenrun::config
