#include "config/certificate.hpp"
#include "config/sections.hpp"

namespace fenrun::config {
namespace {

using std::chrono::seconds;

bool is_loopback(const std::string& host) {
  return host == "127.0.0.1" || host == "::1" || host == "localhost";
}

void read_session(Reader& reader, db::MysqlOptions& options) {
  reader.text("mysql.host", options.host, 255);
  reader.number("mysql.port", options.port, 1, 65535);
  reader.path("mysql.socket", options.socket);
  reader.text("mysql.user", options.user, 32, Need::required);
  reader.secret("mysql.password_file", options.password,
                options.socket.empty() ? Need::required : Need::optional);
  reader.text("mysql.schema", options.schema, 64, Need::required);
  read_certificates(reader, "mysql.tls_ca_file", options.tls_ca_file);
  reader.boolean("mysql.allow_plaintext", options.allow_plaintext);
  reader.duration("mysql.connect_timeout_seconds", options.connect_timeout, seconds{1}, seconds{60});
  reader.duration("mysql.read_timeout_seconds", options.read_timeout, seconds{1}, seconds{600});
  reader.duration("mysql.write_timeout_seconds", options.write_timeout, seconds{1}, seconds{600});
  reader.number<std::size_t>("mysql.statements_max", options.statements_max, 16, 4096);
}

// The connector would speak plaintext without a word when TLS is not asked for in the right way.
void check_encryption(Reader& reader, const db::MysqlOptions& options) {
  if (!options.socket.empty()) return;
  if (!options.allow_plaintext && options.tls_ca_file.empty()) {
    reader.problem("mysql.tls_ca_file", "is required to reach MySQL over TCP",
                   "give the CA's PEM file, or use mysql.socket");
  }
  if (options.allow_plaintext && !is_loopback(options.host)) {
    reader.problem("mysql.allow_plaintext", "is only for a server on this machine", "give mysql.tls_ca_file");
  }
}

}  // namespace

void read_mysql(Reader& reader, db::DatabaseOptions& options) {
  read_session(reader, options.mysql);
  check_encryption(reader, options.mysql);
  reader.number<std::size_t>("mysql.workers", options.workers, 1, 256);
  reader.number<std::size_t>("mysql.queue_max", options.queue_max, 1, 100'000);
  reader.number<std::size_t>("mysql.pipeline_writers", options.pipeline_writers, 1, 16);
  reader.number<std::size_t>("mysql.pipeline_batch_max", options.pipeline_batch_max, 1, 1024);
  reader.number<std::size_t>("mysql.pipeline_queue_max", options.pipeline_queue_max, 1, 100'000);
}

}  // namespace fenrun::config
