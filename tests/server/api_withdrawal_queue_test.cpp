// Finance looks for withdrawals by more than their state, sees how many there are and how much, and takes
// exactly those away as a spreadsheet.
#include <set>
#include <string>
#include <vector>

#include "sheet/read_sheet.hpp"
#include "tests/server/support/withdrawal_rows.hpp"
#include "tests/server/support/withdrawal_story.hpp"

namespace fenrun::server::testing {
namespace {

json whole(std::int64_t count, std::int64_t fen) {
  return {{"count", count}, {"sum_fen", fen}, {"is_whole", true}};
}

class ApiWithdrawalQueue : public WithdrawalStory {
 protected:
  void SetUp() override {
    WithdrawalStory::SetUp();
    const Instant now = server->app().clock.now();
    small_ = ask_for_withdrawals(server->database(), 3, Fen{1'001}, now - std::chrono::hours(48));
    large_ = ask_for_withdrawals(server->database(), 2, Fen{70'000}, now);
  }

  [[nodiscard]] ApiReply list(const std::string& query) const {
    return server->call("GET", "/admin/v1/withdrawals?limit=100&" + query, "", finance_one);
  }
  [[nodiscard]] std::set<std::string> found(const std::string& query) const {
    const auto reply = list(query);
    EXPECT_EQ(reply.status, 200) << reply.text;
    std::set<std::string> ids;
    for (const json& item : reply.body.at("items")) ids.insert(item.at("id"));
    return ids;
  }
  [[nodiscard]] ApiReply file(const std::string& query) const {
    return server->call("GET", "/admin/v1/withdrawals/xlsx?" + query, "", finance_one);
  }
  static void run(std::string_view sql) { server->database().connection().run_script_statement(sql); }
  static std::set<std::string> all_of(std::vector<std::string> one,
                                      const std::vector<std::string>& other = {}) {
    one.insert(one.end(), other.begin(), other.end());
    return {one.begin(), one.end()};
  }
  static std::int64_t held_in_ledger() {
    return server->database().run([](db::Tx& tx) -> Result<std::int64_t> {
      return tx.one("SELECT CAST(SUM(amount_fen) AS SIGNED) FROM journal_txn WHERE kind = 'hold'")
          ->integer(0);
    });
  }
  static std::string time_text(Instant at) {
    std::string text = to_rfc3339(at);
    return text.replace(text.find('+'), 1, "%2B");
  }

  std::vector<std::string> small_;
  std::vector<std::string> large_;
};

// "1,001.00" or "1001" as fen: what stands in a cell of yuan.
std::int64_t fen_of_cell(const std::string& cell) {
  const auto point = cell.find('.');
  std::string cents = point == std::string::npos ? "" : cell.substr(point + 1);
  cents.resize(2, '0');
  return std::stoll(cell.substr(0, point)) * 100 + std::stoll(cents);
}

TEST_F(ApiWithdrawalQueue, each_condition_finds_what_fits_it_and_all_of_them_together) {
  const Instant now = server->app().clock.now();
  run("UPDATE withdrawal SET state = 'rejected', is_open = NULL WHERE public_id = '" + small_[0] + "'");
  const std::string dealer_of_large =
      list("gross_min_fen=70000").body.at("items").at(0).at("dealer").get<std::string>();
  EXPECT_EQ(found(""), all_of({small_[1], small_[2]}, large_)) << "without a state: what waits";
  EXPECT_EQ(found("state=any"), all_of(small_, large_));
  EXPECT_EQ(found("state=rejected,review"), all_of({small_[0]}));
  EXPECT_EQ(found("state=any&gross_min_fen=1002"), all_of(large_));
  EXPECT_EQ(found("state=any&gross_min_fen=1001&gross_max_fen=1001"), all_of(small_));
  const std::string yesterday = time_text(now - std::chrono::hours(24));
  EXPECT_EQ(found("state=any&requested_until=" + yesterday), all_of(small_));
  EXPECT_EQ(found("state=any&requested_from=" + yesterday), all_of(large_));
  EXPECT_EQ(found("state=any&ended_from=2020-01-01T00:00:00%2B08:00"), all_of({small_[0]}));
  EXPECT_EQ(found("ended_from=2020-01-01T00:00:00%2B08:00"), all_of({small_[0]})) << "nor has it ended";
  EXPECT_EQ(found("state=review,requested&requested_from=" + yesterday), all_of(large_));
  EXPECT_EQ(list("requested_until=9999-12-31T23:59:59-01:00").code(), "request.invalid");
  EXPECT_EQ(found("state=requested&ended_from=2020-01-01T00:00:00%2B08:00"), all_of({}));
  const std::string of_dealer = "state=any&dealer=" + dealer_of_large;
  EXPECT_EQ(found(of_dealer).size(), 1U);
  EXPECT_EQ(found(of_dealer + "&gross_max_fen=2000"), all_of({}));
  EXPECT_EQ(found("state=any&tier=gold"), all_of({}));
  run("UPDATE dealer SET tier_id = (SELECT id FROM tier WHERE code = 'gold') WHERE public_id = '" +
      dealer_of_large + "'");
  EXPECT_EQ(found("state=any&tier=gold").size(), 1U);
}

TEST_F(ApiWithdrawalQueue, approvals_failures_and_transfers_that_need_a_person_are_conditions_too) {
  EXPECT_EQ(one_->approve(large_[0]).status, 200);
  EXPECT_EQ(found("state=any&approved_from=2020-01-01T00:00:00%2B08:00"), all_of({large_[0]}));
  EXPECT_EQ(found("state=any&approved_until=2020-01-01T00:00:00%2B08:00"), all_of({}));

  emulator->post("/pay/transfers/settings", {{"transfer_delay_seconds", 0}});
  const std::string id = sent(request(dealer, 1'000, {{"Idempotency-Key", "queue-tap-01"}}));
  EXPECT_EQ(found("state=any&needs_human=true"), all_of({}));
  run("UPDATE payout SET needs_human = 1, human_reason = 'never_known'");
  EXPECT_EQ(found("state=any&needs_human=true"), all_of({id}));
  EXPECT_EQ(found("needs_human=true"), all_of({id})) << "what was only asked for has no transfer";
  EXPECT_EQ(found("state=any&fail_owner=dealer"), all_of({}));
  run("UPDATE payout SET state = 'failed', is_open = NULL, fail_reason = 'NAME_NOT_CORRECT'");
  EXPECT_EQ(found("state=any&fail_owner=dealer"), all_of({id}));
  EXPECT_EQ(found("state=any&fail_owner=finance"), all_of({}));
  run("UPDATE payout SET fail_reason = 'A_WORD_NOBODY_KNOWS'");
  EXPECT_EQ(found("state=any&fail_owner=dealer"), all_of({}));
  EXPECT_EQ(found("state=any&fail_owner=finance"), all_of({id})) << "what is in no table is finance's";
  EXPECT_EQ(found("state=any&needs_human=true"), all_of({id})) << "it failed, and the money is held";
  EXPECT_EQ(found("state=any&needs_human=true&dealer=" + dealer.profile.at("id").get<std::string>()),
            all_of({id}))
      << "by another beginning";
  run("UPDATE withdrawal SET state = 'returned', is_open = NULL WHERE public_id = '" + id + "'");
  EXPECT_EQ(found("state=any&needs_human=true"), all_of({})) << "people have decided";
  EXPECT_EQ(found("state=any&needs_human=true&dealer=" + dealer.profile.at("id").get<std::string>()),
            all_of({}));
}

TEST_F(ApiWithdrawalQueue, wrong_conditions_are_refused) {
  for (const char* wrong : {"state=sleeping", "state=requested,", "gross_min_fen=-1", "fail_owner=nobody",
                            "needs_human=1", "requested_from=yesterday", "count=about"}) {
    EXPECT_EQ(list(wrong).code(), "request.invalid") << wrong;
  }
  EXPECT_EQ(list("dealer=01J00000000000000000000000").code(), "dealer.not_found");
  EXPECT_EQ(list("tier=%E9%87%91").code(), "tier.not_found");
  EXPECT_EQ(file("limit=5").code(), "request.invalid") << "a file has no pages";
}

TEST_F(ApiWithdrawalQueue, count_and_sum_are_told_to_whoever_asks) {
  EXPECT_FALSE(list("state=any").body.contains("total"));
  EXPECT_EQ(list("state=any&count=exact&limit=1").code(), "request.invalid") << "limit twice";
  const auto counted = server->call("GET", "/admin/v1/withdrawals?count=exact&limit=1", "", finance_one);
  EXPECT_EQ(counted.body.at("items").size(), 1U);
  EXPECT_EQ(counted.body.at("total"), whole(5, 3 * 1'001 + 2 * 70'000));
  EXPECT_EQ(list("count=exact&gross_min_fen=70000").body.at("total"), whole(2, 140'000));
  EXPECT_EQ(list("count=exact&gross_min_fen=70001").body.at("total"), whole(0, 0));
}

TEST_F(ApiWithdrawalQueue, the_file_is_the_filter_and_adds_up_to_the_ledger) {
  run("UPDATE dealer SET name = '=HYPERLINK(\"http://evil\")' WHERE id IN (SELECT dealer_id FROM withdrawal "
      "WHERE public_id = '" +
      small_[0] + "')");
  const auto reply = file("state=any");
  ASSERT_EQ(reply.status, 200) << reply.text;
  EXPECT_NE(reply.field("Content-Disposition").find("withdrawals-"), std::string::npos);
  const auto sheet = sheet::read_sheet(reply.text);
  ASSERT_TRUE(sheet) << sheet.error().code();
  ASSERT_EQ(sheet->rows.size(), 1U + 5 + 1) << "heading, rows, sums";
  std::int64_t sum = 0;
  std::set<std::string> ids;
  bool is_text = false;
  for (std::size_t i = 1; i + 1 < sheet->rows.size(); ++i) {
    const auto& cells = sheet->rows[i].cells;
    ids.insert(cells.at(0).text);
    sum += fen_of_cell(cells.at(3).text);
    EXPECT_EQ(std::to_string(fen_of_cell(cells.at(3).text)), cells.at(7).text);
    is_text = is_text || cells.at(2).text == "=HYPERLINK(\"http://evil\")";
  }
  EXPECT_EQ(ids, all_of(small_, large_));
  EXPECT_TRUE(is_text) << "a name is text, whatever it begins with";
  const auto& last = sheet->rows.back().cells;
  EXPECT_EQ(last.at(0).text, "合计 5 笔");
  EXPECT_EQ(fen_of_cell(last.at(3).text), sum);
  EXPECT_EQ(sum, held_in_ledger());

  const auto part = sheet::read_sheet(file("state=any&gross_min_fen=70000").text);
  ASSERT_TRUE(part);
  EXPECT_EQ(part->rows.size(), 1U + 2 + 1);
  EXPECT_EQ(fen_of_cell(part->rows.back().cells.at(3).text), 140'000);
  const auto none = sheet::read_sheet(file("state=expired").text);
  ASSERT_TRUE(none);
  EXPECT_EQ(none->rows.back().cells.at(0).text, "合计 0 笔");
}

TEST_F(ApiWithdrawalQueue, every_file_is_in_the_audit_log_and_needs_the_pages_permission) {
  EXPECT_EQ(server->call("GET", "/admin/v1/withdrawals/xlsx", "", session("nobody", Role::admin)).code(),
            "caller.no_permission");
  EXPECT_EQ(file("state=any&gross_min_fen=70000").status, 200);
  EXPECT_EQ(file("state=sleeping").code(), "request.invalid");
  const auto noted = server->database().run([](db::Tx& tx) -> Result<std::vector<std::string>> {
    std::vector<std::string> notes;
    for (const db::Row& row : tx.all("SELECT object, note FROM audit_log WHERE action = 'withdrawal.export'"))
      notes.push_back(row.text(0) + ": " + row.text(1));
    return notes;
  });
  EXPECT_EQ(
      noted,
      (std::vector<std::string>{"list:withdrawals: 2 rows, 140000 fen; state=any&gross_min_fen=70000"}));
}

// Rows of the first sheet, the heading and the sums among them.
std::vector<TableRow> rows_of(const ApiReply& file) {
  EXPECT_EQ(file.status, 200) << file.text;
  const auto read = sheet::read_sheet(file.text);
  EXPECT_TRUE(read) << read.error().code();
  return read ? read->rows : std::vector<TableRow>{};
}

TEST_F(ApiWithdrawalQueue, a_dealers_movements_are_a_file_that_adds_up_to_the_journal) {
  const std::string path =
      "/admin/v1/dealers/" + dealer.profile.at("id").get<std::string>() + "/money/entries";
  const auto counted = server->call("GET", path + "?count=exact", "", finance_one);
  const auto rows = rows_of(server->call("GET", path + "/xlsx", "", finance_one));
  ASSERT_EQ(counted.body.at("total").at("count"), 2) << "earned and released";
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(fen_of_cell(rows[1].cells.at(7).text) + fen_of_cell(rows[2].cells.at(7).text),
            fen_of_cell(rows[3].cells.at(7).text));
  EXPECT_EQ(counted.body.at("total").at("sum_fen"), fen_of_cell(rows[3].cells.at(7).text));
  EXPECT_EQ(server->call("GET", "/api/v1/dealer/money/entries?count=exact", "", dealer.session).code(),
            "request.invalid")
      << "for the console only";
}

TEST_F(ApiWithdrawalQueue, orders_refunds_and_debts_are_files_of_what_their_lists_show) {
  run("INSERT INTO sale_order (public_id, source, external_no, channel, consumer_id, state, goods_fen, "
      "discount_fen, coupon_fen, freight_fen, total_fen, remark, created_at, expires_at, paid_at) SELECT "
      "CONCAT('01J', LPAD(id, 23, '0')), 'shop', CONCAT('N-', id), 'push', 0, 'paid', 1234, 0, 0, 0, 1234, "
      "'', '2026-01-01', '2026-01-02', '2026-01-01' FROM withdrawal");
  const std::string orders = "/admin/v1/orders";
  const auto counted = server->call("GET", orders + "?state=paid&count=exact", "", finance_one);
  EXPECT_EQ(counted.body.at("total"), whole(5, 5 * 1'234)) << counted.text;
  const auto paid = rows_of(server->call("GET", orders + "/xlsx?state=paid", "", finance_one));
  ASSERT_EQ(paid.size(), 7U);
  EXPECT_EQ(fen_of_cell(paid.back().cells.at(4).text), 5 * 1'234);
  EXPECT_EQ(rows_of(server->call("GET", orders + "/xlsx?state=closed", "", finance_one)).size(), 2U);
  for (const char* list : {"/admin/v1/refunds", "/admin/v1/debts"}) {
    const auto total = server->call("GET", std::string(list) + "?count=exact", "", finance_one);
    EXPECT_EQ(total.body.at("total"), whole(0, 0)) << total.text;
    EXPECT_EQ(rows_of(server->call("GET", std::string(list) + "/xlsx", "", finance_one)).size(), 2U);
  }
}

TEST_F(ApiWithdrawalQueue, orders_of_one_shop_are_listed_counted_and_taken_away_beyond_a_page) {
  run("INSERT INTO sale_order (public_id, source, external_no, channel, consumer_id, state, goods_fen, "
      "discount_fen, coupon_fen, freight_fen, total_fen, remark, created_at, expires_at, paid_at) SELECT "
      "CONCAT('01J', LPAD(t.seq, 23, '0')), IF(t.seq <= 30, 'other', 'shop'), CONCAT('N-', t.seq), 'push', "
      "0, "
      "IF(t.seq = 31, 'closed', 'paid'), 100, 0, 0, 0, 100, '', '2026-01-01', '2026-01-02', '2026-01-01' "
      "FROM "
      "(WITH RECURSIVE n (seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < 150) SELECT seq FROM "
      "n) t");
  const auto orders = [this](const std::string& rest) {
    return server->call("GET", "/admin/v1/orders" + rest, "", finance_one);
  };
  const auto shop = orders("?source=shop&count=exact&limit=100");
  EXPECT_EQ(shop.body.at("total"), whole(120, 12'000)) << shop.text;
  EXPECT_EQ(shop.body.at("items").size(), 100U);
  EXPECT_EQ(rows_of(orders("/xlsx?source=shop")).size(), 122U);
  EXPECT_EQ(orders("?source=shop&state=closed&count=exact").body.at("total"), whole(1, 100));
  EXPECT_EQ(orders("?source=%E5%BA%97&count=exact").body.at("total"), whole(0, 0));
  EXPECT_EQ(orders("?source=shop&external_no=N-31&state=paid").body.at("items").size(), 0U);
  EXPECT_EQ(orders("?source=shop&external_no=N-31&state=closed").body.at("items").size(), 1U);
  EXPECT_EQ(orders("?source=other&external_no=N-31").body.at("items").size(), 0U);
}

TEST_F(ApiWithdrawalQueue, what_is_too_much_is_neither_counted_whole_nor_written_to_a_file) {
  // In statements that a slow machine ends in time: 110,000 orders.
  for (int thousands = 0; thousands < 110; thousands += 10) {
    const std::string number = std::to_string(thousands) + " * 1000 + a.seq * 100 + b.seq";
    run("INSERT INTO sale_order (public_id, source, external_no, channel, consumer_id, state, goods_fen, "
        "discount_fen, coupon_fen, freight_fen, total_fen, remark, created_at, expires_at) WITH RECURSIVE n "
        "(seq) AS (SELECT 0 UNION ALL SELECT seq + 1 FROM n WHERE seq < 99) SELECT CONCAT('01J', LPAD(" +
        number + ", 23, '0')), 'crowd', " + number +
        ", 'push', 0, 'created', 100, 0, 0, 0, 100, '', '2026-01-01', '2026-01-02' FROM n a JOIN n b");
  }
  const auto orders = [this](const std::string& rest) {
    return server->call("GET", "/admin/v1/orders" + rest, "", finance_one);
  };
  const json more{{"count", 100'000}, {"sum_fen", nullptr}, {"is_whole", false}};
  EXPECT_EQ(orders("?count=exact").body.at("total"), more);
  EXPECT_EQ(orders("?source=crowd&count=exact").body.at("total"), more);
  EXPECT_EQ(orders("?state=created&count=exact").body.at("total"), more);
  EXPECT_EQ(orders("/xlsx?source=crowd").code(), "list_file.too_long");
  run("DELETE FROM sale_order WHERE CAST(external_no AS UNSIGNED) >= 100000");
  EXPECT_EQ(orders("?source=crowd&count=exact").body.at("total"), whole(100'000, 10'000'000));
  for (int thousands = 0; thousands < 110; thousands += 10)
    run("DELETE FROM sale_order ORDER BY id LIMIT 10000");
}

TEST_F(ApiWithdrawalQueue, the_audit_log_is_a_file_of_who_did_what) {
  const auto auditor = session("auditor", Role::auditor);
  const auto total = server->call("GET", "/admin/v1/audit-log?count=exact", "", auditor).body.at("total");
  const auto rows = rows_of(server->call("GET", "/admin/v1/audit-log/xlsx", "", auditor));
  EXPECT_EQ(static_cast<std::int64_t>(rows.size()), total.at("count").get<std::int64_t>() + 2);
  EXPECT_EQ(server->call("GET", "/admin/v1/audit-log?count=exact&object=nobody:1", "", auditor)
                .body.at("total")
                .at("count"),
            0);
}

}  // namespace
}  // namespace fenrun::server::testing
