// A server of the test's own, to be killed and started again. It ends with the test program, however that
// ends.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "db/mysql/connection.hpp"

namespace fenrun::testing {

class PrivateStore {
 public:
  enum class Kind { mariadb, redis };

  // Starts it in a new folder under the system's folder for temporary files. `server_options` are MariaDB's.
  explicit PrivateStore(Kind kind, const std::vector<std::string>& server_options = {});
  // Kills it and removes its data.
  ~PrivateStore();
  PrivateStore(const PrivateStore&) = delete;
  PrivateStore& operator=(const PrivateStore&) = delete;

  // On the same data, returns when it answers. Throws std::runtime_error when it does not come up.
  void start(const std::vector<std::string>& server_options = {});
  // SIGKILL, as a crash would; returns when it is gone.
  void kill();
  // SIGTERM; returns when it is gone.
  void stop();
  // SIGSTOP and SIGCONT: a server that is there but does not answer. freeze() returns when all of it stands
  // still.
  void freeze();
  void thaw();

  [[nodiscard]] std::string socket() const;
  // MariaDB only: ca.pem signed server.pem (for 127.0.0.1) and elsewhere.pem (another host), both with the
  // key server.key; other-ca.pem signed neither.
  [[nodiscard]] std::string tls_folder() const { return folder_ + "/tls"; }
  // MariaDB only: root on this server, no schema chosen.
  [[nodiscard]] db::MysqlOptions mysql_options() const;

 private:
  void end(int signal);
  [[nodiscard]] pid_t server() const;

  Kind kind_;
  std::string folder_;
  pid_t script_ = 0;
  int script_input_ = -1;
};

}  // namespace fenrun::testing
