#include "tests/wechat/pay/support/pay_stage.hpp"

#include <unistd.h>

#include <array>
#include <ctime>
#include <fstream>
#include <stdexcept>

#include "base/crypto/cipher.hpp"
#include "base/crypto/encoding.hpp"

namespace fenrun::wechat::testing {
namespace {

Result<HttpReply> next(std::deque<Result<HttpReply>>& replies) {
  if (replies.empty()) throw std::logic_error("the test gave no reply");
  auto reply = replies.front();
  if (replies.size() > 1) replies.pop_front();
  return reply;
}

std::shared_ptr<ScriptedTransport> transport_over(std::deque<Result<HttpReply>>& replies) {
  return std::make_shared<ScriptedTransport>([&replies](const HttpRequest&) { return next(replies); });
}

}  // namespace

PayFolder::PayFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "fenrun-pay-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for the test");
  path_ = pattern;
}

PayFolder::~PayFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string PayFolder::write(const std::string& name, const std::string& content) const {
  const auto path = path_ / name;
  std::ofstream(path, std::ios::binary) << content;
  return path.string();
}

std::string http_date(std::int64_t unix_seconds) {
  const std::time_t time = unix_seconds;
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  std::array<char, 64> text{};
  const auto size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text.data(), size};
}

HttpReply sign(const SignedReply& reply) {
  HttpReply out;
  out.status = reply.status;
  out.content_type = "application/json";
  out.body = reply.body;
  const std::string timestamp = std::to_string(reply.at_s);
  const std::string message = timestamp + "\nNONCE\n" + reply.body + "\n";
  out.headers = {{"wechatpay-timestamp", timestamp},
                 {"wechatpay-nonce", "NONCE"},
                 {"wechatpay-signature", reply.key->sign(message)},
                 {"wechatpay-serial", reply.serial},
                 {"date", http_date(reply.at_s)},
                 {"request-id", "0800-0"}};
  return out;
}

HttpReply refusal(int status, const std::string& code) {
  HttpReply out;
  out.status = status;
  out.content_type = "application/json";
  out.body = Json{{"code", code}, {"message", "words for people"}, {"detail", {{"field", "/amount"}}}}.dump();
  out.headers = {{"date", http_date(kStageNow)}, {"request-id", "0801-268435461"}};
  return out;
}

std::string sealed_resource(const std::string& plain, const std::string& original_type,
                            const std::string& associated_data, const std::string& apiv3_key) {
  crypto::Key256 key{};
  std::copy(apiv3_key.begin(), apiv3_key.end(), key.begin());
  crypto::Nonce96 nonce{};
  const std::string nonce_text = "fdasflkja484";
  std::copy(nonce_text.begin(), nonce_text.end(), nonce.begin());
  const auto sealed = crypto::aes256_gcm_seal(key, nonce, associated_data, plain);
  return Json{{"original_type", original_type},
              {"algorithm", "AEAD_AES_256_GCM"},
              {"ciphertext", crypto::to_base64(crypto::as_bytes(sealed))},
              {"associated_data", associated_data},
              {"nonce", nonce_text}}
      .dump();
}

PayStage::PayStage()
    : main_(transport_over(replies_)),
      backup_(transport_over(backup_replies_)),
      downloads_(transport_over(files_)) {
  // Calls fail on purpose here.
  log::set_level(log::Level::error);
  pay_ = client(options());
}

PayOptions PayStage::options() {
  PayOptions options;
  options.mchid = kStageMchid;
  options.appid = kStageAppid;
  options.merchant_serial = kStageMerchantSerial;
  options.merchant_key = SecretText(merchant_key().private_pem());
  options.apiv3_keys = {SecretText(kStageApiv3Key)};
  const auto pem =
      platform_key().certificate_pem(kStageCertificateSerial, kStageNow - 1000, kStageNow + 31'536'000);
  options.keys.files.certificates = {folder_.write("platform.pem", pem)};
  return options;
}

std::unique_ptr<PayClient> PayStage::client(PayOptions options) {
  return std::make_unique<PayClient>(std::move(options), PayTransports{main_, backup_, downloads_}, clock_,
                                     random_);
}

std::string PayStage::header(const HttpRequest& request, const std::string& name) {
  for (const auto& [header, value] : request.headers) {
    if (header == name) return value;
  }
  return "";
}

std::string PayStage::attribute(const HttpRequest& request, const std::string& name) {
  const auto value = header(request, "Authorization");
  const auto start = value.find(name + "=\"");
  if (start == std::string::npos) return "";
  const auto from = start + name.size() + 2;
  return value.substr(from, value.find('"', from) - from);
}

bool PayStage::is_signed(const HttpRequest& request) {
  const std::string method = request.method == HttpMethod::get ? "GET" : "POST";
  const auto message = method + "\n" + request.target + "\n" + attribute(request, "timestamp") + "\n" +
                       attribute(request, "nonce_str") + "\n" + request.body + "\n";
  return merchant_key().verify(message, attribute(request, "signature"));
}

}  // namespace fenrun::wechat::testing
