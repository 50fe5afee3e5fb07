#include "db/contract/contract.hpp"
#include "flows/contract/accept_contract.hpp"
#include "flows/contract/list_contracts.hpp"
#include "tests/flows/dealer/dealer_test.hpp"

namespace fenrun::testing {
namespace {

class ContractTest : public DealerTest {
 protected:
  static Result<Contract> accept(ConsumerId consumer, int number, Instant now = kNow) {
    return transact([&](db::Tx& tx) {
      return flows::accept_contract(tx, {consumer, number, "127.0.0.1"}, now);
    });
  }
  static std::optional<Contract> outstanding(ConsumerId consumer, Instant now) {
    return run([&](db::Tx& tx) { return flows::outstanding_contract(tx, consumer, now); });
  }
  static Result<Contract> current(Instant now) {
    return transact([&](db::Tx& tx) { return flows::current_contract(tx, now); });
  }
};

TEST_F(ContractTest, numbers_increase_and_each_version_keeps_the_digest_of_its_text) {
  const Contract second = publish({"经销商协议", "第二版。", kNow}, kNow);
  const Contract third = publish({"经销商协议", "第三版。", kNow}, kNow);
  EXPECT_EQ(second.number, contract_.number + 1);
  EXPECT_EQ(third.number, contract_.number + 2);
  EXPECT_EQ(second.body_sha256.size(), 32U);
  EXPECT_NE(second.body_sha256, third.body_sha256);
  // Of two that come into force at one instant the later number wins.
  EXPECT_EQ(current(kNow)->number, third.number);
}

TEST_F(ContractTest, a_version_waits_for_its_instant) {
  const Contract next = publish({"经销商协议", "第二版。", kNow + kDay}, kNow);
  EXPECT_EQ(current(kNow + kDay - std::chrono::microseconds{1})->number, contract_.number);
  EXPECT_EQ(current(kNow + kDay)->number, next.number);
  const auto earlier = transact([&](db::Tx& tx) {
    return flows::publish_contract(tx, {kOperator, {"经销商协议", "第三版。", kNow}}, kNow);
  });
  EXPECT_TRUE(earlier.refused_with(kContractOutOfOrder));
  EXPECT_TRUE(current(kNow - kDay - kDay).refused_with(kContractNone));
}

TEST_F(ContractTest, a_dealer_has_to_accept_each_version_that_comes_into_force) {
  const Dealer dealer = join();
  const Contract next = publish({"经销商协议", "第二版。", kNow + kDay}, kNow);
  EXPECT_FALSE(outstanding(dealer.consumer_id, kNow).has_value());
  ASSERT_TRUE(outstanding(dealer.consumer_id, kNow + kDay).has_value());
  EXPECT_EQ(outstanding(dealer.consumer_id, kNow + kDay)->number, next.number);
  EXPECT_TRUE(accept(dealer.consumer_id, contract_.number, kNow + kDay).refused_with(kContractNotCurrent));
  EXPECT_TRUE(accept(dealer.consumer_id, next.number, kNow).refused_with(kContractNotCurrent));
  EXPECT_TRUE(accept(dealer.consumer_id, next.number, kNow + kDay).has_value());
  EXPECT_FALSE(outstanding(dealer.consumer_id, kNow + kDay).has_value());
  EXPECT_FALSE(outstanding(person(), kNow + kDay).has_value());
}

TEST_F(ContractTest, accepting_again_keeps_the_first_acceptance) {
  const ConsumerId consumer = person();
  ASSERT_TRUE(accept(consumer, contract_.number, kNow));
  ASSERT_TRUE(accept(consumer, contract_.number, kNow + kDay));
  const auto accepted_at = run([&](db::Tx& tx) -> Result<Instant> {
    return tx
        .one("SELECT contract_id, accepted_at FROM contract_acceptance WHERE consumer_id = ?", {consumer})
        ->time(1);
  });
  EXPECT_EQ(accepted_at, kNow);
}

TEST_F(ContractTest, versions_are_listed_newest_first_without_bodies_and_read_whole_by_number) {
  publish({"经销商协议", "第二版。", kNow}, kNow);
  const auto page = run([&](db::Tx& tx) { return flows::list_contracts(tx, {0, 1}, kNow); });
  ASSERT_EQ(page.items.size(), 1U);
  EXPECT_EQ(page.items[0].number, contract_.number + 1);
  EXPECT_EQ(page.items[0].body, "");
  const auto rest = run([&](db::Tx& tx) { return flows::list_contracts(tx, {page.next, 1}, kNow); });
  ASSERT_EQ(rest.items.size(), 1U);
  EXPECT_EQ(rest.items[0].number, contract_.number);
  EXPECT_EQ(rest.next, 0);
  const auto whole = run([&](db::Tx& tx) { return flows::find_contract(tx, contract_.number, kNow); });
  EXPECT_EQ(whole.body, contract_.body);
  EXPECT_EQ(whole.body_sha256, contract_.body_sha256);
  const auto unknown = transact([&](db::Tx& tx) { return flows::find_contract(tx, 0, kNow); });
  EXPECT_TRUE(unknown.refused_with(kContractNotFound));
}

}  // namespace
}  // namespace fenrun::testing
