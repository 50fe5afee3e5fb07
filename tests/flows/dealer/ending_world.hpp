// A shop whose dealers can be ended, and what is left of one who was.
#pragma once

#include <string>
#include <vector>

#include "db/dealer/ending.hpp"
#include "db/dealer/invite.hpp"
#include "flows/contract/publish_contract.hpp"
#include "flows/dealer/apply_for_dealership.hpp"
#include "flows/dealer/approve_application.hpp"
#include "flows/dealer/create_invite.hpp"
#include "flows/dealer/end_dealership.hpp"
#include "flows/ledger/post.hpp"
#include "tests/flows/order/order_books.hpp"

namespace fenrun::testing {

class EndingWorld : public OrderBooksTest {
 protected:
  void SetUp() override {
    OrderBooksTest::SetUp();
    const ContractDraft contract{"经销商协议", "甲方与乙方约定如下。", kNow - kDay};
    run([&](db::Tx& tx) { return flows::publish_contract(tx, {kOperator, contract}, kNow - kDay); });
    // dealer() numbers its own; whoever is approved comes behind them.
    connection().run_script_statement(
        "UPDATE sequence_counter SET next_value = 1000000 WHERE name = 'dealer' AND next_value < 1000000");
  }

  static std::string public_id_of(DealerId dealer) { return find_dealer(dealer).public_id; }
  static Result<flows::EndedDealership> try_end_on(db::Connection& connection, DealerId dealer,
                                                   Instant now = kNow + kDay,
                                                   const std::string& reason = "不再合作") {
    return connection.transact([&](db::Tx& tx) {
      const std::string public_id = db::find_dealer(tx, dealer)->public_id;
      return flows::end_dealership(tx, {kOperator, public_id, reason}, now);
    });
  }
  // "ended", or the code of the refusal.
  static std::string end(DealerId dealer, Instant now = kNow + kDay) {
    const auto ended = try_end_on(connection(), dealer, now);
    return ended ? "ended" : std::string(ended.error().code());
  }

  static Invite invite_by(DealerId dealer, int uses = 3) {
    const flows::CreateInviteCommand command{
        consumer_of(dealer), fresh_ulid().substr(6), {uses, kNow + 30 * kDay}};
    return run([&](db::Tx& tx) { return flows::create_invite(tx, command, kNow); });
  }
  static Result<Application> apply(const std::string& invite_code, ConsumerId consumer = person()) {
    const flows::ApplyForDealershipCommand command{consumer, fresh_ulid(), "王小明", "", invite_code,
                                                   1,        "127.0.0.1"};
    return transact([&](db::Tx& tx) {
      auto wish = command;
      wish.accepted_contract =
          static_cast<int>(tx.one("SELECT MAX(number) FROM contract_version")->integer(0));
      return flows::apply_for_dealership(tx, wish, kNow);
    });
  }

  // Out of the hold, into the available balance.
  void finish(const OrderWithLines& sale) {
    ASSERT_TRUE(ship(sale.order));
    ASSERT_TRUE(receive(sale.order));
    ASSERT_TRUE(complete(sale.order, kNow + 7 * kDay));
  }
  // As a withdrawal that was paid leaves the sheet.
  static void spend(DealerId dealer, Fen amount) {
    const std::string name = "w" + fresh_ulid();
    const std::vector<Movement> movements{flows::hold(name, dealer, amount),
                                          flows::settle("b" + name, name, dealer, amount)};
    run([&](db::Tx& tx) { return flows::post(tx, movements, kNow); });
  }

  // What must not be of an ended dealership; 0 when all is well.
  static std::int64_t remains() {
    return count(
               "SELECT COUNT(*) FROM dealer_ending e JOIN dealer d ON d.id = e.dealer_id WHERE d.state <> "
               "'ended'") +
           count(
               "SELECT COUNT(*) FROM dealer d LEFT JOIN dealer_ending e ON e.dealer_id = d.id"
               " WHERE d.state = 'ended' AND e.dealer_id IS NULL") +
           count(
               "SELECT COUNT(*) FROM dealer_ending e JOIN dealer d ON d.parent_id = e.dealer_id"
               " WHERE d.state <> 'ended'") +
           count(
               "SELECT COUNT(*) FROM dealer_ending e JOIN binding b ON b.dealer_id = e.dealer_id"
               " WHERE b.active = 1") +
           count(
               "SELECT COUNT(*) FROM dealer_ending e JOIN referral_code r ON r.dealer_id = e.dealer_id"
               " WHERE r.live = 1") +
           count(
               "SELECT COUNT(*) FROM dealer_ending e JOIN dealer_invite i ON i.inviter_id = e.dealer_id"
               " WHERE i.revoked_at IS NULL") +
           count(
               "SELECT COUNT(*) FROM dealer_ending e JOIN withdrawal w ON w.dealer_id = e.dealer_id"
               " WHERE w.is_open = 1") +
           count(
               "SELECT COUNT(*) FROM dealer_ending e JOIN ledger_sheet s ON s.sheet = e.dealer_id"
               " WHERE s.pending_fen + s.available_fen + s.held_fen + s.disputed_fen <> 0") +
           count(
               "SELECT COUNT(*) FROM dealer_ending e JOIN journal_txn t ON t.sheet = e.dealer_id"
               " AND t.number > e.last_number WHERE t.kind NOT IN ('claw_back', 'write_off')");
  }
};

}  // namespace fenrun::testing
