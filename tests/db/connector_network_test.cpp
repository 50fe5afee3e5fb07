// The connector's traps of the network: encryption that is not there, and time-outs that are not set.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "db/mysql/connection.hpp"
#include "tests/support/private_store.hpp"

namespace fenrun::db {
namespace {

using fenrun::testing::PrivateStore;
using std::chrono::seconds;

// A TCP port on loopback that accepts connections and never says a word.
class SilentPort {
 public:
  SilentPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    if (bind(socket_, generic, size) != 0 || listen(socket_, 8) != 0 ||
        getsockname(socket_, generic, &size) != 0) {
      throw std::runtime_error("cannot listen on loopback");
    }
    port = ntohs(address.sin_port);
  }
  ~SilentPort() { ::close(socket_); }
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;
  int port = 0;

 private:
  int socket_;
};

int free_port() { return SilentPort().port; }

MysqlOptions tcp(int port) {
  MysqlOptions options;
  options.port = port;
  options.user = "root";
  options.connect_timeout = seconds(2);
  return options;
}

// 0: connected.
int failure_of(MysqlOptions options) {
  Connection connection(std::move(options));
  try {
    connection.connect();
  } catch (const LostConnection& lost) {
    return lost.code();
  }
  return 0;
}

std::string cipher_of(MysqlOptions options) {
  Connection connection(std::move(options));
  const Result<std::string> cipher = connection.transact(
      [](Tx& tx) -> Result<std::string> { return tx.one("SHOW SESSION STATUS LIKE 'Ssl_cipher'")->text(1); });
  return *cipher;
}

constexpr int kTlsRefused = 2026;

TEST(ConnectorNetwork, tcp_without_a_ca_is_refused_before_anything_is_sent) {
  const SilentPort port;  // a password sent there would be gone
  EXPECT_EQ(failure_of(tcp(port.port)), kTlsRefused);
}

// Trap 1: the connector falls back to plaintext in silence.
TEST(ConnectorNetwork, encryption_is_checked_and_never_assumed) {
  const int port = free_port();
  const std::vector<std::string> listening{"--skip-networking=0", "--bind-address=127.0.0.1",
                                           "--port=" + std::to_string(port)};
  PrivateStore server(PrivateStore::Kind::mariadb, listening);
  MysqlOptions with_ca = tcp(port);
  with_ca.tls_ca_file = server.tls_folder() + "/ca.pem";
  MysqlOptions plaintext = tcp(port);
  plaintext.allow_plaintext = true;
  EXPECT_NE(failure_of(with_ca), 0) << "this server has no TLS";
  EXPECT_EQ(failure_of(plaintext), 0);
  EXPECT_EQ(cipher_of(plaintext), "");

  server.stop();
  std::vector<std::string> encrypting = listening;
  encrypting.push_back("--ssl-cert=" + server.tls_folder() + "/server.pem");
  encrypting.push_back("--ssl-key=" + server.tls_folder() + "/server.key");
  server.start(encrypting);
  EXPECT_EQ(failure_of(with_ca), 0);
  EXPECT_NE(cipher_of(with_ca), "");
  MysqlOptions other_ca = tcp(port);
  other_ca.tls_ca_file = server.tls_folder() + "/other-ca.pem";
  EXPECT_NE(failure_of(other_ca), 0) << "signed by somebody else";

  server.stop();
  encrypting = listening;
  encrypting.push_back("--ssl-cert=" + server.tls_folder() + "/elsewhere.pem");
  encrypting.push_back("--ssl-key=" + server.tls_folder() + "/server.key");
  server.start(encrypting);
  EXPECT_NE(failure_of(with_ca), 0) << "the certificate names another host";
}

// Traps 16 and 17: a time-out under a misspelt name would be ignored, and everything here would wait for
// ever.
TEST(ConnectorNetwork, connecting_to_a_silent_server_ends) {
  const SilentPort port;
  MysqlOptions options = tcp(port.port);
  options.allow_plaintext = true;
  options.connect_timeout = seconds(1);
  options.read_timeout = seconds(1'000'000);
  EXPECT_NE(failure_of(options), 0);
}

TEST(ConnectorNetwork, reading_from_and_writing_to_a_server_that_stopped_ends) {
  PrivateStore server(PrivateStore::Kind::mariadb);
  MysqlOptions patient = server.mysql_options();
  patient.connect_timeout = seconds(1);
  patient.read_timeout = seconds(1'000'000);
  patient.write_timeout = seconds(1'000'000);

  MysqlOptions reads = patient;
  reads.read_timeout = seconds(1);
  Connection reader(reads);
  reader.connect();
  MysqlOptions writes = patient;
  writes.write_timeout = seconds(1);
  Connection writer(writes);
  writer.connect();
  server.freeze();
  EXPECT_THROW(reader.run_script_statement("SELECT 1"), LostConnection);
  EXPECT_FALSE(reader.is_open());
  EXPECT_THROW(writer.run_script_statement("SELECT '" + std::string(8'000'000, 'x') + "'"), LostConnection);
  server.thaw();
}

}  // namespace
}  // namespace fenrun::db
