// Bills and receipts: a signed link, then a file that only its hash vouches for.
#include "base/crypto/digest.hpp"
#include "tests/wechat/pay/support/gzip.hpp"
#include "tests/wechat/pay/support/pay_stage.hpp"
#include "wechat/pay/bill/gunzip.hpp"

namespace fenrun::wechat {
namespace {

using testing::run;

constexpr const char* kFileUrl =
    "https://api.mch.weixin.qq.com/v3/billdownload/file?token=abc%2Bdef&tartype=gzip";

HttpReply file_reply(const std::string& bytes) {
  HttpReply reply;
  reply.status = 200;
  reply.body = bytes;
  return reply;
}

class PayFilesTest : public testing::PayStage {
 protected:
  PayFilesTest() {
    auto options = this->options();
    options.file_bytes_max = 1000;
    pay_ = client(options);
  }

  static std::string link(const std::string& url, const std::string& plain, const char* type = "SHA1") {
    const auto hash = std::string(type) == "SHA1" ? crypto::to_hex(crypto::sha1(plain))
                                                  : crypto::to_hex(crypto::sha256(plain));
    return Json{{"hash_type", type}, {"hash_value", hash}, {"download_url", url}}.dump();
  }
  std::string trade_bill() {
    return outcome_of(run(pay_->bills().trade_bill(std::chrono::year(2026) / 1 / 2)));
  }
};

TEST_F(PayFilesTest, a_bill_is_fetched_in_two_signed_steps_and_its_plain_text_has_the_signed_hash) {
  reply_with(link(kFileUrl, "the bill"));
  files_ = {file_reply(testing::gzip_of("the bill"))};
  const auto bill = run(pay_->bills().trade_bill(std::chrono::year(2026) / 1 / 2));
  ASSERT_TRUE(bill.is_done()) << outcome_of(bill);
  EXPECT_EQ(gunzip(bill.done().packed, 100), "the bill");
  EXPECT_EQ(bill.done().sha1, crypto::to_hex(crypto::sha1("the bill")));
  EXPECT_EQ(main_->last().target, "/v3/bill/tradebill?bill_date=2026-01-02&bill_type=ALL&tar_type=GZIP");
  EXPECT_EQ(downloads_->last().target, "/v3/billdownload/file?token=abc%2Bdef&tartype=gzip");
  EXPECT_TRUE(is_signed(downloads_->last()));
  ASSERT_TRUE(
      run(pay_->bills().fund_bill(std::chrono::year(2026) / 12 / 31, FundAccount::operation)).is_done());
  EXPECT_EQ(main_->last().target,
            "/v3/bill/fundflowbill?bill_date=2026-12-31&account_type=OPERATION&tar_type=GZIP");
  ASSERT_TRUE(run(pay_->bills().sharing_bill(std::chrono::year(2026) / 12 / 31)).is_done());
  EXPECT_EQ(main_->last().target, "/v3/profitsharing/bills?bill_date=2026-12-31&tar_type=GZIP");
}

TEST_F(PayFilesTest, a_file_that_is_not_the_signed_one_is_thrown_away) {
  reply_with(link(kFileUrl, "the bill"));
  for (const auto& [file, outcome] :
       {std::pair{file_reply(testing::gzip_of("another bill")), "unknown not_verified"},
        {file_reply("the bill"), "unknown unreadable"},
        {file_reply(testing::gzip_of("the bill").substr(0, 20)), "unknown unreadable"},
        {testing::refusal(500, "SYSTEM_ERROR"), "unknown server_error"},
        {testing::refusal(404, "RESOURCE_NOT_EXISTS"), "RESOURCE_NOT_EXISTS"}}) {
    files_ = {file};
    EXPECT_EQ(trade_bill(), outcome);
  }
  files_ = {Result<HttpReply>(kWechatOutcomeUnknown)};
  EXPECT_EQ(trade_bill(), "unknown no_answer");
}

TEST_F(PayFilesTest, links_lead_to_wechats_hosts_only) {
  files_ = {file_reply(testing::gzip_of("the bill"))};
  for (const char* url :
       {"https://evil.example.com/v3/billdownload/file?token=a",
        "http://api.mch.weixin.qq.com/v3/billdownload/file?token=a",
        "https://api.mch.weixin.qq.com.evil.example.com/x", "https://api.mch.weixin.qq.com",
        "https://api.mch.weixin.qq.com@evil.example.com/x", "https://api.mch.weixin.qq.com/a b",
        "https://api.mch.weixin.qq.com/a#b", "/v3/billdownload/file"}) {
    reply_with(link(url, "the bill"));
    EXPECT_EQ(trade_bill(), "unknown other_object") << url;
  }
  EXPECT_EQ(downloads_->count("/"), 0);
  reply_with(link("https://api2.mch.weixin.qq.com/v3/file", "the bill"));
  EXPECT_EQ(trade_bill(), "done");
}

TEST_F(PayFilesTest, a_day_without_a_bill_is_an_answer_and_a_link_wants_all_its_members) {
  replies_ = {testing::refusal(400, "NO_STATEMENT_EXIST")};
  EXPECT_EQ(trade_bill(), "NO_STATEMENT_EXIST");
  replies_ = {testing::refusal(400, "STATEMENT_CREATING")};
  EXPECT_EQ(trade_bill(), "STATEMENT_CREATING");
  reply_with(link(kFileUrl, "the bill", "SHA256"));
  EXPECT_EQ(trade_bill(), "unknown unreadable");
  reply_with("{}");
  EXPECT_EQ(trade_bill(), "unknown unreadable");
}

TEST_F(PayFilesTest, a_receipt_is_applied_for_awaited_and_compared_with_its_hash) {
  reply_with(R"({"state":"GENERATING","create_time":"2026-01-02T08:00:00+08:00"})");
  const auto applied = run(pay_->receipts().apply(TransferNumber::ours, "WD1"));
  ASSERT_TRUE(applied.is_done());
  EXPECT_EQ(applied.done().state, ReceiptState::generating);
  EXPECT_EQ(main_->last().target, "/v3/fund-app/mch-transfer/elecsign/out-bill-no");
  EXPECT_EQ(last_body(), Json::parse(R"({"out_bill_no":"WD1"})"));
  EXPECT_EQ(outcome_of(run(pay_->receipts().download(applied.done()))), "NOT_SENT");

  auto finished =
      Json::parse(link("https://api.mch.weixin.qq.com/v3/transferdownload/elecvoucherfile?token=a&source=b",
                       "%PDF-1.7", "SHA256"));
  finished["state"] = "FINISHED";
  reply_with(finished.dump());
  const auto receipt = run(pay_->receipts().query(TransferNumber::wechats, "133000"));
  ASSERT_TRUE(receipt.is_done()) << outcome_of(receipt);
  EXPECT_EQ(main_->last().target, "/v3/fund-app/mch-transfer/elecsign/transfer-bill-no/133000");
  files_ = {file_reply("%PDF-1.7")};
  EXPECT_EQ(run(pay_->receipts().download(receipt.done())).done(), "%PDF-1.7");
  EXPECT_EQ(downloads_->last().target, "/v3/transferdownload/elecvoucherfile?token=a&source=b");
  files_ = {file_reply("%PDF-1.8")};
  EXPECT_EQ(outcome_of(run(pay_->receipts().download(receipt.done()))), "unknown not_verified");
  const int fetched = downloads_->count("/");
  auto other_hash = receipt.done();
  other_hash.hash_type = "MD5";
  EXPECT_EQ(outcome_of(run(pay_->receipts().download(other_hash))), "unknown not_verified");
  EXPECT_EQ(downloads_->count("/"), fetched);
  finished.erase("download_url");
  reply_with(finished.dump());
  EXPECT_EQ(outcome_of(run(pay_->receipts().query(TransferNumber::ours, "WD1"))), "unknown unreadable");
}

TEST_F(PayFilesTest, a_receipt_may_have_a_hash_of_sm3) {
  // Of GB/T 32905: the hash of "abc", in capitals as WeChat may write it.
  reply_with(R"({"state":"FINISHED","hash_type":"SM3",
      "hash_value":"66C7F0F462EEEDD9D1F2D46BDC10E4E24167C4875CF2F7A2297DA02B8F4BA8E0",
      "download_url":"https://api.mch.weixin.qq.com/v3/transferdownload/elecvoucherfile?token=a"})");
  const auto receipt = run(pay_->receipts().query(TransferNumber::ours, "WD1"));
  ASSERT_TRUE(receipt.is_done()) << outcome_of(receipt);
  files_ = {file_reply("abc")};
  const auto file = run(pay_->receipts().download(receipt.done()));
  ASSERT_TRUE(file.is_done()) << outcome_of(file);
  EXPECT_EQ(file.done(), "abc");
  files_ = {file_reply("abd")};
  EXPECT_EQ(outcome_of(run(pay_->receipts().download(receipt.done()))), "unknown not_verified");
  auto by_another_name = receipt.done();
  by_another_name.hash_type = "SHA256";
  files_ = {file_reply("abc")};
  EXPECT_EQ(outcome_of(run(pay_->receipts().download(by_another_name))), "unknown not_verified");
}

}  // namespace
}  // namespace fenrun::wechat
