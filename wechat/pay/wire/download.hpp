// Files that WeChat Pay gives by a link: the link was signed, the file is not, and only our hosts are asked.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wechat/pay/wire/caller.hpp"

namespace fenrun::wechat {

// "host[:port]" of the main and the backup host, and of WeChat's own two.
using FileHosts = std::vector<std::string>;
FileHosts file_hosts(const std::string& main_url, const std::string& backup_url);

// Path and query of a link to one of the hosts; nothing for another link.
std::optional<std::string> target_of_link(const FileHosts& hosts, std::string_view url);

Awaitable<PayOutcome<std::string>> download_file(std::shared_ptr<PayCaller> caller, FileHosts hosts,
                                                 std::string url);

// Two hex texts, in any case.
bool is_same_hash(std::string_view a, std::string_view b);

}  // namespace fenrun::wechat
