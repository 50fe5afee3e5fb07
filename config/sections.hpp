// One function for each section of the file. A section's keys, defaults and limits are in its own .cpp.
#pragma once

#include "config/config.hpp"
#include "config/reader.hpp"

namespace fenrun::config {

void read_log(Reader& reader, log::Options& options);
void read_mysql(Reader& reader, db::DatabaseOptions& options);
void read_tree(Reader& reader, db::TreeOptions& options);
void read_http(Reader& reader, server::HttpOptions& options);
void read_ops(Reader& reader, server::HttpOptions& options);
void read_api(Reader& reader, server::ApiOptions& options);
void read_console(Reader& reader, server::PageOptions& options);
void read_housekeeping(Reader& reader, server::HousekeepingOptions& options);
void read_messages(Reader& reader, server::MessageOptions& options);
void read_message_push(Reader& reader, std::optional<wechat::PushOptions>& options);
void read_pay(Reader& reader, std::optional<wechat::PayOptions>& options);
void read_payout(Reader& reader, payout::PayoutOptions& options);
void read_redis(Reader& reader, db::RedisOptions& options);
void read_security(Reader& reader, SecurityKeys& keys);
void read_orders(Reader& reader, OrderTerms& terms);
void read_mini_program(Reader& reader, wechat::MiniProgramOptions& options);
void read_withdrawals(Reader& reader, flows::WithdrawalRules& rules);

}  // namespace fenrun::config
