// Who a dealer is to the tax office, and the files for it, over HTTPS.
#include <string>

#include "flows/withdrawal/request_withdrawal.hpp"
#include "tests/server/support/money_story.hpp"
#include "tests/server/support/read_workbook.hpp"

namespace fenrun::server::testing {
namespace {

constexpr const char* kNumber = "11010519491231002X";
const std::string kPath = "/api/v1/dealer/taxpayer";

class ApiTax : public MoneyStory {
 protected:
  static ApiReply declare(const DealerPerson& one, const std::string& number = kNumber,
                          const std::string& name = "何文静", bool consent = true) {
    return server->send("PUT", kPath, {{"name", name}, {"identity_number", number}, {"consent", consent}},
                        one.session);
  }
  void earn(const DealerPerson& one, std::int64_t fen) {
    const std::string commission = "c" + std::to_string(sell(one, fen).value);
    move_money({{MovementKind::release, commission, one.id, Fen{fen}, commission}},
               server->app().clock.now());
  }
  // The code of the refusal, or nothing.
  static std::string ask(const DealerPerson& one, std::int64_t gross_fen) {
    flows::WithdrawalRules rules = server->app().options.withdrawals;
    rules.terms.max = rules.terms.day_max = Fen{10'000'000};
    rules.terms.name_required_from = Fen{100'000'000};
    std::string code;
    server->database().run([&](db::Tx& tx) -> Result<bool> {
      const auto id = server->app().random.bytes<10>();
      const flows::RequestWithdrawal command{crypto::make_ulid(1'700'000'000'000, id), one.id, Fen{gross_fen},
                                             crypto::to_hex(id), ""};
      const auto asked = flows::request_withdrawal(tx, rules, command, server->app().clock.now());
      if (!asked) code = asked.error().code();
      return true;
    });
    return code;
  }
  // What is open, as it stands when it was paid outside WeChat.
  static void pay(const DealerPerson& one) {
    const auto open = server->database().run([&](db::Tx& tx) -> Result<db::Row> {
      return *tx.one("SELECT public_id, net_fen, tax_fen FROM withdrawal WHERE dealer_id = ? AND is_open = 1",
                     {one.id});
    });
    std::vector<Movement> movements{
        {MovementKind::pay_offline, open.text(0), one.id, open.fen(1), open.text(0)}};
    if (open.fen(2) > Fen{0})
      movements.push_back({MovementKind::withhold_tax, open.text(0), one.id, open.fen(2), open.text(0)});
    move_money(movements, server->app().clock.now());
    run("UPDATE withdrawal SET state = 'paid', is_open = NULL WHERE is_open = 1");
  }
  static void run(db::Sql statement) {
    server->database().run([&](db::Tx& tx) -> Result<bool> {
      tx.execute(statement);
      return true;
    });
  }
  static std::string this_month() { return month_text(month_number(month_of(server->app().clock.now()))); }
};

TEST_F(ApiTax, a_dealer_says_who_they_are_and_sees_it_in_part) {
  const DealerPerson one = dealer("王一");
  EXPECT_EQ(get(kPath, one.session).body, (json{{"needed", "taxed"}, {"taxpayer", nullptr}}));
  EXPECT_EQ(declare(one, "110105194912310021").code(), "taxpayer.identity_number_invalid");
  EXPECT_EQ(declare(one, kNumber, " ").code(), "taxpayer.name_invalid");
  EXPECT_EQ(declare(one, kNumber, "何文静", false).code(), "taxpayer.consent_missing");
  EXPECT_EQ(declare(one, "1").status, 400);
  const auto told = declare(one, "11010519491231002x");
  ASSERT_EQ(told.status, 200) << told.text;
  EXPECT_EQ(told.body["taxpayer"]["identity_number_masked"], "110***********002X");
  EXPECT_EQ(told.body["taxpayer"]["name_masked"], "何**");
  EXPECT_EQ(get(kPath, one.session).text, told.text);
  const DealerPerson two = dealer("李二");
  EXPECT_EQ(declare(two).code(), "taxpayer.taken");
  const auto rows = server->database().run([&](db::Tx& tx) -> Result<std::vector<db::Row>> {
    return tx.all("SELECT name_sealed, identity_sealed, identity_index FROM taxpayer");
  });
  ASSERT_EQ(rows.size(), 1U);
  for (const std::size_t column : {0U, 1U, 2U}) {
    EXPECT_EQ(rows[0].text(column).find(kNumber), std::string::npos);
    EXPECT_EQ(rows[0].text(column).find("何文静"), std::string::npos);
  }
}

TEST_F(ApiTax, tax_is_withheld_only_from_somebody_who_is_known) {
  const DealerPerson one = dealer("王一");
  earn(one, 500'000);
  EXPECT_EQ(ask(one, 80'000), "") << "no tax, nobody has to be known";
  EXPECT_EQ(declare(one).code(), "withdrawal.already_open");
  pay(one);
  EXPECT_EQ(ask(one, 20'000), "taxpayer.unknown");
  EXPECT_EQ(declare(one, "440524198001010013").status, 200);
  EXPECT_EQ(declare(one).status, 200) << "nothing was paid under the other number";
  EXPECT_EQ(ask(one, 20'000), "");
  pay(one);
  EXPECT_EQ(declare(one, "440524198001010013").code(), "taxpayer.settled");
  EXPECT_EQ(declare(one, kNumber, "何文婧").status, 200) << "a name may be mended";
}

// One person with two dealerships, one after the other, is taxed as one.
TEST_F(ApiTax, income_of_one_identity_number_counts_together) {
  const DealerPerson first = dealer("王一");
  earn(first, 100'000);
  ASSERT_EQ(declare(first).status, 200);
  ASSERT_EQ(ask(first, 80'000), "");
  pay(first);
  const DealerPerson second = dealer("王一二店");
  EXPECT_EQ(declare(second).code(), "taxpayer.taken");
  run("UPDATE dealer SET state = 'ended' WHERE name = '王一'");
  ASSERT_EQ(declare(second).status, 200);
  earn(second, 100'000);
  ASSERT_EQ(ask(second, 20'000), "");
  const auto tax = server->database().run([&](db::Tx& tx) -> Result<std::int64_t> {
    return tx.one("SELECT tax_fen FROM withdrawal WHERE dealer_id = ?", {second.id})->integer(0);
  });
  EXPECT_EQ(tax, 4'000) << "a thousand yuan in all: forty of tax";
}

TEST_F(ApiTax, a_month_and_a_quarter_foot_to_the_ledger_and_are_taken_by_finance_alone) {
  const DealerPerson one = dealer("王一");
  const DealerPerson two = dealer("李二");
  earn(one, 3'000'000);
  earn(two, 50'000);
  ASSERT_EQ(declare(one).status, 200);
  ASSERT_EQ(ask(one, 1'000'000), "");
  pay(one);
  ASSERT_EQ(ask(one, 1'500'000), "");
  pay(one);
  ASSERT_EQ(ask(two, 30'000), "");
  pay(two);
  ASSERT_EQ(ask(two, 20'000), "");  // stays open
  const std::string path = "/admin/v1/tax-files/" + this_month();
  const json total = get(path, auditor).body;
  EXPECT_EQ(total["people"], 2) << total;
  EXPECT_EQ(total["payments"], 3);
  EXPECT_EQ(total["gross_fen"], 2'530'000);
  EXPECT_EQ(total["tax_fen"], 400'000);  // of 25,000 yuan: 4,000
  EXPECT_EQ(total["ledger_tax_fen"], 400'000);
  EXPECT_EQ(total["net_fen"], 2'130'000);
  EXPECT_EQ(total["unknown_people"], 1);
  EXPECT_EQ(total["open"], 1);
  EXPECT_EQ(get(path + "/xlsx", auditor).code(), "caller.no_permission");
  const auto file = get(path + "/xlsx", finance);
  ASSERT_EQ(file.status, 200) << file.text;
  const json book = workbook_in(file.text);
  const json& rows = book["扣税明细 " + this_month()];
  ASSERT_EQ(rows.size(), 4U) << book;
  const json known{"何文静", "居民身份证",   kNumber,        "2",          "25000", "4000",
                   "21000",  "劳务报酬所得", "劳务报酬预扣", this_month(), "25000", "5000",
                   "0",      "20000",        "4000",         "4000",       "王一",  one.public_id};
  EXPECT_EQ(rows[1], known);
  EXPECT_EQ(rows[2][4], "300");
  EXPECT_EQ(rows[2][16], "李二");
  EXPECT_EQ(rows[3][0], "合计 2 笔");
  const auto log = get("/admin/v1/audit-log?limit=1", auditor).body["items"][0];
  EXPECT_EQ(log["action"], "tax_file.take");
  EXPECT_EQ(log["object"], "list:tax-" + this_month());
  const std::string quarter =
      this_month().substr(0, 5) + "Q" + std::to_string((std::stoi(this_month().substr(5)) + 2) / 3);
  EXPECT_EQ(get("/admin/v1/tax-files/" + quarter, finance).body["gross_fen"], 2'530'000);
  const json of_quarter = workbook_in(get("/admin/v1/tax-files/" + quarter + "/xlsx", finance).text);
  EXPECT_EQ(of_quarter["扣税明细 " + quarter][1].size(), 9U) << of_quarter;
}

TEST_F(ApiTax, what_is_refused) {
  EXPECT_EQ(get("/admin/v1/tax-files/2026", finance).code(), "tax_file.period_invalid");
  EXPECT_EQ(get("/admin/v1/tax-files/2999-12", finance).code(), "tax_file.period_in_future");
  EXPECT_EQ(get("/admin/v1/tax-files/2025-10", operator_).code(), "caller.no_permission");
  EXPECT_EQ(get("/admin/v1/tax-files/2025-10", finance).body["people"], 0);
  const DealerPerson one = dealer("王一");
  earn(one, 200'000);
  ASSERT_EQ(declare(one).status, 200);
  ASSERT_EQ(ask(one, 100'000), "");
  pay(one);
  run("UPDATE withdrawal SET tax_fen = tax_fen - 1, net_fen = net_fen + 1");
  EXPECT_EQ(get("/admin/v1/tax-files/" + this_month() + "/xlsx", finance).code(), "tax_file.disagrees");
}

}  // namespace
}  // namespace fenrun::server::testing
