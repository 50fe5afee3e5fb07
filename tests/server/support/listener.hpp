// What a test needs to run a listener on loopback: a certificate of its own and a handler.
#pragma once

#include <filesystem>
#include <string>

#include "server/http/server.hpp"
#include "tests/wechat/support/certificates.hpp"

namespace fenrun::server::testing {

// Certificate and key as files that can be replaced.
class CertificateFiles {
 public:
  explicit CertificateFiles(const std::string& name);
  ~CertificateFiles();
  CertificateFiles(const CertificateFiles&) = delete;
  CertificateFiles& operator=(const CertificateFiles&) = delete;

  void replace(const std::string& name);
  void replace_by_rubbish();
  [[nodiscard]] TlsFiles paths() const;

 private:
  wechat::testing::Authority authority_;
  std::filesystem::path folder_;
};

// Options for a test: one I/O thread, port chosen by the system, the limits of production except for the
// number of connections of one peer.
HttpOptions test_options(const CertificateFiles& files);

// Answers 200 with "path|body".
MakeHandle echo();

}  // namespace fenrun::server::testing
