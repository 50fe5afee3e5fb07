#include "wechat/pay/checkup/callback_probe.hpp"

#include <algorithm>

#include "wechat/http/url.hpp"
#include "wechat/json.hpp"
#include "wechat/pay/callback/receiver.hpp"

namespace fenrun::wechat {
namespace {

constexpr std::chrono::milliseconds kProbeMax{5'000};
constexpr const char* kUnsignedNotice = R"({"id":"FENRUN-DOCTOR","event_type":"TRANSACTION.SUCCESS"})";

Awaitable<Result<HttpReply>> send_unsigned_notice(std::string url, std::string ca_file, const Clock& clock) {
  const auto path_at = std::min(url.find('/', url.find("//") + 2), url.size());
  HttpClientOptions options;
  options.base_url = url.substr(0, path_at);
  options.ca_file = std::move(ca_file);
  options.call_ms_max = kProbeMax;
  if (!parse_base_url(options.base_url)) co_return Error(kWechatNotReached).internal_note("not an address");
  HttpClient client(std::move(options), clock);
  HttpRequest request;
  request.method = HttpMethod::post;
  request.target = url.substr(path_at);
  request.content_type = "application/json";
  request.body = kUnsignedNotice;
  Result<HttpReply> reply = co_await client.send(std::move(request));
  co_return reply;
}

bool is_our_refusal(const HttpReply& reply) {
  const auto json = parse_json(reply.body);
  const auto* const code = json && json->is_object() ? text_member(*json, "code") : nullptr;
  return reply.status == 401 && code != nullptr && *code == kPayNoticeNotAuthentic.code;
}

PayFinding strange_answer(const std::string& url, int status) {
  PayFinding finding{FindingLevel::bad,
                     "回调地址上应答的不是本系统",
                     "What answers at a callback URL is not our server",
                     "检查反向代理：该域名与路径应原样转发到 "
                     "fenrun-server，不得跳转，不得要求登录；并确认服务已启动且启用了微信支付",
                     "Check the proxy: host and path must reach fenrun-server as they are, without a "
                     "redirect or a login; and "
                     "that the server runs with WeChat Pay switched on",
                     "HTTP " + std::to_string(status) + " " + url};
  if (status >= 200 && status < 300) {
    finding.zh = "回调地址接受了没有签名的通知";
    finding.en = "A callback URL takes a notice that nobody signed";
    finding.fix_zh =
        "应答的不是 fenrun-server，或有网关代为应答：微信的通知会就此丢失，请把该路径原样转发到 "
        "fenrun-server";
    finding.fix_en =
        "It is not fenrun-server that answers: notices are lost there; forward the path to fenrun-server";
  }
  return finding;
}

}  // namespace

CallbackProbe make_callback_probe(const Clock& clock, std::string ca_file) {
  return [&clock, ca_file = std::move(ca_file)](std::string url) {
    return send_unsigned_notice(std::move(url), ca_file, clock);
  };
}

PayFinding judge_callback_answer(const std::string& url, const Result<HttpReply>& answer) {
  if (!answer) {
    return {FindingLevel::bad,
            "从本机连不上回调地址",
            "A callback URL cannot be reached from here",
            "检查域名解析、证书链（须由受信任的机构签发）、端口与防火墙；若本机不能经公网访问自己，请在外网主"
            "机上再试",
            "Check the DNS, the certificate's chain, the port and the firewall; where a machine cannot reach "
            "itself over "
            "the internet, try it from outside",
            answer.error().internal_note() + " " + url};
  }
  if (!is_our_refusal(*answer)) return strange_answer(url, answer->status);
  return {FindingLevel::good,
          "回调地址由本系统应答，并拒绝没有签名的通知",
          "Our server answers at a callback URL and refuses a notice that nobody signed",
          {},
          {},
          url};
}

}  // namespace fenrun::wechat
