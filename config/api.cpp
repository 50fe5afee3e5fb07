#include "config/address.hpp"
#include "config/sections.hpp"

namespace fenrun::config {
namespace {

void read_binding(Reader& reader, BindingRule& rule) {
  reader.choice<BindingMode>("binding.mode", rule.mode,
                             {{"first_touch", BindingMode::first_touch},
                              {"new_users", BindingMode::new_users},
                              {"last_touch", BindingMode::last_touch},
                              {"protected", BindingMode::protected_days}});
  reader.duration("binding.protection_days", rule.protection, std::chrono::days{0}, kProtectionMax);
  if (rule.mode == BindingMode::protected_days && rule.protection == std::chrono::days{0}) {
    reader.problem("binding.protection_days", "is required by this mode",
                   "give the number of days, 1 to 3650");
  }
}

}  // namespace

void read_api(Reader& reader, server::ApiOptions& options) {
  reader.duration("api.consumer_session_days", options.consumer_session_lifetime, std::chrono::days{1},
                  std::chrono::days{365});
  reader.duration("api.story_deadline_ms", options.story_deadline, std::chrono::milliseconds{100},
                  std::chrono::milliseconds{60'000});
  reader.number<std::int64_t>("api.rate_limit_factor", options.rate_limit_factor, 1, 1'000'000);
  read_addresses(reader, "api.trusted_proxies", options.trusted_proxies);
  reader.text("api.mini_program_page", options.mini_program_page, 128);
  reader.text("api.producer_name", options.producer_name, 64);
  reader.text("api.producer_slogan", options.producer_slogan, 128);
  reader.boolean("api.check_page", options.check_page);
  reader.choice<wechat::EnvVersion>("api.env_version", options.env_version,
                                    {{"release", wechat::EnvVersion::release},
                                     {"trial", wechat::EnvVersion::trial},
                                     {"develop", wechat::EnvVersion::develop}});
  read_binding(reader, options.binding);
}

}  // namespace fenrun::config
