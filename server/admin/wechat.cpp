// The tables by which WeChat Pay's words are understood, printed as they are in the program.
#include <iostream>

#include "server/admin/command.hpp"
#include "wechat/pay/outcome/errors.hpp"
#include "wechat/pay/outcome/fail_reasons.hpp"

namespace fenrun::server::admin {
namespace {

// Tab-separated, one row a line: for people's eyes and for other programs alike.
int print_errors() {
  std::cout << "http\tcode\toutcome\taction\tmeaning_zh\tmeaning_en\tnext_zh\tnext_en\n";
  for (const auto& row : wechat::pay_error_table()) {
    std::cout << row.http_status << '\t' << row.code << '\t'
              << (row.effect == wechat::PayEffect::unknown ? "unknown" : "refused") << '\t'
              << wechat::to_text(row.action) << '\t' << row.zh << '\t' << row.en << '\t' << row.next_zh
              << '\t' << row.next_en << '\n';
  }
  std::cout << "5xx\t*\tunknown\trepeat\t微信系统错误，结果未知\tWeChat failed; the outcome is unknown\t"
               "用同一单号、同样参数重试\tThe same number and parameters again\n"
               "*\t*\tunknown\tquery\t表中没有的错误码，结果未知\tA code that is not in the table; unknown\t"
               "用同一单号查询，多次无果转人工\tQuery by the same number; a person after several\n";
  return 0;
}

int print_fail_reasons() {
  std::cout << "reason\towner\tside\tmeaning_zh\tmeaning_en\n";
  for (const auto& row : wechat::fail_reason_table()) {
    std::cout << row.reason << '\t' << wechat::to_text(row.owner) << '\t' << wechat::to_text(row.side) << '\t'
              << row.zh << '\t' << row.en << '\n';
  }
  return 0;
}

}  // namespace

void add_wechat(CLI::App& app, Run& run) {
  auto* const wechat = app.add_subcommand("wechat", "What WeChat Pay's words mean");
  wechat->require_subcommand(1);
  wechat->add_subcommand("errors", "Its refusals: status, code, outcome, meaning, what to do")
      ->callback([&run] { run = print_errors; });
  wechat->add_subcommand("fail-reasons", "Why transfers fail, whose side it is and who acts")
      ->callback([&run] { run = print_fail_reasons; });
}

}  // namespace fenrun::server::admin
