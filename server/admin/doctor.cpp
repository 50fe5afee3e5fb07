// Whether WeChat Pay would work as the configuration says, and what to mend, in words an engineer can follow.
#include <boost/asio/io_context.hpp>
#include <iostream>

#include "server/admin/command.hpp"
#include "wechat/http/ask.hpp"
#include "wechat/pay/checkup/checkup.hpp"

namespace fenrun::server::admin {
namespace {

struct DoctorArguments {
  std::string file;
  std::string language = "zh";
  std::string callback_ca;
};

using Findings = std::vector<wechat::PayFinding>;

Findings examine(const wechat::PayOptions& options, const std::string& callback_ca) {
  const SystemClock clock;
  SystemRandom random;
  wechat::PayClient client(options, clock, random);
  boost::asio::io_context context{1};
  return wechat::ask(context,
                     wechat::check_up(client, clock, wechat::make_callback_probe(clock, callback_ca)));
}

std::string_view mark(wechat::FindingLevel level) {
  switch (level) {
    case wechat::FindingLevel::good:
      return "[ok]   ";
    case wechat::FindingLevel::warning:
      return "[warn] ";
    case wechat::FindingLevel::bad:
      return "[FAIL] ";
  }
  return "";
}

void print(const wechat::PayFinding& finding, bool is_chinese) {
  std::cout << mark(finding.level) << (is_chinese ? finding.zh : finding.en);
  if (!finding.detail.empty()) std::cout << " (" << finding.detail << ')';
  std::cout << '\n';
  const auto fix = is_chinese ? finding.fix_zh : finding.fix_en;
  if (!fix.empty()) std::cout << "       -> " << fix << '\n';
}

int run_doctor(const DoctorArguments& arguments) {
  const auto config = load_or_explain(arguments.file, config::Scope::everything);
  if (!config) return 1;
  const bool is_chinese = arguments.language == "zh";
  if (!config->pay) {
    std::cout << (is_chinese ? "微信支付未启用：没有配置 wechat.pay.merchant_id\n"
                             : "WeChat Pay is off: wechat.pay.merchant_id is not set\n");
    return 0;
  }
  bool is_good = true;
  try {
    for (const auto& finding : examine(*config->pay, arguments.callback_ca)) {
      print(finding, is_chinese);
      is_good = is_good && finding.level != wechat::FindingLevel::bad;
    }
  } catch (const std::exception& error) {
    std::cout << (is_chinese ? "[FAIL] 密钥或地址不可用: " : "[FAIL] keys or hosts cannot be used: ")
              << error.what() << '\n';
    return 1;
  }
  return is_good ? 0 : 1;
}

}  // namespace

void add_doctor(CLI::App& app, Run& run) {
  auto* const command = app.add_subcommand(
      "doctor", "Checks WeChat Pay: keys, serials, clock, self test, callbacks, allow-list");
  const auto arguments = std::make_shared<DoctorArguments>();
  command->add_option("FILE", arguments->file, "The server's configuration")->required();
  command->add_option("--lang", arguments->language, "zh or en")->check(CLI::IsMember({"zh", "en"}));
  command->add_option("--callback-ca", arguments->callback_ca,
                      "PEM file to trust at our callback URLs; without it the system's authorities");
  command->callback([arguments, &run] { run = [arguments] { return run_doctor(*arguments); }; });
}

}  // namespace fenrun::server::admin
