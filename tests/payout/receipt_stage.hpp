// Withdrawals with the payee's name, of which WeChat makes electronic receipts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "db/payout/payout_receipt.hpp"
#include "flows/withdrawal/sealed_payout.hpp"
#include "tests/payout/payout_stage.hpp"

namespace fenrun::testing {

inline constexpr const char* kApplyPath = "/v3/fund-app/mch-transfer/elecsign/out-bill-no";
inline constexpr const char* kAskPath = "/v3/fund-app/mch-transfer/elecsign/out-bill-no/{out_bill_no}";
inline constexpr const char* kFilePath = "/v3/transferdownload/elecvoucherfile";

class ReceiptStage : public PayoutStage {
 protected:
  Withdrawal named(Fen gross = Fen{1'000}) {
    const DealerId dealer = dealer_with(gross, emulator_.add_user({{"real_name", "张三"}}));
    flows::RequestWithdrawal command{fresh_id(), dealer, gross, fresh_id(), ""};
    command.name_sealed = flows::seal_payee_name(sealer(), command.public_id, SecretText("张三"));
    const Withdrawal withdrawal = database().run(
        [&](db::Tx& tx) { return flows::request_withdrawal(tx, rules_, command, clock_.now()); });
    approve(withdrawal, kFinanceOne, clock_.now());
    if (withdrawal.approvals_needed > 1) approve(withdrawal, kFinanceTwo, clock_.now());
    return withdrawal;
  }
  // Paid, and nothing more was done.
  Withdrawal paid(payout::Lane& lane) {
    const Withdrawal withdrawal = named();
    for (int rounds = 0; state_of(withdrawal) != "paid" && rounds < 20; ++rounds) {
      lane.prepare();
      while (lane.take_step()) {
      }
      confirm_all();
      advance(70);
    }
    EXPECT_EQ(state_of(withdrawal), "paid");
    return withdrawal;
  }

  static std::optional<PayoutReceipt> receipt_of(const Withdrawal& withdrawal) {
    return database().run([&](db::Tx& tx) -> Result<std::optional<PayoutReceipt>> {
      return db::find_receipt(tx, db::find_payout_of(tx, withdrawal.id)->id);
    });
  }
  static std::string receipt_state(const Withdrawal& withdrawal) {
    const auto receipt = receipt_of(withdrawal);
    return receipt ? std::string(to_word(receipt->state)) : "none";
  }
  static std::string archived_file(const Withdrawal& withdrawal) {
    const auto receipt = receipt_of(withdrawal);
    return database().run([&](db::Tx& tx) -> Result<std::string> {
      return flows::open_receipt(sealer(), receipt->number, db::receipt_file(tx, receipt->payout))
          .value_or("");
    });
  }
  static void end_receipt_leases() {
    connection().run_script_statement(
        "UPDATE payout_receipt SET lease_until = '2000-01-01' WHERE lease_until IS NOT NULL");
  }

  // Time passes and the lane works until the receipt has ended.
  void fetch(payout::Lane& lane, const Withdrawal& withdrawal, std::int64_t step_s = 400,
             int rounds_max = 20) {
    for (int rounds = 0; rounds < rounds_max; ++rounds) {
      while (lane.take_receipt()) {
      }
      const auto receipt = receipt_of(withdrawal);
      if (!receipt || !receipt->due_at) return;
      advance(step_s);
    }
  }
  // Applications that WeChat has taken.
  int applications() {
    int taken = 0;
    for (const auto& request : emulator_.requests(kApplyPath)) {
      if (request.at("is_processed") == true && request.at("http_status") != 400) ++taken;
    }
    return taken;
  }
  void expect_archived(const Withdrawal& withdrawal, const std::string& where) {
    ASSERT_EQ(receipt_state(withdrawal), "archived") << where;
    const std::string file = archived_file(withdrawal);
    EXPECT_TRUE(file.starts_with("%PDF")) << where;
    EXPECT_EQ(receipt_of(withdrawal)->sha256, crypto::as_text(crypto::sha256(std::string_view(file))))
        << where;
  }
};

}  // namespace fenrun::testing
