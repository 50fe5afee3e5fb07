// The whole configuration: the option structs of the modules, filled and checked. reference.toml documents
// every key.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/crypto/cipher.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"
#include "config/problem.hpp"
#include "config/reader.hpp"
#include "db/mysql/database.hpp"
#include "db/redis/options.hpp"
#include "db/tree/options.hpp"
#include "payout/options.hpp"
#include "server/api/options.hpp"
#include "server/housekeeping_options.hpp"
#include "server/http/options.hpp"
#include "server/pages/options.hpp"
#include "wechat/miniprogram/message_push.hpp"
#include "wechat/miniprogram/options.hpp"
#include "wechat/pay/options.hpp"

namespace fenrun::config {

// Keys of base/crypto/sealer.hpp and of what is derived beside it.
struct SecurityKeys {
  std::map<std::uint32_t, Secret<crypto::Key256>> sealing;  // by id; the highest seals
  Secret<crypto::Key256> index;                             // blind indexes; never rotates in place
  SecretText password_pepper;
};

server::HttpOptions default_http();
server::HttpOptions default_ops();

struct Config {
  log::Options log;
  db::DatabaseOptions mysql;
  server::HttpOptions http = default_http();
  server::HttpOptions ops = default_ops();  // private: metrics and health, without TLS
  server::ApiOptions api;
  server::PageOptions console;
  server::HousekeepingOptions housekeeping;
  db::RedisOptions redis;
  db::TreeOptions tree;
  SecurityKeys security;
  wechat::MiniProgramOptions mini_program;
  std::optional<wechat::PushOptions> message_push;  // nothing: WeChat pushes nothing to us
  std::optional<wechat::PayOptions> pay;            // nothing: Pay is off
  payout::PayoutOptions payout;                     // fenrun-payout alone
  std::vector<SecretFile> secret_files;             // what the above was read from
};

using Problems = std::vector<Problem>;

// Which part of a file must be complete; a key that nobody knows is a problem wherever it stands.
enum class Scope {
  everything,  // what the server needs
  database,    // [log] and [mysql] only: migrations run with an account of their own
  payout,  // what fenrun-payout needs: it has no listener, no cache and no use for the mini program's secret
};

// Reads a file. Secrets come from the files it names or from $CREDENTIALS_DIRECTORY. Any problem means no
// Config.
tl::expected<Config, Problems> load(const std::string& path, Scope scope = Scope::everything);

// Fills `config` from what `reader` holds; load() without the file system's part of it, for tests of the
// reference.
void read_everything(Reader& reader, Config& config);

}  // namespace fenrun::config
