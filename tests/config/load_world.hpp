// A folder with a complete configuration and every file that it names; certificate and key are made on the
// spot.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "tests/config/pem_pair.hpp"
#include "tests/wechat/pay/support/pay_keys.hpp"

namespace fenrun::config {

inline constexpr const char* kKeyInBase64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";

class LoadTest : public ::testing::Test {
 protected:
  LoadTest() {
    std::string pattern = ::testing::TempDir() + "fenrun_config_XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~LoadTest() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, std::string_view text, unsigned mode = 0600) {
    const std::filesystem::path path = folder_ / name;
    std::ofstream(path) << text;
    std::filesystem::permissions(path, static_cast<std::filesystem::perms>(mode));
  }

  // Every file that the configuration below names.
  void write_complete() {
    write("mysql.password", "s3cret\n");
    write("server.pem", certificate_pem(), 0644);
    write("server.key", key_pem());
    write("sealing-1.key", kKeyInBase64);
    write("index.key", kKeyInBase64);
    write("pepper.key", "pepper");
    write("wechat.secret", "app secret");
    write("fenrun.toml", complete_);
  }

  // What [wechat.pay] may name.
  void write_pay_files() {
    write("apiclient_key.pem", wechat::testing::merchant_key().private_pem());
    write("apiv3.key", "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb\n");
    write("pub_key.pem", wechat::testing::platform_key().public_pem(), 0644);
    write("platform.pem", wechat::testing::platform_key().certificate_pem("AB", 1, 2), 0644);
  }

  tl::expected<Config, Problems> load_file(Scope scope = Scope::everything) {
    return load((folder_ / "fenrun.toml").string(), scope);
  }

  std::vector<std::string> problems(Scope scope = Scope::everything) {
    std::vector<std::string> lines;
    const auto loaded = load_file(scope);
    if (loaded) return lines;
    for (const Problem& problem : loaded.error()) lines.push_back(to_text(problem));
    return lines;
  }

  [[nodiscard]] const std::string& certificate_pem() const { return pair_.certificate; }
  [[nodiscard]] const std::string& key_pem() const { return pair_.key; }

  PemPair pair_;
  std::filesystem::path folder_;
  std::string complete_ = R"(
[mysql]
host = "db.example"
user = "fenrun"
password_file = "mysql.password"
schema = "fenrun"
tls_ca_file = "server.pem"
[http]
tls_certificate_file = "server.pem"
tls_key_file = "server.key"
[security]
sealing_key_files = { 1 = "sealing-1.key", 7 = "sealing-1.key" }
index_key_file = "index.key"
password_pepper_file = "pepper.key"
[wechat.miniprogram]
appid = "wx0123456789abcdef"
secret_file = "wechat.secret"
)";
};

}  // namespace fenrun::config
