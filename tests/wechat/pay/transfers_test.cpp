#include "wechat/pay/transfer/transfers.hpp"

#include "tests/wechat/pay/support/pay_stage.hpp"

namespace fenrun::wechat {
namespace {

using testing::run;

std::string characters(std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += "字";
  return out;
}

class PayTransfersTest : public testing::PayStage {
 protected:
  static TransferRequest request() {
    TransferRequest request;
    request.out_bill_no = "WD20260102000001A7";
    request.openid = SecretText("o-MYE42l80oelYMDE34nYD456Xoy");
    request.amount = Fen{12'345};
    request.remark = "推广佣金2026年1月";
    request.report_infos = {{"岗位类型", "推广员"}, {"报酬说明", "1月推广佣金"}};
    request.notify_url = "https://api.example.com/wxpay/transfer";
    return request;
  }

  template <class Spoil>
  std::string body_outcome(Spoil spoil) {
    auto spoiled = request();
    spoil(spoiled);
    return outcome_of(pay_->transfers().body(spoiled));
  }
};

constexpr const char* kCreated =
    R"({"out_bill_no":"WD20260102000001A7","transfer_bill_no":"1330000071100999991182020050700019480001",
        "create_time":"2026-01-02T08:00:00+08:00","state":"WAIT_USER_CONFIRM","package_info":"affffddafdfafddffda=="})";
constexpr const char* kQueried =
    R"({"mch_id":"1900000001","out_bill_no":"WD20260102000001A7","transfer_bill_no":"133000007110",
        "appid":"wx0123456789abcdef","state":"FAIL","transfer_amount":12345,"transfer_remark":"推广佣金2026年1月",
        "fail_reason":"NAME_NOT_CORRECT","openid":"o-MYE42l80oelYMDE34nYD456Xoy",
        "create_time":"2026-01-02T08:00:00+08:00","update_time":"2026-01-02T08:05:00+08:00"})";

TEST_F(PayTransfersTest, the_body_is_made_once_and_its_bytes_are_what_is_sent_every_time) {
  auto asked = request();
  asked.user_name = SecretText("张三");
  auto body = pay_->transfers().body(asked);
  ASSERT_TRUE(body.is_done());
  const auto json = Json::parse(body.done().json.reveal());
  auto plain = json;
  plain.erase("user_name");
  EXPECT_EQ(plain, Json::parse(R"({"appid":"wx0123456789abcdef","out_bill_no":"WD20260102000001A7",
      "transfer_scene_id":"1005","openid":"o-MYE42l80oelYMDE34nYD456Xoy","transfer_amount":12345,
      "transfer_remark":"推广佣金2026年1月","notify_url":"https://api.example.com/wxpay/transfer",
      "transfer_scene_report_infos":[{"info_type":"岗位类型","info_content":"推广员"},
                                     {"info_type":"报酬说明","info_content":"1月推广佣金"}]})"));
  EXPECT_EQ(testing::platform_key().open_oaep(json["user_name"].get<std::string>()), "张三");
  EXPECT_EQ(body.done().sealing_serial, testing::kStageCertificateSerial);

  reply_with(kCreated);
  for (int i = 0; i < 2; ++i) {
    const auto created = run(pay_->transfers().create(body.done()));
    ASSERT_TRUE(created.is_done()) << outcome_of(created);
    EXPECT_EQ(created.done().state, TransferState::wait_user_confirm);
    EXPECT_EQ(created.done().package_info.reveal(), "affffddafdfafddffda==");
    EXPECT_EQ(main_->last().body, body.done().json.reveal());
    EXPECT_EQ(main_->last().target, "/v3/fund-app/mch-transfer/transfer-bills");
    EXPECT_EQ(header(main_->last(), "Wechatpay-Serial"), testing::kStageCertificateSerial);
  }
  const auto again = pay_->transfers().body(asked);
  EXPECT_NE(again.done().json.reveal(), body.done().json.reveal());  // OAEP: which is why the bytes are kept
}

TEST_F(PayTransfersTest, amounts_and_names_keep_wechats_limits) {
  struct Row {
    std::int64_t fen;
    bool has_name;
    const char* outcome;
  };
  const std::vector<Row> rows{{9, false, "NOT_SENT"},   {10, false, "done"},     {29, true, "NOT_SENT"},
                              {29, false, "done"},      {30, true, "done"},      {30, false, "done"},
                              {199'999, false, "done"}, {199'999, true, "done"}, {200'000, false, "NOT_SENT"},
                              {200'000, true, "done"},  {0, false, "NOT_SENT"},  {-1, false, "NOT_SENT"}};
  for (const auto& row : rows) {
    EXPECT_EQ(body_outcome([&](auto& r) {
                r.amount = Fen{row.fen};
                if (row.has_name) r.user_name = SecretText("张三");
              }),
              row.outcome)
        << row.fen << row.has_name;
  }
}

TEST_F(PayTransfersTest, numbers_texts_and_scene_infos_keep_wechats_rules) {
  for (const char* number : {"", "P-1", "P_1", "单1", "123456789012345678901234567890123"}) {
    EXPECT_EQ(body_outcome([&](auto& r) { r.out_bill_no = number; }), "NOT_SENT") << number;
  }
  EXPECT_EQ(body_outcome([](auto& r) { r.out_bill_no = std::string(32, 'Z'); }), "done");
  EXPECT_EQ(body_outcome([](auto& r) { r.remark = characters(32); }), "done");
  EXPECT_EQ(body_outcome([](auto& r) { r.remark = characters(33); }), "NOT_SENT");
  EXPECT_EQ(body_outcome([](auto& r) { r.remark = ""; }), "NOT_SENT");
  EXPECT_EQ(body_outcome([](auto& r) { r.notify_url = "http://api.example.com/x"; }),
            "NOT_SENT");  // https only
  EXPECT_EQ(body_outcome([](auto& r) { r.notify_url = ""; }), "done");
  const std::vector<std::pair<ReportInfos, const char*>> rows{
      {{{"报酬说明", "x"}, {"岗位类型", "y"}}, "done"},
      {{{"岗位类型", "x"}}, "NOT_SENT"},
      {{{"岗位类型", "x"}, {"岗位类型", "y"}}, "NOT_SENT"},
      {{{"岗位类型", "x"}, {"报酬说明", "y"}, {"报酬说明", "z"}}, "NOT_SENT"},
      {{{"岗位类型", "x"}, {"报酬说明 ", "y"}}, "NOT_SENT"},
      {{{"岗位类型", "x"}, {"报酬说明", ""}}, "NOT_SENT"},
      {{{"岗位类型", "x"}, {"报酬说明", characters(33)}}, "NOT_SENT"},
      {{}, "NOT_SENT"},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(body_outcome([&](auto& r) { r.report_infos = rows[i].first; }), rows[i].second) << i;
  }
}

TEST_F(PayTransfersTest, only_a_query_about_our_number_merchant_and_app_says_how_a_transfer_stands) {
  reply_with(kQueried);
  const auto failed = run(pay_->transfers().query("WD20260102000001A7"));
  ASSERT_TRUE(failed.is_done()) << outcome_of(failed);
  EXPECT_EQ(main_->last().target, "/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/WD20260102000001A7");
  EXPECT_EQ(failed.done().state, TransferState::fail);
  EXPECT_TRUE(is_terminal(failed.done().state));
  EXPECT_EQ(failed.done().fail_reason, "NAME_NOT_CORRECT");
  EXPECT_EQ(failed.done().amount, Fen{12'345});
  EXPECT_EQ(failed.done().openid->reveal(), "o-MYE42l80oelYMDE34nYD456Xoy");
  EXPECT_EQ(outcome_of(run(pay_->transfers().query("WD20260102000001A8"))), "unknown other_object");
  EXPECT_EQ(outcome_of(run(pay_->transfers().query_wechat_number("133000007110"))), "done");
  EXPECT_EQ(main_->last().target, "/v3/fund-app/mch-transfer/transfer-bills/transfer-bill-no/133000007110");
  for (const auto& [member, value, outcome] :
       {std::tuple{"mch_id", Json("1900000002"), "unknown other_object"},
        {"appid", Json("wxother"), "unknown other_object"},
        {"state", Json("TRANSFERRING"), "unknown unreadable"},  // WeChat writes one R
        {"state", Json("CANCELED"), "unknown unreadable"},      // and two Ls
        {"transfer_amount", Json("12345"), "unknown unreadable"},
        {"transfer_amount", Json(123.45), "unknown unreadable"},
        {"update_time", Json(nullptr), "unknown unreadable"}}) {
    auto body = Json::parse(kQueried);
    body[member] = value;
    reply_with(body.dump());
    EXPECT_EQ(outcome_of(run(pay_->transfers().query("WD20260102000001A7"))), outcome) << member << value;
  }
}

TEST_F(PayTransfersTest, every_state_of_wechats_is_read) {
  for (const auto& [word, state] : {std::pair{"ACCEPTED", TransferState::accepted},
                                    {"PROCESSING", TransferState::processing},
                                    {"WAIT_USER_CONFIRM", TransferState::wait_user_confirm},
                                    {"TRANSFERING", TransferState::transferring},
                                    {"SUCCESS", TransferState::success},
                                    {"FAIL", TransferState::fail},
                                    {"CANCELING", TransferState::canceling},
                                    {"CANCELLED", TransferState::cancelled}}) {
    auto body = Json::parse(kQueried);
    body["state"] = word;
    reply_with(body.dump());
    EXPECT_EQ(run(pay_->transfers().query("WD20260102000001A7")).done().state, state) << word;
  }
}

TEST_F(PayTransfersTest, the_real_name_in_a_query_is_for_our_key) {
  auto body = Json::parse(kQueried);
  body["user_name"] = testing::merchant_key().seal_oaep("张三");
  reply_with(body.dump());
  const auto queried = run(pay_->transfers().query("WD20260102000001A7"));
  EXPECT_EQ(pay_->transfers().user_name(queried.done())->reveal(), "张三");
  body["user_name"] = testing::platform_key().seal_oaep("张三");
  reply_with(body.dump());
  const auto foreign = run(pay_->transfers().query("WD20260102000001A7"));
  EXPECT_FALSE(pay_->transfers().user_name(foreign.done()).has_value());
}

TEST_F(PayTransfersTest, a_cancel_is_accepted_and_ends_nothing_by_itself) {
  reply_with(R"({"out_bill_no":"WD1","transfer_bill_no":"133","state":"CANCELING",
                 "update_time":"2026-01-02T08:05:00+08:00"})");
  const auto cancelled = run(pay_->transfers().cancel("WD1"));
  ASSERT_TRUE(cancelled.is_done()) << outcome_of(cancelled);
  EXPECT_EQ(cancelled.done().state, TransferState::canceling);
  EXPECT_FALSE(is_terminal(cancelled.done().state));
  EXPECT_EQ(main_->last().target, "/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/WD1/cancel");
  EXPECT_TRUE(is_signed(main_->last()));
}

TEST_F(PayTransfersTest, without_a_valid_platform_key_no_name_is_sent_in_clear) {
  clock_.advance(std::chrono::hours(366 * 24));  // the certificate is over
  EXPECT_EQ(body_outcome([](auto& r) { r.user_name = SecretText("张三"); }), "NOT_SENT");
}

}  // namespace
}  // namespace fenrun::wechat
