// fenrun-emulator: WeChat's mini-program server API and WeChat Pay APIv3 on loopback. docs/emulator.md
// is its manual.
#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

#include "wechat/emulator/shell/certificates.hpp"
#include "wechat/emulator/shell/program.hpp"

namespace fenrun::emulator {
namespace {

SecretText read_secret(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
  if (text.empty()) throw std::runtime_error(path + " holds no secret");
  return SecretText(std::move(text));
}

ListenAddress read_address(const std::string& text) {
  const auto address = parse_listen_address(text);
  if (!address)
    throw std::runtime_error(text + " is not a loopback address with a port, such as 127.0.0.1:8443");
  return *address;
}

int run(int argc, char** argv) {
  CLI::App app(
      "WeChat's mini-program server API and, with --generate-merchant, WeChat Pay APIv3 on loopback, for "
      "trials "
      "without WeChat. The manual is docs/emulator.md.",
      "fenrun-emulator");
  Options options;
  std::string listen = "127.0.0.1:0";
  std::string control = "127.0.0.1:0";
  std::string secret_file;
  std::string tls_folder;
  std::uint64_t seed = 0;
  app.add_option("--listen", listen, "Address of WeChat's API over TLS; port 0 picks a free one");
  app.add_option("--control", control, "Address of the control API over plain HTTP; port 0 picks a free one");
  app.add_option("--appid", options.appid, "The mini program's appid")->required();
  app.add_option("--secret-file", secret_file, "File that holds the mini program's AppSecret")->required();
  auto* certificate = app.add_option("--tls-cert", options.tls.certificate, "Certificate chain, PEM");
  auto* key = app.add_option("--tls-key", options.tls.key, "Private key, PEM");
  auto* generated = app.add_option("--generate-tls", tls_folder,
                                   "Make a CA and a certificate for localhost in this folder");
  app.add_option("--generate-merchant", options.merchant_folder,
                 "Serve WeChat Pay too, with a merchant whose keys are made (or kept) in this folder");
  app.add_option("--mchid", options.mchid, "The number of a merchant that is made")->capture_default_str();
  std::int64_t kept_alive_ms = options.kept_alive.count();
  app.add_option(
         "--kept-alive-ms", kept_alive_ms,
         "Milliseconds until a connection without a request is closed; the header says 8 s all the same")
      ->check(CLI::Range(1, 600'000))
      ->capture_default_str();
  auto* seeded = app.add_option("--seed", seed, "Seed of everything that is left to chance");
  certificate->needs(key);
  key->needs(certificate);
  generated->excludes(certificate);
  CLI11_PARSE(app, argc, argv);

  if (generated->count() == 0 && certificate->count() == 0) {
    throw std::runtime_error("give --tls-cert and --tls-key, or --generate-tls");
  }
  options.listen = read_address(listen);
  options.control = read_address(control);
  options.secret = read_secret(secret_file);
  if (generated->count() > 0) {
    const auto files = generate_tls(tls_folder);
    options.tls = files.server;
    options.ca_file = files.ca_file;
  }
  if (seeded->count() > 0) options.seed = seed;
  options.kept_alive = std::chrono::milliseconds(kept_alive_ms);
  run_emulator(options);
  return 0;
}

}  // namespace
}  // namespace fenrun::emulator

int main(int argc, char** argv) {
  try {
    return fenrun::emulator::run(argc, argv);
  } catch (const std::exception& problem) {
    std::cerr << "fenrun-emulator: " << problem.what() << '\n';
    return 1;
  }
}
