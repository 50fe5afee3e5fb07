// What only the start of a program would have found, one at a time, is named with everything else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/config/load_world.hpp"

namespace fenrun::config {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

class PlantedTest : public LoadTest {
 protected:
  // "key: what; fix" of each problem, without file, line and the folder's name.
  std::vector<std::string> named() {
    std::vector<std::string> lines;
    const auto loaded = load_file();
    if (loaded) return lines;
    for (const Problem& problem : loaded.error()) {
      EXPECT_EQ(problem.file, (folder_ / "fenrun.toml").string());
      EXPECT_GT(problem.line, 0U) << problem.key;
      std::string line = problem.key + ": " + problem.what + "; " + problem.fix;
      const std::string folder = folder_.string() + "/";
      for (auto at = line.find(folder); at != std::string::npos; at = line.find(folder))
        line.erase(at, folder.size());
      lines.push_back(line);
    }
    return lines;
  }

  void set(const std::string& before, const std::string& line) {
    complete_.insert(complete_.find(before) + before.size(), line + "\n");
  }
};

TEST_F(PlantedTest, addresses_urls_and_pem_files_that_cannot_serve_are_all_named_at_once) {
  write_complete();
  EXPECT_THAT(named(), IsEmpty());
  write("server.key", PemPair().key);
  write("ca.pem", "no certificate");
  set("[http]\n", "address = \"nonsense\"");
  set("[wechat.miniprogram]\n", "base_url = \"https://\"\nca_file = \"ca.pem\"");
  complete_ += "[ops]\naddress = \"::zz\"\n[redis]\nhost = \"not-numeric\"\n";
  complete_ += "[api]\ntrusted_proxies = \"10.0.0.1, foo, 10.0.0.300\"\n";
  write("fenrun.toml", complete_);
  const std::string address_fix = " is not a numeric address; give one such as 127.0.0.1 or ::1";
  EXPECT_THAT(
      named(),
      ElementsAre("http.address: \"nonsense\"" + address_fix,
                  "http.tls_key_file: server.key is not the key of the first certificate in server.pem; "
                  "give the key that the certificate was issued for",
                  "ops.address: \"::zz\"" + address_fix, "api.trusted_proxies: \"foo\"" + address_fix,
                  "api.trusted_proxies: \"10.0.0.300\"" + address_fix,
                  "redis.host: \"not-numeric\"" + address_fix,
                  "wechat.miniprogram.base_url: \"https://\" is not an https URL; "
                  "give https://host or https://host:port",
                  "wechat.miniprogram.ca_file: ca.pem holds no certificate, or one that cannot be read; "
                  "give a PEM file of certificates"));
}

TEST_F(PlantedTest, keys_and_urls_of_wechat_pay_that_cannot_serve_are_all_named_at_once) {
  write_pay_files();
  complete_ += R"([wechat.pay]
merchant_id = "19 00"
merchant_serial = "AB"
merchant_key_file = "apiclient_key.pem"
apiv3_key_file = "apiv3.key"
previous_apiv3_key_file = "apiv3-old.key"
public_key_files = { PUB_KEY_ID_1 = "pub_key.pem", PUB_KEY_ID_2 = "none.pem", PUB_KEY_ID_3 = "platform.pem" }
sealing_key_id = "PUB_KEY_ID_1"
certificate_files = { 1 = "platform.pem", 2 = "pub_key.pem", 3 = "gone.pem" }
base_url = "https://localhost/v3"
backup_url = "https://localhost/"
payment_notify_url = "http://shop.example.com/payments"
refund_notify_url = "https://shop.example.com"
transfer_notify_url = "https://shop.example.com/transfers?a=1"
)";
  write("apiv3-old.key", "too short");
  write_complete();
  const std::string fix_key = "; give the pub_key.pem of the merchant console";
  const std::string fix_certificate = "; give a platform certificate of WeChat Pay's as a PEM file";
  const std::string fix_url =
      " is not an https URL with a path and without a query; give https://host/path, or \"\" for none";
  std::vector<std::string> wrong{
      "wechat.pay.merchant_id: is not a merchant number; give its digits alone",
      "wechat.pay.previous_apiv3_key_file: does not hold the 32 characters of an APIv3 key; "
      "copy it from the merchant console",
      "wechat.pay.public_key_files.PUB_KEY_ID_2: none.pem: cannot be read" + fix_key,
      "wechat.pay.public_key_files.PUB_KEY_ID_3: platform.pem: is not a PEM public key of 2048 bits or more" +
          fix_key,
      "wechat.pay.certificate_files.2: pub_key.pem: is not a PEM certificate with an RSA key" +
          fix_certificate,
      "wechat.pay.certificate_files.3: gone.pem: cannot be read" + fix_certificate,
      "wechat.pay.base_url: \"https://localhost/v3\" has a path; give https://host or https://host:port",
      "wechat.pay.payment_notify_url: \"http://shop.example.com/payments\"" + fix_url,
      "wechat.pay.refund_notify_url: \"https://shop.example.com\"" + fix_url,
      "wechat.pay.transfer_notify_url: \"https://shop.example.com/transfers?a=1\"" + fix_url};
  EXPECT_THAT(named(), ElementsAreArray(wrong));
  // The merchant's own key: no key, a key behind a passphrase, a public one, one of another kind.
  wrong.insert(
      wrong.begin() + 1,
      "wechat.pay.merchant_key_file: holds no RSA private key of 2048 bits or more without a passphrase; "
      "give apiclient_key.pem as the merchant console made it");
  for (const std::string& text :
       {std::string("no key"), pair_.locked_key, pair_.key, wechat::testing::merchant_key().public_pem(),
        wechat::testing::PayKey(1024).private_pem()}) {
    write("apiclient_key.pem", text);
    EXPECT_THAT(named(), ElementsAreArray(wrong));
  }
}

TEST_F(PlantedTest, a_chain_serves_with_the_key_of_its_first_certificate_only) {
  const PemPair other;
  write_complete();
  write("server.pem", certificate_pem() + other.certificate, 0644);
  EXPECT_THAT(named(), IsEmpty());
  write("server.pem", other.certificate + certificate_pem(), 0644);
  EXPECT_EQ(named().size(), 1U) << "its own comes second";
  std::string torn = other.certificate;
  torn.erase(torn.size() / 2, 8);
  write("server.pem", certificate_pem() + torn, 0644);
  EXPECT_EQ(named().size(), 2U) << "the chain and, the same file, MySQL's authorities";
}

TEST_F(PlantedTest, a_key_behind_a_passphrase_or_none_at_all_is_named_without_a_question_to_a_terminal) {
  write_complete();
  for (const std::string& wrong : {pair_.locked_key, certificate_pem(), std::string("no key")}) {
    write("server.key", wrong);
    EXPECT_THAT(named(),
                ElementsAre("http.tls_key_file: server.key holds no private key without a passphrase; "
                            "give the key's PEM file"));
  }
}

TEST_F(PlantedTest, proxies_are_spelled_as_sockets_spell_them) {
  complete_ += "[api]\ntrusted_proxies = \" 10.0.0.1 ,,0:0:0:0:0:0:0:1,2001:DB8::A\"\n";
  write_complete();
  const auto loaded = load_file();
  ASSERT_TRUE(loaded);
  EXPECT_THAT(loaded->api.trusted_proxies, ElementsAre("10.0.0.1", "::1", "2001:db8::a"));
}

}  // namespace
}  // namespace fenrun::config
