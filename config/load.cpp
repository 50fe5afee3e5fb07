#include <filesystem>
#include <fstream>
#include <iterator>

#include "config/config.hpp"
#include "config/sections.hpp"

namespace fenrun::config {
namespace {

constexpr std::size_t kFileBytesMax = 1024 * 1024;

tl::expected<std::string, Problem> read_whole_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kFileBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.eof() || std::filesystem::is_directory(path)) {
    return tl::unexpected(
        Problem{path, 0, "", "the file cannot be read", "give the path of a TOML file below 1 MiB"});
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

bool concerns(const Problem& problem, Scope scope) {
  if (scope == Scope::everything) return true;
  // What is unknown, or set and wrong, is a problem everywhere; only what is missing may be missing
  // elsewhere.
  if (problem.line > 0 || problem.key.starts_with("mysql.") || problem.key.starts_with("log.")) return true;
  return scope == Scope::payout &&
         (problem.key.starts_with("security.") || problem.key.starts_with("wechat.pay.") ||
          problem.key == "wechat.miniprogram.appid");
}

}  // namespace

void read_everything(Reader& reader, Config& config) {
  read_log(reader, config.log);
  read_mysql(reader, config.mysql);
  read_tree(reader, config.tree);
  read_http(reader, config.http);
  read_ops(reader, config.ops);
  read_api(reader, config.api);
  read_console(reader, config.console);
  read_housekeeping(reader, config.housekeeping);
  read_redis(reader, config.redis);
  read_security(reader, config.security);
  read_mini_program(reader, config.mini_program);
  read_message_push(reader, config.message_push);
  read_messages(reader, config.api.messages);
  read_orders(reader, config.api.orders);
  read_withdrawals(reader, config.api.withdrawals);
  read_pay(reader, config.pay);
  read_payout(reader, config.payout);
  if (config.pay) {
    config.pay->appid = config.mini_program.appid;
    config.api.withdrawals.terms.transfer_min = config.pay->transfer.limits.min;
    config.api.withdrawals.terms.name_required_from = config.pay->transfer.limits.name_required_from;
  }
  reader.refuse_unknown_keys();
  config.secret_files = reader.secret_files();
}

tl::expected<Config, Problems> load(const std::string& path, Scope scope) {
  const auto text = read_whole_file(path);
  if (!text) return tl::unexpected(Problems{text.error()});
  auto entries = parse_toml(*text, path);
  if (!entries) return tl::unexpected(Problems{entries.error()});
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  Reader reader(std::move(*entries), path, folder, credentials_directory());
  Config config;
  read_everything(reader, config);
  Problems problems;
  for (const Problem& problem : reader.problems()) {
    if (concerns(problem, scope)) problems.push_back(problem);
  }
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return config;
}

}  // namespace fenrun::config
