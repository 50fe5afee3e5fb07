// Whether a server of ours answers at a callback URL: a notice that nobody signed is sent there, as anybody
// on the internet could, and must be refused in our own words.
#pragma once

#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "wechat/http/client.hpp"
#include "wechat/pay/checkup/finding.hpp"

namespace fenrun::wechat {

using CallbackProbe = std::function<Awaitable<Result<HttpReply>>(std::string url)>;

// From this machine, over https. `ca_file` as in HttpClientOptions; `clock` outlives the calls.
CallbackProbe make_callback_probe(const Clock& clock, std::string ca_file = {});

PayFinding judge_callback_answer(const std::string& url, const Result<HttpReply>& answer);

}  // namespace fenrun::wechat
