#include "config/address.hpp"
#include "config/certificate.hpp"
#include "config/sections.hpp"

namespace fenrun::config {
namespace {

using std::chrono::milliseconds;

void read_http_client(Reader& reader, wechat::HttpClientOptions& options) {
  read_base_url(reader, "wechat.miniprogram.base_url", options.base_url);
  read_certificates(reader, "wechat.miniprogram.ca_file", options.ca_file);
  reader.duration("wechat.miniprogram.connect_timeout_ms", options.connect_ms_max, milliseconds{100},
                  milliseconds{60'000});
  reader.duration("wechat.miniprogram.handshake_timeout_ms", options.handshake_ms_max, milliseconds{100},
                  milliseconds{60'000});
  reader.duration("wechat.miniprogram.call_timeout_ms", options.call_ms_max, milliseconds{100},
                  milliseconds{120'000});
  reader.number<std::size_t>("wechat.miniprogram.idle_connections_max", options.idle_connections_max, 1,
                             1024);
  reader.number<std::size_t>("wechat.miniprogram.calls_max", options.calls_max, 1, 10'000);
}

}  // namespace

void read_mini_program(Reader& reader, wechat::MiniProgramOptions& options) {
  reader.text("wechat.miniprogram.appid", options.appid, 32, Need::required);
  reader.secret("wechat.miniprogram.secret_file", options.app_secret, Need::required);
  read_http_client(reader, options.http);
}

}  // namespace fenrun::config
