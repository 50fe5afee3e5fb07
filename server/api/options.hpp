// What the configuration may say about the API.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/crypto/password.hpp"
#include "domain/binding/binding_rule.hpp"
#include "domain/order/order_terms.hpp"
#include "flows/withdrawal/withdrawal_rules.hpp"
#include "server/message_options.hpp"
#include "wechat/miniprogram/types.hpp"

namespace fenrun::server {

struct ApiOptions {
  std::chrono::seconds consumer_session_lifetime{std::chrono::days{30}};
  BindingRule binding;
  OrderTerms orders;
  flows::WithdrawalRules withdrawals;
  MessageOptions messages;
  // Where a scanned code or a link leads: a page of the mini program, without a leading '/'.
  std::string mini_program_page = "pages/index/index";
  // What a poster says of the producer.
  std::string producer_name = "分润";
  std::string producer_slogan = "微信扫码，即刻进店";
  bool check_page = true;  // WeChat refuses a page that is not in the published version
  wechat::EnvVersion env_version = wechat::EnvVersion::release;
  // Numeric addresses of the proxies in front of us: what they say in X-Forwarded-For is believed.
  std::vector<std::string> trusted_proxies;
  // Multiplies every quota of rate_limit.hpp; 1 in production, more for load tests.
  std::int64_t rate_limit_factor = 1;
  std::int64_t list_file_rows_max = 100'000;  // of a list that is written to a file; at most kTotalRowsMax
  std::chrono::milliseconds story_deadline{3000};  // a request waits this long at most for a database worker
  crypto::ScryptCost password_cost;
  std::size_t password_threads = 2;
  std::size_t password_queue_max = 8;
};

}  // namespace fenrun::server
