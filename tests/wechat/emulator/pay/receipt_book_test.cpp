#include "wechat/emulator/core/pay/receipt_book.hpp"

#include <gtest/gtest.h>

#include "base/crypto/digest.hpp"
#include "tests/wechat/emulator/pay/transfer_stage.hpp"

namespace fenrun::emulator::pay {
namespace {

using std::chrono::days;
using std::chrono::seconds;

class Receipts : public ::testing::Test, protected TransferStage {
 protected:
  const Transfer* paid(const std::string& number, bool is_named = true) {
    auto wanted = order(number);
    if (is_named) wanted.user_name = "张三";
    create(wanted);
    confirm(number);
    pass(seconds(1));
    state(number);
    return book.find(number);
  }
  static std::string said(const ReceiptBook::Outcome& outcome) {
    if (const auto* problem = std::get_if<Problem>(&outcome)) return std::string(problem->code);
    return std::string(name_of(std::get<const Receipt*>(outcome)->state));
  }
  std::string apply(const Transfer* transfer) { return said(receipts.apply(transfer, "1900000001", now)); }
  std::string query(const Transfer* transfer) { return said(receipts.query(transfer, now)); }

  ReceiptBook receipts;
};

TEST_F(Receipts, only_a_paid_transfer_with_a_name_has_one) {
  EXPECT_EQ(apply(nullptr), "INVALID_REQUEST");
  create("A1");
  EXPECT_EQ(apply(book.find("A1")), "INVALID_REQUEST");
  EXPECT_EQ(apply(paid("A2", false)), "INVALID_REQUEST");
  const auto* transfer = paid("A3");
  EXPECT_EQ(query(transfer), "NOT_FOUND") << "never asked for";
  EXPECT_EQ(apply(transfer), "GENERATING");
  const auto* old = paid("A4");
  pass(days(183));
  EXPECT_EQ(apply(old), "INVALID_REQUEST");
}

TEST_F(Receipts, is_made_after_a_moment_and_kept_for_ninety_days) {
  const auto* transfer = paid("A1");
  EXPECT_EQ(apply(transfer), "GENERATING");
  pass(seconds(29));
  EXPECT_EQ(query(transfer), "GENERATING");
  pass(seconds(1));
  EXPECT_EQ(query(transfer), "FINISHED");
  EXPECT_EQ(apply(transfer), "FINISHED") << "asking again changes nothing";
  pass(days(90) - seconds(1));
  EXPECT_EQ(query(transfer), "FINISHED");
  pass(seconds(1));
  EXPECT_EQ(query(transfer), "NOT_FOUND");
  EXPECT_EQ(apply(transfer), "GENERATING");
}

TEST_F(Receipts, a_failed_one_may_be_asked_for_again) {
  const auto* transfer = paid("A1");
  receipts.plan_failure("SYSTEM_BUSY");
  apply(transfer);
  pass(seconds(30));
  EXPECT_EQ(query(transfer), "FAILED");
  EXPECT_EQ(apply(transfer), "GENERATING");
  pass(seconds(30));
  EXPECT_EQ(query(transfer), "FINISHED");
}

TEST_F(Receipts, the_file_is_a_pdf_whose_table_finds_every_object) {
  const auto* transfer = paid("A1");
  apply(transfer);
  pass(seconds(30));
  const auto outcome = receipts.query(transfer, now);
  const auto& receipt = *std::get<const Receipt*>(outcome);
  const auto& pdf = *receipt.file;
  EXPECT_EQ(receipt.hash_value, crypto::to_hex(crypto::sha256(pdf)));
  ASSERT_TRUE(pdf.starts_with("%PDF-1.5\n"));
  ASSERT_TRUE(pdf.ends_with("%%EOF\n"));
  const auto start = std::stoul(pdf.substr(pdf.rfind("startxref\n") + 10));
  ASSERT_EQ(pdf.substr(start, 9), "xref\n0 8\n");
  for (std::size_t number = 0; number < 8; ++number) {
    const auto line = pdf.substr(start + 9 + number * 20, 20);
    ASSERT_EQ(line.size(), 20U);
    ASSERT_EQ(line.substr(18), " \n");
    if (number == 0) continue;
    const auto head = std::to_string(number) + " 0 obj\n";
    EXPECT_EQ(pdf.substr(std::stoul(line.substr(0, 10)), head.size()), head);
  }
  const auto length_at = pdf.find("<< /Length ") + 11;
  const auto stream_at = pdf.find("stream\n") + 7;
  EXPECT_EQ(pdf.substr(stream_at + std::stoul(pdf.substr(length_at)), 9), "endstream");
  EXPECT_NE(pdf.find("<00310030002E00300030>"), std::string::npos) << "10.00";
  EXPECT_NE(pdf.find("<5F20002A>"), std::string::npos) << "张*";
  EXPECT_EQ(pdf.find("4E09"), std::string::npos) << "the rest of the name is not in it";
}

TEST_F(Receipts, a_token_ends_after_its_life) {
  DownloadDesk desk;
  const auto file = std::make_shared<const std::string>("x");
  const auto token = desk.lay_out(file, now + seconds(600), {now, random});
  EXPECT_EQ(desk.fetch(token, now + seconds(599)), file);
  EXPECT_EQ(desk.fetch(token, now + seconds(600)), nullptr);
  EXPECT_EQ(desk.fetch("other", now), nullptr);
}

}  // namespace
}  // namespace fenrun::emulator::pay
