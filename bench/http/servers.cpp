#include "bench/http/servers.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "server/http/server.hpp"

namespace fenrun::bench {
namespace {

// The server has the first core to itself, the client the others.
void stay_on_first_core() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(0, &cores);
  ::sched_setaffinity(0, sizeof(cores), &cores);
}

bool accepts_connections(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool is_accepted = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  ::close(fd);
  return is_accepted;
}

boost::asio::awaitable<server::Reply> answer(server::Request) {
  server::Reply reply;
  reply.body = kBody;
  reply.route = "/bench";
  co_return reply;
}

}  // namespace

std::uint16_t free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ::bind(fd, reinterpret_cast<const sockaddr*>(&address), size);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(fd);
  return ntohs(address.sin_port);
}

Child::Child(const std::vector<std::string>& command, std::uint16_t port) : port_(port) {
  int out[2];
  if (::pipe(out) != 0) throw std::runtime_error("pipe");
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    stay_on_first_core();
    // Whoever prints without a reader would be ended for it.
    ::dup2(port_ == 0 ? out[1] : ::open("/dev/null", O_WRONLY | O_CLOEXEC), STDOUT_FILENO);
    ::close(out[0]);
    std::vector<char*> arguments;
    for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::execvp(arguments[0], arguments.data());
    std::_Exit(127);
  }
  ::close(out[1]);
  if (port_ == 0) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> lines(::fdopen(out[0], "r"), std::fclose);
    std::array<char, 512> line{};
    if (std::fgets(line.data(), static_cast<int>(line.size()), lines.get()) == nullptr)
      throw std::runtime_error(command[0] + " printed no port");
    std::istringstream words(line.data());
    words >> port_ >> std::ws;
    std::getline(words, words_);
  } else {
    ::close(out[0]);
  }
  for (int tries = 0; !accepts_connections(port_); ++tries) {
    if (tries > 500) throw std::runtime_error(command[0] + " does not accept connections");
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), port_(other.port_), words_(std::move(other.words_)) {}

Child::~Child() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

Child start_ours(const server::TlsFiles& files) {
  return Child({"/proc/self/exe", "serve", files.certificate_chain, files.private_key});
}

Child start_nginx(const server::TlsFiles& files, const std::string& folder) {
  const std::uint16_t port = free_port();
  const std::string config = folder + "/nginx.conf";
  std::ofstream(config)
      << "daemon off; master_process off; worker_processes 1; pid " << folder << "/nginx.pid;\n"
      << "error_log " << folder << "/error.log;\n"
      << "events { worker_connections 4096; }\n"
      << "http { access_log off; keepalive_requests 1000000000; client_body_temp_path " << folder
      << "/body; proxy_temp_path " << folder << "/proxy; fastcgi_temp_path " << folder
      << "/fastcgi; uwsgi_temp_path " << folder << "/uwsgi; scgi_temp_path " << folder << "/scgi;\n"
      << "server { listen 127.0.0.1:" << port << " ssl; ssl_certificate " << files.certificate_chain
      << "; ssl_certificate_key " << files.private_key
      << "; ssl_protocols TLSv1.2 TLSv1.3; ssl_session_tickets off; ssl_session_cache off;\n"
      << "location / { default_type application/json; return 200 '" << kBody << "'; } } }\n";
  return Child({"nginx", "-p", folder, "-e", folder + "/error.log", "-c", config}, port);
}

Child start_node(const server::TlsFiles& files) {
  const std::string script =
      "const fs=require('fs'),https=require('https');"
      "https.createServer({cert:fs.readFileSync(process.argv[1]),key:fs.readFileSync(process.argv[2])},(q,r)="
      ">{"
      "r.writeHead(200,{'Content-Type':'application/"
      "json','Content-Length':Buffer.byteLength(process.argv[3])});"
      "r.end(process.argv[3])}).listen(0,'127.0.0.1',function(){console.log(this.address().port)})";
  return Child({"node", "-e", script, files.certificate_chain, files.private_key, kBody});
}

bool is_installed(const std::string& program) {
  for (const char* folder : {"/usr/sbin/", "/usr/bin/", "/usr/local/bin/"}) {
    if (std::filesystem::exists(folder + program)) return true;
  }
  return false;
}

int serve_ours(const server::TlsFiles& files) {
  log::set_level(log::Level::warning);
  server::HttpOptions options;
  options.tls = files;
  options.io_threads = 1;
  options.limits.connections_per_ip_max = 0;
  options.limits.connections_max = 100'000;
  const SystemClock clock;
  const server::MakeHandle make = [](boost::asio::io_context&) -> server::Handle { return answer; };
  server::HttpServer server(options, make, clock);
  server.start();
  std::cout << server.port() << std::endl;
  while (true) ::pause();
}

}  // namespace fenrun::bench
