#include "wechat/pay/wire/download.hpp"

#include <algorithm>

#include "base/crypto/encoding.hpp"
#include "wechat/http/url.hpp"
#include "wechat/pay/options.hpp"

namespace fenrun::wechat {
namespace {

constexpr std::string_view kHttps = "https://";
constexpr std::size_t kLinkBytesMax = 2048;

}  // namespace

FileHosts file_hosts(const std::string& main_url, const std::string& backup_url) {
  FileHosts hosts;
  // WeChat's links name its own host, whatever stands in for it.
  for (const auto& url : {main_url, backup_url, std::string(kPayHost), std::string(kPayBackupHost)}) {
    const auto base = parse_base_url(url);
    if (base) hosts.push_back(base->authority());
  }
  return hosts;
}

std::optional<std::string> target_of_link(const FileHosts& hosts, std::string_view url) {
  if (url.size() > kLinkBytesMax || !url.starts_with(kHttps)) return std::nullopt;
  const auto rest = url.substr(kHttps.size());
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  if (std::find(hosts.begin(), hosts.end(), rest.substr(0, slash)) == hosts.end()) return std::nullopt;
  const auto target = rest.substr(slash);
  const bool is_plain =
      std::all_of(target.begin(), target.end(), [](char c) { return c > ' ' && c < 127 && c != '#'; });
  if (!is_plain) return std::nullopt;
  return std::string(target);
}

Awaitable<PayOutcome<std::string>> download_file(std::shared_ptr<PayCaller> caller, FileHosts hosts,
                                                 std::string url) {
  auto target = target_of_link(hosts, url);
  if (!target) co_return PayUnknown{PayDoubt::other_object, "the link is not to WeChat Pay's host"};
  PayCall call{PayApi::download, HttpMethod::get, std::move(*target)};
  PayOutcome<std::string> file = co_await caller->download(std::move(call));
  co_return file;
}

bool is_same_hash(std::string_view a, std::string_view b) {
  const auto first = crypto::from_hex(a);
  return first && !first->empty() && first == crypto::from_hex(b);
}

}  // namespace fenrun::wechat
