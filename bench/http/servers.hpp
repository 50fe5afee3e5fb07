// The servers under load, each a child process with the same key and certificate, ended when the object goes.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "server/http/options.hpp"

namespace fenrun::bench {

class Child {
 public:
  // Runs `command`; the port is the first word of its first line, or `port` when that is not zero.
  Child(const std::vector<std::string>& command, std::uint16_t port = 0);
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  // What followed the port on the first line.
  [[nodiscard]] const std::string& words() const { return words_; }

 private:
  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
  std::string words_;
};

[[nodiscard]] std::uint16_t free_port();

// This program again, as `serve` (see http_bench.cpp): our listener, one I/O thread.
Child start_ours(const server::TlsFiles& files);
// nginx with one process that returns 200 and the same body from memory. `folder` is scratch space.
Child start_nginx(const server::TlsFiles& files, const std::string& folder);
// Node's https module with the same answer.
Child start_node(const server::TlsFiles& files);

[[nodiscard]] bool is_installed(const std::string& program);

// Serves until the process is ended.
int serve_ours(const server::TlsFiles& files);

// What all of them answer.
inline constexpr const char* kBody = R"({"id":"1024","name":"王小明的健康小店","level":2,"team":37})";

}  // namespace fenrun::bench
