#include "tests/support/private_store.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace fenrun::testing {

namespace {

std::string new_folder() {
  std::string name = std::filesystem::temp_directory_path() / "fenrun-store.XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder for a private store");
  return name;
}

// A signal to stop reaches the threads of a process one after another.
bool has_running_thread(pid_t process) {
  for (const auto& thread :
       std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/task")) {
    std::ifstream file(thread.path() / "stat");
    std::string line;
    std::getline(file, line);
    const std::size_t name_end = line.rfind(')');  // "pid (name) state ..."
    if (name_end != std::string::npos && line.substr(name_end + 2, 1) != "T") return true;
  }
  return false;
}

struct Pipe {
  Pipe() {
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
  }
  int ends[2];
};

}  // namespace

PrivateStore::PrivateStore(Kind kind, const std::vector<std::string>& server_options)
    : kind_(kind), folder_(new_folder()) {
  start(server_options);
}

PrivateStore::~PrivateStore() {
  if (script_ != 0) {
    thaw();
    kill();
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void PrivateStore::start(const std::vector<std::string>& server_options) {
  Pipe input;
  Pipe output;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.ends[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output.ends[1], STDOUT_FILENO);
  std::vector<std::string> words{FENRUN_SOURCE_DIR "/tests/support/private_store.sh",
                                 kind_ == Kind::mariadb ? "mariadb" : "redis", folder_};
  words.insert(words.end(), server_options.begin(), server_options.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const int failure = posix_spawn(&script_, words[0].c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(input.ends[0]);
  ::close(output.ends[1]);
  script_input_ = input.ends[1];
  char line[6] = {};  // "ready" and a newline; the end of file when the script gave up
  const ssize_t got = failure == 0 ? read(output.ends[0], line, sizeof line) : 0;
  ::close(output.ends[0]);
  if (got <= 0) throw std::runtime_error("the private " + words[1] + " did not start");
}

void PrivateStore::kill() { end(SIGKILL); }
void PrivateStore::stop() { end(SIGTERM); }
void PrivateStore::freeze() {
  const pid_t process = server();
  ::kill(process, SIGSTOP);
  while (has_running_thread(process)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}
void PrivateStore::thaw() { ::kill(server(), SIGCONT); }

void PrivateStore::end(int signal) {
  ::kill(server(), signal);
  waitpid(script_, nullptr, 0);  // the script ends when it has reaped its server
  ::close(script_input_);
  script_ = 0;
}

pid_t PrivateStore::server() const {
  std::ifstream file(folder_ + (kind_ == Kind::mariadb ? "/mariadbd.pid" : "/redis-server.pid"));
  pid_t pid = 0;
  if (!(file >> pid) || pid <= 1) throw std::runtime_error("the private store is not running");
  return pid;
}

std::string PrivateStore::socket() const {
  return folder_ + (kind_ == Kind::mariadb ? "/mysql.sock" : "/redis.sock");
}

db::MysqlOptions PrivateStore::mysql_options() const {
  db::MysqlOptions options;
  options.socket = socket();
  options.user = "root";
  return options;
}

}  // namespace fenrun::testing
