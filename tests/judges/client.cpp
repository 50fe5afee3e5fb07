// fenrun-judged-client: our client of WeChat Pay in front of strangers.
//   fenrun-judged-client calls READY BASE_URL OPENID   a payment, its query and a transfer to a named person,
//   sent
//                                                      to BASE_URL; says how each ended
//   fenrun-judged-client verdict READY                 what our client makes of the reply on standard input
// READY is the line that fenrun-emulator prints: whose keys, and which authority to trust.
#include <boost/asio/io_context.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

#include "base/crypto/encoding.hpp"
#include "base/random.hpp"
#include "wechat/http/ask.hpp"
#include "wechat/pay/client.hpp"
#include "wechat/pay/keys/key_files.hpp"
#include "wechat/pay/wire/message_verifier.hpp"

namespace fenrun::wechat {
namespace {

std::string judged_file(const Json& pay, const char* name) {
  std::ifstream file(pay.at(name).get<std::string>(), std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + pay.at(name).get<std::string>());
  return {std::istreambuf_iterator<char>(file), {}};
}

PayOptions judged_options(const Json& ready, const std::string& base_url) {
  const auto& pay = ready.at("pay");
  PayOptions options;
  options.mchid = pay.at("mchid");
  options.appid = ready.at("appid");
  options.merchant_serial = pay.at("certificate_serial");
  options.merchant_key = SecretText(judged_file(pay, "key_file"));
  options.apiv3_keys = {SecretText(judged_file(pay, "apiv3_key_file"))};
  options.keys.files.public_keys = {{pay.at("public_key_id"), pay.at("public_key_file")}};
  options.keys.files.certificates = {pay.at("platform_certificate_file")};
  options.http.base_url = base_url;
  options.http.ca_file = ready.at("ca_file");
  options.backup_url = "";
  return options;
}

// One line for a call; whether it was done.
template <class T>
bool tell(const char* name, const PayOutcome<T>& outcome) {
  std::cout << name << ' ';
  if (outcome.is_done()) {
    std::cout << "done\n";
  } else if (outcome.refusal() != nullptr) {
    std::cout << "refused " << outcome.refusal()->note << '\n';
  } else {
    std::cout << "unknown " << to_text(outcome.unknown()->doubt) << ' ' << outcome.unknown()->note << '\n';
  }
  return outcome.is_done();
}

PrepayRequest judged_order(const std::string& openid) {
  PrepayRequest request;
  request.out_trade_no = "OURS000001";
  request.description = "明前龙井 250 克 · 礼盒";
  request.total = Fen{12'345};
  request.openid = SecretText(openid);
  request.notify_url = "https://shop.example.com/wxpay/notify";
  return request;
}

TransferRequest judged_transfer(const std::string& openid) {
  TransferRequest request;
  request.out_bill_no = "OURS000001";
  request.openid = SecretText(openid);
  request.user_name = SecretText("欧阳明月");
  request.amount = Fen{12'345};
  request.remark = "推广佣金";
  request.report_infos = {{"岗位类型", "推广员"}, {"报酬说明", "1月推广佣金"}};
  return request;
}

int make_calls(const Json& ready, const std::string& base_url, const std::string& openid) {
  const SystemClock clock;
  SystemRandom random;
  PayClient client(judged_options(ready, base_url), clock, random);
  boost::asio::io_context context{1};
  const auto body = client.transfers().body(judged_transfer(openid));
  if (!body.is_done()) return tell("body", body) ? 0 : 1;
  bool is_good = tell("prepay", ask(context, client.orders().prepay(judged_order(openid))));
  is_good = tell("query", ask(context, client.orders().query("OURS000001"))) && is_good;
  is_good = tell("transfer", ask(context, client.transfers().create(body.done()))) && is_good;
  return is_good ? 0 : 1;
}

// {"headers": {name: value}, "body": base64 of the bytes}
int give_verdict(const Json& ready) {
  const auto options = judged_options(ready, ready.at("wechat"));
  const KeySet keys(read_key_files(options.keys.files).value());
  const auto reply = Json::parse(std::string(std::istreambuf_iterator<char>(std::cin), {}));
  const auto body = crypto::from_base64(reply.at("body").get<std::string>());
  if (!body) throw std::runtime_error("the body is not base64");
  HttpHeaders headers;
  for (const auto& [name, value] : reply.at("headers").items()) headers.emplace_back(name, value);
  std::cout << to_text(verify_message(keys, headers, *body, SystemClock().now())) << '\n';
  return 0;
}

int run_judged_client(const std::vector<std::string>& arguments) {
  if (arguments.size() == 4 && arguments[0] == "calls")
    return make_calls(Json::parse(arguments[1]), arguments[2], arguments[3]);
  if (arguments.size() == 2 && arguments[0] == "verdict") return give_verdict(Json::parse(arguments[1]));
  std::cerr << "fenrun-judged-client calls READY BASE_URL OPENID | verdict READY\n";
  return 2;
}

}  // namespace
}  // namespace fenrun::wechat

int main(int argc, char** argv) {
  try {
    return fenrun::wechat::run_judged_client({argv + 1, argv + argc});
  } catch (const std::exception& problem) {
    std::cerr << "fenrun-judged-client: " << problem.what() << '\n';
    return 1;
  }
}
