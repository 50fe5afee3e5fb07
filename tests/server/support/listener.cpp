#include "tests/server/support/listener.hpp"

#include <openssl/pem.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>

namespace fenrun::server::testing {
namespace {

std::filesystem::path make_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "fenrun-http.XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
  return name;
}

boost::asio::awaitable<Reply> echo_request(Request request) {
  Reply reply;
  reply.content_type = "text/plain";
  reply.body = request.path + "|" + request.body;
  co_return reply;
}

}  // namespace

CertificateFiles::CertificateFiles(const std::string& name) : folder_(make_folder()) { replace(name); }

CertificateFiles::~CertificateFiles() { std::filesystem::remove_all(folder_); }

void CertificateFiles::replace(const std::string& name) {
  const auto identity = authority_.issue("DNS:" + name);
  const TlsFiles files = paths();
  const std::shared_ptr<std::FILE> chain(std::fopen(files.certificate_chain.c_str(), "w"), std::fclose);
  const std::shared_ptr<std::FILE> key(std::fopen(files.private_key.c_str(), "w"), std::fclose);
  PEM_write_X509(chain.get(), identity.certificate.get());
  // The authority stands behind it, so that the file is also what a client trusts.
  std::ifstream authority(authority_.file());
  const std::string trusted{std::istreambuf_iterator<char>(authority), {}};
  std::fwrite(trusted.data(), 1, trusted.size(), chain.get());
  PEM_write_PrivateKey(key.get(), identity.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
}

void CertificateFiles::replace_by_rubbish() { std::ofstream(paths().certificate_chain) << "rubbish"; }

TlsFiles CertificateFiles::paths() const {
  return {(folder_ / "chain.pem").string(), (folder_ / "key.pem").string()};
}

HttpOptions test_options(const CertificateFiles& files) {
  HttpOptions options;
  options.tls = files.paths();
  options.io_threads = 1;
  options.limits.connections_per_ip_max = 0;
  options.metrics_listener = "test";
  return options;
}

MakeHandle echo() {
  return [](boost::asio::io_context&) -> Handle { return echo_request; };
}

}  // namespace fenrun::server::testing
