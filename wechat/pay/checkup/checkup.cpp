#include "wechat/pay/checkup/checkup.hpp"

#include <boost/asio/ip/address.hpp>

#include "wechat/pay/keys/certificate.hpp"
#include "wechat/pay/outcome/errors.hpp"
#include "wechat/pay/wire/rules.hpp"

namespace fenrun::wechat {
namespace {

constexpr std::chrono::hours kExpirySoon{30 * 24};
constexpr std::chrono::seconds kClockWarning{30};
constexpr std::chrono::seconds kClockBad{120};

PayFinding good(std::string_view zh, std::string_view en, std::string detail = {}) {
  return {FindingLevel::good, zh, en, {}, {}, std::move(detail)};
}

PayFinding unknown_outcome(std::string_view zh, std::string_view en, const PayUnknown& unknown) {
  PayFinding finding{
      FindingLevel::bad, zh, en, {}, {}, std::string(to_text(unknown.doubt)) + " " + unknown.note};
  switch (unknown.doubt) {
    case PayDoubt::not_reached:
    case PayDoubt::no_answer:
      finding.fix_zh = "检查服务器到 api.mch.weixin.qq.com 的网络、DNS 与 CA 证书";
      finding.fix_en = "Check the network, the DNS and the CA certificates towards api.mch.weixin.qq.com";
      break;
    case PayDoubt::not_verified:
      finding.fix_zh =
          "应答签名无法验证：检查 public_key_files / certificate_files 中的密钥与编号，以及服务器时钟";
      finding.fix_en =
          "The reply cannot be verified: check the keys and ids in public_key_files and "
          "certificate_files, and the clock";
      break;
    case PayDoubt::other_object:
      finding.fix_zh = "应答无法用商户私钥解开：merchant_key_file 与 merchant_serial 不是同一张证书";
      finding.fix_en =
          "The reply does not open with our key: merchant_key_file and merchant_serial are not of one "
          "certificate";
      break;
    case PayDoubt::not_in_time:
    case PayDoubt::server_error:
    case PayDoubt::unexpected_reply:
    case PayDoubt::unreadable:
      finding.fix_zh = "稍后重试；若持续出现，凭请求号联系微信支付";
      finding.fix_en = "Try again later; if it stays, ask WeChat Pay with the request's number";
      break;
  }
  return finding;
}

PayFinding refused_outcome(std::string_view zh, std::string_view en, const PayRefusal& refusal) {
  return {FindingLevel::bad,
          zh,
          en,
          refusal.row->next_zh,
          refusal.row->next_en,
          refusal.code + " " + refusal.note};
}

PayFinding echo_finding(const PayOutcome<PayAccepted>& echo) {
  if (echo.is_done()) {
    return good("自检接口通过：签名、验签、加密、解密均正常",
                "The self test passed: signing, verifying, sealing and opening work");
  }
  constexpr std::string_view kZh = "自检接口未通过";
  constexpr std::string_view kEn = "The self test did not pass";
  if (echo.refusal() != nullptr) return refused_outcome(kZh, kEn, *echo.refusal());
  return unknown_outcome(kZh, kEn, *echo.unknown());
}

// A number that cannot exist: any answer but NOT_FOUND says what stands in the way of transfers.
PayFinding transfer_finding(const PayOutcome<Transfer>& query) {
  constexpr std::string_view kZh = "商家转账不可用";
  constexpr std::string_view kEn = "Transfers cannot be made";
  if (query.is_done() || query.refused_with("NOT_FOUND")) {
    return good("商家转账接口可用", "The transfer product answers");
  }
  if (query.unknown() != nullptr) return unknown_outcome(kZh, kEn, *query.unknown());
  PayFinding finding = refused_outcome(kZh, kEn, *query.refusal());
  if (query.refused_with("INVALID_REQUEST")) {
    finding.fix_zh =
        "最常见原因是服务器出口 IP 不在白名单：商户平台 > 产品中心 > 商家转账 > 产品设置 > 接口 IP";
    finding.fix_en =
        "Most often our outgoing address is not in the allow-list: merchant console, product centre, "
        "merchant transfer, product settings, interface IP";
  }
  return finding;
}

PayFinding key_finding(const PlatformKey& key, Instant now) {
  if (now > key.not_after) {
    return {FindingLevel::bad,
            "平台证书已过期",
            "A platform certificate has expired",
            "下载新证书，或换用微信支付公钥",
            "Fetch the new certificate, or change over to the public key",
            key.serial};
  }
  if (now < key.not_before) {
    return {FindingLevel::warning, "平台证书尚未生效", "A platform certificate is not valid yet",
            "检查服务器时钟",      "Check the clock",  key.serial};
  }
  if (key.not_after != Instant::max() && key.not_after - now < kExpirySoon) {
    return {FindingLevel::warning,
            "平台证书将在 30 天内过期",
            "A platform certificate expires within 30 days",
            "在商户平台更换平台证书或微信支付公钥",
            "Renew it in the merchant console",
            key.serial};
  }
  return good(is_public_key_id(key.serial) ? "微信支付公钥可用" : "平台证书可用",
              is_public_key_id(key.serial) ? "A public key of WeChat Pay's is in place"
                                           : "A platform certificate is in place",
              key.serial);
}

std::string_view host_of(std::string_view url) {
  const auto start = url.find("//");
  if (start == std::string_view::npos) return {};
  const auto rest = url.substr(start + 2);
  if (rest.starts_with('['))
    return rest.substr(1, rest.find(']') == std::string_view::npos ? 0 : rest.find(']') - 1);
  return rest.substr(0, rest.find_first_of(":/"));
}

PayFinding url_finding(std::string_view key, const std::string& url, bool must_be_https) {
  const std::string detail = std::string(key) + " " + url;
  if (url.empty()) {
    return {FindingLevel::warning, "未配置回调地址，只能靠查询",   "No callback URL: only queries will tell",
            "配置公网 https 地址", "Configure a public https URL", detail};
  }
  if (!is_notify_url(url, must_be_https)) {
    return {FindingLevel::bad,
            "回调地址格式不符",
            "A callback URL has the wrong shape",
            "必须是完整地址，带路径，不带问号参数；转账只接受 https",
            "It must be complete, with a path and without a query; transfers want https",
            detail};
  }
  if (!is_public_host(host_of(url))) {
    return {FindingLevel::bad,
            "回调地址不是公网地址",
            "A callback URL is not on the internet",
            "改为已备案的公网域名",
            "Use a public domain with ICP filing",
            detail};
  }
  return good("回调地址格式正确", "A callback URL has the right shape", detail);
}

// Those that WeChat could call; plain http is not tried.
std::vector<std::string> urls_to_try(const PayOptions& options) {
  std::vector<std::string> urls;
  for (const auto& url : {options.payment_notify_url, options.refund_notify_url, options.transfer_notify_url,
                          options.authorization_notify_url}) {
    if (is_notify_url(url, true) && is_public_host(host_of(url))) urls.push_back(url);
  }
  return urls;
}

}  // namespace

bool is_public_host(std::string_view host) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(std::string(host), error);
  if (error) return host.find('.') != std::string_view::npos && !host.ends_with(".local");
  if (address.is_v6()) {
    const auto v6 = address.to_v6();
    return !v6.is_loopback() && !v6.is_unspecified() && !v6.is_link_local() &&
           (v6.to_bytes()[0] & 0xfeU) != 0xfcU;
  }
  const auto bytes = address.to_v4().to_bytes();
  const bool is_private = bytes[0] == 10 || (bytes[0] == 172 && bytes[1] >= 16 && bytes[1] < 32) ||
                          (bytes[0] == 192 && bytes[1] == 168);
  return !is_private && bytes[0] != 127 && bytes[0] != 0 && !(bytes[0] == 169 && bytes[1] == 254);
}

std::vector<PayFinding> check_keys(const KeySet& keys, Instant now) {
  std::vector<PayFinding> findings;
  for (const auto& key : keys.all()) findings.push_back(key_finding(key, now));
  if (keys.sealing_key(now) == nullptr) {
    findings.push_back({FindingLevel::bad,
                        "没有可用的微信支付公钥或平台证书",
                        "There is no valid key of WeChat Pay's",
                        "配置 public_key_files，或打开 download_certificates",
                        "Configure public_key_files, or switch download_certificates on",
                        {}});
  }
  return findings;
}

PayFinding check_clock(std::optional<std::chrono::seconds> offset) {
  if (!offset) {
    return {FindingLevel::warning,
            "不知道微信的时间，无法核对服务器时钟",
            "WeChat's time is not known, so that the clock cannot be judged",
            "先解决连接问题，再运行一次；并确认已启用时间同步",
            "Mend the connection and run this again; make sure that time synchronisation is on",
            {}};
  }
  std::string detail = std::to_string(offset->count()) + " s";
  const auto size = std::chrono::abs(*offset);
  if (size < kClockWarning)
    return good("服务器时钟与微信一致", "The clock agrees with WeChat's", std::move(detail));
  return {size < kClockBad ? FindingLevel::warning : FindingLevel::bad,
          "服务器时钟与微信不一致",
          "The clock does not agree with WeChat's",
          "启用时间同步（systemd-timesyncd 或 chrony）；相差 5 分钟以上签名会被拒绝",
          "Switch time synchronisation on; beyond five minutes every signature is refused",
          std::move(detail)};
}

std::vector<PayFinding> check_callback_urls(const PayOptions& options) {
  std::vector<PayFinding> findings{url_finding("payment_notify_url", options.payment_notify_url, false),
                                   url_finding("refund_notify_url", options.refund_notify_url, false),
                                   url_finding("transfer_notify_url", options.transfer_notify_url, true)};
  if (options.has_authorization) {
    findings.push_back(url_finding("authorization_notify_url", options.authorization_notify_url, true));
  }
  return findings;
}

Awaitable<std::vector<PayFinding>> check_up(PayClient& client, const Clock& clock, CallbackProbe probe) {
  if (client.options().keys.downloads_certificates) {
    const Done refreshed = co_await client.keys().refresh();
    static_cast<void>(refreshed);  // what it brought is looked at next
  }
  std::vector<PayFinding> findings = check_keys(*client.keys().current(), clock.now());
  const PayOutcome<PayAccepted> echo = co_await client.account().echo("fenrun doctor");
  findings.push_back(echo_finding(echo));
  const PayOutcome<Transfer> query = co_await client.transfers().query("FENRUNDOCTOR");
  // Both replies have told WeChat's time, the refused ones too.
  findings.push_back(check_clock(client.clock_offset()));
  findings.push_back(transfer_finding(query));
  for (auto& finding : check_callback_urls(client.options())) findings.push_back(std::move(finding));
  for (const std::string& url : urls_to_try(client.options())) {
    Awaitable<Result<HttpReply>> trial = probe(url);
    const Result<HttpReply> answer = co_await std::move(trial);
    findings.push_back(judge_callback_answer(url, answer));
  }
  co_return findings;
}

}  // namespace fenrun::wechat
