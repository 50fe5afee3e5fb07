// The emulator with a merchant who has money and a user to send it to, and the calls about transfers.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "tests/wechat/emulator/support/pay_stage.hpp"

namespace fenrun::emulator::testing {

inline const std::string kTransferBills = "/v3/fund-app/mch-transfer/transfer-bills";

class MoneyStage : public ::testing::Test, protected PayStage {
 protected:
  MoneyStage() : openid(add_user({{"real_name", "张三"}})) {
    control("POST", "/pay/funds", {{"account", "OPERATION"}, {"amount", 1'000'000}});
  }
  Json transfer_body(const std::string& number, std::int64_t amount = 1'000) const {
    return {{"appid", kAppid},
            {"out_bill_no", number},
            {"transfer_scene_id", "1005"},
            {"openid", openid},
            {"transfer_amount", amount},
            {"transfer_remark", "推广佣金"},
            {"notify_url", "https://shop.example.com/wxpay/transfer"},
            {"transfer_scene_report_infos",
             {{{"info_type", "岗位类型"}, {"info_content", "推广员"}},
              {{"info_type", "报酬说明"}, {"info_content", "佣金"}}}}};
  }
  PayAnswer create(const Json& body) { return call("POST", kTransferBills, body); }
  // With a real name, encrypted afresh.
  PayAnswer create_named(Json body, const std::string& name) {
    body["user_name"] = *pay().merchant.public_key.key.public_key().encrypt(name);
    auto request = draft("POST", kTransferBills, body.dump());
    request.headers["wechatpay-serial"] = pay().merchant.public_key.serial;
    return send(request);
  }
  PayAnswer query(const std::string& number) {
    return call("GET", kTransferBills + "/out-bill-no/" + number);
  }
  PayAnswer cancel(const std::string& number) {
    return call("POST", kTransferBills + "/out-bill-no/" + number + "/cancel");
  }
  ControlAnswer act(const std::string& deed, const Json& body) {
    return control("POST", "/pay/transfers/" + deed, body);
  }
  void pay_out(const std::string& number, std::int64_t amount = 1'000) {
    ASSERT_EQ(create(transfer_body(number, amount)).status, 200);
    ASSERT_EQ(act("confirm", {{"out_bill_no", number}}).status, 200);
    pass(std::chrono::seconds(1));
  }
  Json funds(const std::string& account = "OPERATION") {
    return control("GET", "/pay/funds").body.at(account);
  }
  // The events that were delivered, with what was inside.
  std::vector<std::pair<std::string, Json>> delivered() {
    std::vector<std::pair<std::string, Json>> events;
    for (const auto& job : deliver()) {
      EXPECT_TRUE(is_signed(job.request.headers, job.request.body));
      events.emplace_back(Json::parse(job.request.body).at("event_type"),
                          Json::parse(open_callback(job.request.body).value()));
    }
    return events;
  }
  std::string openid;
};

}  // namespace fenrun::emulator::testing
