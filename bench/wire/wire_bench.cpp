// WeChat Pay's wire without a network: rows 23 and 24 of docs/performance.md. The limit is OpenSSL's bare RSA
// operation over a ready digest with a context that is made once, which is what `openssl speed rsa2048`
// times.
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <vector>

#include "base/clock.hpp"
#include "base/crypto/cipher.hpp"
#include "base/crypto/digest.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "bench/harness/compare.hpp"
#include "tests/wechat/pay/support/pay_keys.hpp"
#include "wechat/pay/client.hpp"

namespace fenrun::bench {
namespace {

constexpr std::uint64_t kSigns = 2'000;
constexpr std::uint64_t kVerifies = 40'000;
constexpr const char* kApiv3Key = "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb";
constexpr const char* kKeyId = "PUB_KEY_ID_0114232134912410000000000000";

// OpenSSL's own operation with everything prepared.
class BareRsa {
 public:
  using Initialise = int (*)(EVP_PKEY_CTX*);
  BareRsa(EVP_PKEY* key, Initialise initialise)
      : context_(EVP_PKEY_CTX_new(key, nullptr), EVP_PKEY_CTX_free) {
    if (initialise(context_.get()) != 1 ||
        EVP_PKEY_CTX_set_rsa_padding(context_.get(), RSA_PKCS1_PADDING) != 1 ||
        EVP_PKEY_CTX_set_signature_md(context_.get(), EVP_sha256()) != 1) {
      throw std::runtime_error("no RSA");
    }
  }
  void sign() {
    std::size_t size = signature_.size();
    if (EVP_PKEY_sign(context_.get(), signature_.data(), &size, digest_.data(), digest_.size()) != 1) {
      throw std::runtime_error("cannot sign");
    }
    signature_.resize(size);
  }
  void verify(const std::vector<unsigned char>& signature) {
    if (EVP_PKEY_verify(context_.get(), signature.data(), signature.size(), digest_.data(), digest_.size()) !=
        1) {
      throw std::runtime_error("cannot verify");
    }
  }
  [[nodiscard]] const std::vector<unsigned char>& signature() const { return signature_; }

 private:
  std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context_;
  crypto::Sha256 digest_ = crypto::sha256("digest");
  std::vector<unsigned char> signature_ = std::vector<unsigned char>(256);
};

wechat::PayOptions options_of(const wechat::testing::PayKey& merchant) {
  wechat::PayOptions options;
  options.mchid = "1900000001";
  options.appid = "wx0123456789abcdef";
  options.merchant_serial = "408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB";
  options.merchant_key = SecretText(merchant.private_pem());
  options.apiv3_keys = {SecretText(kApiv3Key)};
  return options;
}

wechat::TransferRequest transfer_of(std::uint64_t number) {
  wechat::TransferRequest request;
  request.out_bill_no = "P" + std::to_string(1'000'000 + number);
  request.openid = SecretText("o-MYE42l80oelYMDE34nYD456Xoy");
  request.amount = Fen{12'345};
  request.remark = "推广佣金2026年1月";
  request.report_infos = {{"岗位类型", "推广员"}, {"报酬说明", "1月推广佣金"}};
  request.notify_url = "https://api.example.com/callbacks/wechat/transfer";
  return request;
}

struct Callback {
  wechat::HttpHeaders headers;
  std::string body;
};

// A finished transfer as WeChat tells it.
Callback callback_of(const wechat::testing::PayKey& platform, Instant now) {
  crypto::Key256 key{};
  std::copy_n(kApiv3Key, key.size(), key.begin());
  crypto::Nonce96 nonce{};
  std::copy_n("fdasflkja484", nonce.size(), nonce.begin());
  const std::string plain =
      R"({"out_bill_no":"P1000001","transfer_bill_no":"1330000071100999991182020050700019480001","state":"SUCCESS",)"
      R"("mch_id":"1900000001","transfer_amount":12345,"openid":"o-MYE42l80oelYMDE34nYD456Xoy",)"
      R"("create_time":"2026-01-02T08:00:00+08:00","update_time":"2026-01-02T08:00:09+08:00"})";
  const auto sealed = crypto::aes256_gcm_seal(key, nonce, "mch_payment", plain);
  Callback callback;
  callback.body =
      R"({"id":"EV-1","create_time":"2026-01-02T08:00:10+08:00","resource_type":"encrypt-resource",)"
      R"("event_type":"MCHTRANSFER.BILL.FINISHED","summary":"x","resource":{"original_type":"mch_payment",)"
      R"("algorithm":"AEAD_AES_256_GCM","associated_data":"mch_payment","nonce":"fdasflkja484","ciphertext":")" +
      crypto::to_base64(crypto::as_bytes(sealed)) + "\"}}";
  const auto timestamp =
      std::to_string(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
  callback.headers = {
      {"Content-Type", "application/json"},
      {"Wechatpay-Timestamp", timestamp},
      {"Wechatpay-Nonce", "593BEC0C930BF1AFEB40B4A08C8FB242"},
      {"Wechatpay-Serial", kKeyId},
      {"Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048"},
      {"Wechatpay-Signature",
       platform.sign(timestamp + "\n593BEC0C930BF1AFEB40B4A08C8FB242\n" + callback.body + "\n")}};
  return callback;
}

class WireBench {
 public:
  WireBench() : client_(with_platform_key(options_of(merchant_)), wechat::PayTransports{}, clock_, random_) {}

  void run() {
    build_and_sign();
    verify_and_open();
  }

 private:
  wechat::PayOptions with_platform_key(wechat::PayOptions options) {
    file_.reset(std::tmpfile());
    const std::string pem = platform_.public_pem();
    std::fwrite(pem.data(), 1, pem.size(), file_.get());
    std::fflush(file_.get());
    options.keys.files.public_keys = {{kKeyId, "/proc/self/fd/" + std::to_string(fileno(file_.get()))}};
    return options;
  }

  void build_and_sign() {
    BareRsa bare(merchant_.handle(), EVP_PKEY_sign_init);
    const wechat::PayCall blank{wechat::PayApi::create_transfer, wechat::HttpMethod::post,
                                "/v3/fund-app/mch-transfer/transfer-bills"};
    std::uint64_t number = 0;
    const auto one = [&](bool has_name) {
      auto request = transfer_of(++number);
      if (has_name) request.user_name = SecretText("欧阳小明");
      const auto body = client_.transfers().body(request);
      auto call = blank;
      call.body = body.done().json.reveal();
      bytes_ += exchange_.sign(call, kKeyId).body.size();
    };
    const Contender limit{"bare RSA-2048 sign", [&] { return measure(kSigns, [&] { bare.sign(); }); }};
    compare(23, "build, sign and serialise one transfer",
            {"ours", [&] { return measure(kSigns, [&] { one(false); }); }}, limit);
    compare(23, "the same with a sealed real name",
            {"ours", [&] { return measure(kSigns, [&] { one(true); }); }}, limit);
  }

  void verify_and_open() {
    BareRsa signer(platform_.handle(), EVP_PKEY_sign_init);
    signer.sign();
    const auto signature = signer.signature();
    BareRsa bare(platform_.handle(), EVP_PKEY_verify_init);
    const Callback callback = callback_of(platform_, clock_.now());
    const auto one = [&] {
      if (!client_.receiver().judge(callback.headers, callback.body))
        throw std::runtime_error("not accepted");
    };
    const Contender limit{"bare RSA-2048 verify",
                          [&] { return measure(kVerifies, [&] { bare.verify(signature); }); }};
    compare(24, "verify, decrypt and read one callback", {"ours", [&] { return measure(kVerifies, one); }},
            limit);
    const auto keys = client_.keys().current();
    const auto verify_only = [&] {
      if (wechat::verify_message(*keys, callback.headers, callback.body, clock_.now()) !=
          wechat::PayVerdict::authentic) {
        throw std::runtime_error("not authentic");
      }
    };
    compare(24, "of that, the verification", {"ours", [&] { return measure(kVerifies, verify_only); }},
            limit);
  }

  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  const wechat::testing::PayKey merchant_, platform_;
  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<std::FILE, Close> file_;
  std::size_t bytes_ = 0;
  wechat::PayClient client_;
  wechat::PayExchange exchange_{client_.merchant(), client_.merchant_keys(), {}, clock_, random_};
};

}  // namespace
}  // namespace fenrun::bench

int main() {
  fenrun::log::set_level(fenrun::log::Level::error);
  fenrun::bench::WireBench().run();
  return 0;
}
