// OpenSSL's command line as the judge: it knows nothing of us, and what one side signs or seals the other
// must accept, in both directions.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "tests/wechat/pay/support/pay_stage.hpp"
#include "wechat/pay/keys/certificate.hpp"
#include "wechat/pay/wire/request_signer.hpp"

namespace fenrun::wechat {
namespace {

constexpr const char* kOaep =
    " -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha1 -pkeyopt rsa_mgf1_md:sha1";

class JudgeOpensslTest : public ::testing::Test {
 protected:
  JudgeOpensslTest() {
    EXPECT_EQ(openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out " + path("key.pem")), 0);
    EXPECT_EQ(openssl("pkey -in " + path("key.pem") + " -pubout -out " + path("pub.pem")), 0);
  }

  [[nodiscard]] std::string path(const std::string& name) const { return folder_.path_of(name); }

  // The exit status; what it prints goes to a file.
  [[nodiscard]] int openssl(const std::string& arguments) const {
    const int status = std::system(("openssl " + arguments + " >" + path("out") + " 2>&1").c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream file(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  [[nodiscard]] RsaPrivateKey private_key() const {
    return RsaPrivateKey::from_pem(SecretText(read("key.pem"))).value();
  }
  [[nodiscard]] RsaPublicKey public_key() const { return RsaPublicKey::from_pem(read("pub.pem")).value(); }

  testing::PayFolder folder_;
};

TEST_F(JudgeOpensslTest, it_accepts_our_signature_of_a_request_and_no_other_bytes) {
  const auto message = request_message("POST", "/v3/fund-app/mch-transfer/transfer-bills", 1'767'312'000,
                                       "593BEC0C930BF1AFEB40B4A08C8FB242", R"({"transfer_remark":"佣金"})");
  static_cast<void>(folder_.write("message", message));
  static_cast<void>(folder_.write("signature", private_key().sign(message)));
  const auto verify =
      "dgst -sha256 -verify " + path("pub.pem") + " -signature " + path("signature") + " " + path("message");
  EXPECT_EQ(openssl(verify), 0) << read("out");
  static_cast<void>(folder_.write("message", message + "\n"));
  EXPECT_NE(openssl(verify), 0);
}

TEST_F(JudgeOpensslTest, we_accept_its_signature_and_no_other_bytes) {
  const std::string message = "1767312000\nNONCE\n{\"state\":\"SUCCESS\"}\n";
  static_cast<void>(folder_.write("message", message));
  ASSERT_EQ(
      openssl("dgst -sha256 -sign " + path("key.pem") + " -out " + path("signature") + " " + path("message")),
      0);
  EXPECT_TRUE(public_key().verify(message, read("signature")));
  EXPECT_FALSE(public_key().verify(message + "\n", read("signature")));
  ASSERT_EQ(
      openssl("dgst -sha1 -sign " + path("key.pem") + " -out " + path("signature") + " " + path("message")),
      0);
  EXPECT_FALSE(public_key().verify(message, read("signature")));
}

TEST_F(JudgeOpensslTest, sealed_names_open_on_the_other_side_in_both_directions) {
  for (const std::string name : {"张三", "", "O'Brien-Łukasz 欧阳"}) {
    static_cast<void>(folder_.write("sealed", public_key().seal(name).value()));
    ASSERT_EQ(openssl("pkeyutl -decrypt -inkey " + path("key.pem") + kOaep + " -in " + path("sealed") +
                      " -out " + path("plain")),
              0)
        << read("out");
    EXPECT_EQ(read("plain"), name);
    static_cast<void>(folder_.write("plain", name));
    ASSERT_EQ(openssl("pkeyutl -encrypt -pubin -inkey " + path("pub.pem") + kOaep + " -in " + path("plain") +
                      " -out " + path("sealed")),
              0);
    EXPECT_EQ(private_key().open(read("sealed")), name);
  }
}

TEST_F(JudgeOpensslTest, a_name_sealed_with_another_hash_does_not_open) {
  static_cast<void>(folder_.write("plain", "name"));
  ASSERT_EQ(openssl("pkeyutl -encrypt -pubin -inkey " + path("pub.pem") +
                    " -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -in " + path("plain") +
                    " -out " + path("sealed")),
            0);
  EXPECT_EQ(private_key().open(read("sealed")), std::nullopt);
}

TEST_F(JudgeOpensslTest, it_reads_the_same_serial_of_a_certificate) {
  ASSERT_EQ(openssl("req -x509 -key " + path("key.pem") +
                    " -subj /CN=test -days 3 -set_serial 0x0A1B2C -out " + path("certificate.pem")),
            0)
      << read("out");
  ASSERT_EQ(openssl("x509 -noout -serial -in " + path("certificate.pem")), 0);
  const auto certificate = read_certificate(read("certificate.pem"));
  ASSERT_TRUE(certificate.has_value());
  EXPECT_EQ(read("out"), "serial=" + certificate->serial + "\n");
  EXPECT_GT(certificate->not_after, certificate->not_before + std::chrono::hours(71));
}

}  // namespace
}  // namespace fenrun::wechat
