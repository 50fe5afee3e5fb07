// What arrives under WeChat Pay's own signature and seal, whatever it says: the way from the bytes of a reply
// to the value of a call, certificates included.
#include <array>
#include <boost/asio/io_context.hpp>
#include <string>

#include "base/assert.hpp"
#include "tests/fuzz/targets.hpp"
#include "tests/wechat/pay/support/pay_stage.hpp"
#include "wechat/http/ask.hpp"
#include "wechat/pay/wire/resource.hpp"

namespace fenrun::wechat::fuzz {
namespace {

Instant now_of_signed_replies() { return Instant(std::chrono::seconds(testing::kStageNow)); }

std::string platform_certificate() {
  static const std::string kPem = testing::platform_key().certificate_pem(
      testing::kStageCertificateSerial, testing::kStageNow - 1'000, testing::kStageNow + 31'536'000);
  return kPem;
}

// Answers every request with the same reply.
class OneReply final : public HttpTransport {
 public:
  Awaitable<Result<HttpReply>> send(HttpRequest request) override {
    static_cast<void>(request);
    co_return reply_;
  }
  void set(HttpReply reply) { reply_ = std::move(reply); }

 private:
  HttpReply reply_;
};

PayOptions signed_reply_options(const testing::PayFolder& folder) {
  PayOptions options;
  options.mchid = testing::kStageMchid;
  options.appid = testing::kStageAppid;
  options.merchant_serial = testing::kStageMerchantSerial;
  options.merchant_key = SecretText(testing::merchant_key().private_pem());
  options.apiv3_keys = {SecretText(testing::kStageApiv3Key)};
  options.keys.files.certificates = {folder.write("platform.pem", platform_certificate())};
  return options;
}

// A client whose every host says the same.
struct ToldClient {
  testing::PayFolder folder{};
  ManualClock clock{now_of_signed_replies()};
  SeededRandom random{1};
  std::shared_ptr<OneReply> host = std::make_shared<OneReply>();
  PayClient pay{signed_reply_options(folder), PayTransports{host, nullptr, host}, clock, random};
  boost::asio::io_context context{1};
};

void read_as_receipt(ToldClient& told) {
  const auto receipt = ask(told.context, told.pay.receipts().query(TransferNumber::ours, "WD1"));
  if (!receipt.is_done() || receipt.done().state != ReceiptState::finished) return;
  FENRUN_ASSERT(!receipt.done().hash_value.empty() && !receipt.done().download_url.empty());
  // The file is the reply itself, whose hash the reply can hardly hold.
  FENRUN_ASSERT(!ask(told.context, told.pay.receipts().download(receipt.done())).is_done());
}

void read_as_bill_link(ToldClient& told) {
  const std::chrono::year_month_day day{std::chrono::year(2026), std::chrono::month(1), std::chrono::day(1)};
  FENRUN_ASSERT(!ask(told.context, told.pay.bills().trade_bill(day)).is_done());
}

void read_as_share(ToldClient& told) {
  const auto share = ask(told.context, told.pay.profit_sharing().query("S1", "42"));
  if (share.is_done()) FENRUN_ASSERT(share.done().out_order_no == "S1");
}

void read_as_share_return(ToldClient& told) {
  const auto returned = ask(told.context, told.pay.profit_sharing().query_return("RET1", "S1"));
  if (returned.is_done()) FENRUN_ASSERT(returned.done().out_return_no == "RET1");
}

void read_as_unsplit_amount(ToldClient& told) {
  static_cast<void>(ask(told.context, told.pay.profit_sharing().unsplit_amount("42")));
}

void read_as_balance(ToldClient& told) {
  static_cast<void>(ask(told.context, told.pay.account().balance(FundAccount::operation)));
}

// Seals what the entries show in the clear; "PLATFORM" is the certificate that the reply is signed with.
std::string seal_certificates(Json json) {
  const auto data = json.find("data");
  if (data == json.end() || !data->is_array())
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
  for (auto& entry : *data) {
    if (!entry.is_object() || !entry.contains("encrypt_certificate")) continue;
    const auto& shown = entry["encrypt_certificate"];
    if (!shown.is_string()) continue;
    const auto plain = shown == "PLATFORM" ? platform_certificate() : shown.get<std::string>();
    entry["encrypt_certificate"] = Json::parse(testing::sealed_resource(plain, "certificate", "certificate"));
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void read_as_certificates(const KeySet& known, std::string_view text) {
  const auto json = parse_json(text);
  if (!json || !json->is_object()) return;
  auto reply = testing::sign({.body = seal_certificates(*json)});
  const Apiv3Keys keys{read_apiv3_key(SecretText(testing::kStageApiv3Key)).value()};
  const auto read = read_certificates(reply, known, keys, now_of_signed_replies());
  if (!read) return;
  for (const auto& key : *read) FENRUN_ASSERT(key.is_valid_at(now_of_signed_replies()));
  // One byte more, and nobody signed it.
  reply.body += ' ';
  FENRUN_ASSERT(!read_certificates(reply, known, keys, now_of_signed_replies()));
}

struct ReplyReader {
  std::string_view name;
  void (*read)(ToldClient&);
};
constexpr std::array kReplyReaders{ReplyReader{"receipt", read_as_receipt},
                                   ReplyReader{"bill", read_as_bill_link},
                                   ReplyReader{"share", read_as_share},
                                   ReplyReader{"return", read_as_share_return},
                                   ReplyReader{"unsplit", read_as_unsplit_amount},
                                   ReplyReader{"balance", read_as_balance}};

}  // namespace

// The first line says what the rest is read as.
void signed_reply(std::string_view input) {
  static ToldClient told;
  log::set_level(log::Level::error);
  const auto end = input.find('\n');
  if (end == std::string_view::npos) return;
  const auto name = input.substr(0, end);
  const auto text = input.substr(end + 1);
  if (name == "certificates") read_as_certificates(*told.pay.keys().current(), text);
  for (const auto& reader : kReplyReaders) {
    if (reader.name != name) continue;
    told.host->set(testing::sign({.body = std::string(text)}));
    reader.read(told);
  }
}

}  // namespace fenrun::wechat::fuzz
