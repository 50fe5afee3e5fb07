// A dealer's money over HTTPS: the pages foot to the ledger, statements of closed months never change, and
// their files add up when somebody else's programs read them.
#include <cmath>
#include <random>

#include "base/crypto/digest.hpp"
#include "domain/ledger/month.hpp"
#include "tests/server/support/money_story.hpp"
#include "tests/server/support/read_workbook.hpp"

namespace fenrun::server::testing {
namespace {

std::string hex_sha256(const std::string& text) { return crypto::to_hex(crypto::sha256(text)); }

std::int64_t net_of(const json& balance) {
  return balance["pending_fen"].get<std::int64_t>() + balance["available_fen"].get<std::int64_t>() +
         balance["held_fen"].get<std::int64_t>() + balance["disputed_fen"].get<std::int64_t>() -
         balance["owed_fen"].get<std::int64_t>();
}

std::int64_t change_of(const json& flows) {
  return flows["earned_fen"].get<std::int64_t>() - flows["clawed_back_fen"].get<std::int64_t>() -
         flows["withdrawn_fen"].get<std::int64_t>() - flows["tax_fen"].get<std::int64_t>() +
         flows["written_off_fen"].get<std::int64_t>();
}

// Fen of a cell in yuan; -1 for an empty one.
std::int64_t fen_in(const json& cell) {
  const json& value = cell.is_object() ? cell["value"] : cell;
  return value.is_null() ? -1 : std::llround(std::stod(value.get<std::string>()) * 100);
}

std::string encoded(std::string time) {
  for (auto at = time.find('+'); at != std::string::npos; at = time.find('+', at + 3))
    time.replace(at, 1, "%2B");
  return time;
}

class ApiMoney : public MoneyStory {
 protected:
  void SetUp() override {
    MoneyStory::SetUp();
    now_ = server->app().clock.now();
    this_month_ = month_of(now_);
    last_month_ = month_of(this_month_.from - std::chrono::microseconds(1));
    last_month_text_ = month_text(month_number(last_month_));
  }
  // Last month: earned 1000 and 777, withdrew 800 of which 100 tax. This month: 500 taken back, 50 earned.
  DealerPerson reader(const std::string& name) {
    DealerPerson one = dealer(name);
    const std::string c = "c:" + one.public_id;
    const Instant then = last_month_.from + std::chrono::days(3);
    move_money({flows::accrue(c, one.id, Fen{1000}),
                {MovementKind::release, c, one.id, Fen{1000}, c},
                flows::hold("w" + c, one.id, Fen{800}),
                flows::settle("b" + c, "w" + c, one.id, Fen{700}),
                {MovementKind::withhold_tax, "w" + c, one.id, Fen{100}, "w" + c},
                flows::accrue(c + "/2", one.id, Fen{777})},
               then);
    move_money({flows::claw_back("r" + c, c, one.id, Fen{500}), flows::accrue(c + "/3", one.id, Fen{50})},
               std::max(this_month_.from, now_ - std::chrono::minutes(1)));
    return one;
  }
  [[nodiscard]] std::string statement_path(const std::string& form = "") const {
    return "/api/v1/dealer/money/statements/" + last_month_text_ + form;
  }
  static std::int64_t stored() {
    return server->database().run([](db::Tx& tx) -> Result<std::int64_t> {
      return tx.one("SELECT COUNT(*) FROM statement")->integer(0);
    });
  }

  Instant now_;
  Period this_month_;
  Period last_month_;
  std::string last_month_text_;
};

TEST_F(ApiMoney, what_the_page_shows_foots_to_the_ledger) {
  const DealerPerson one = reader("王一");
  const auto money = get("/api/v1/dealer/money", one.session);
  ASSERT_EQ(money.status, 200) << money.text;
  const json balance = money.body["balance"];
  EXPECT_EQ(balance["pending_fen"], 827);
  EXPECT_EQ(balance["available_fen"], 0);
  EXPECT_EQ(balance["owed_fen"], 300);
  EXPECT_EQ(money.body["month"]["clawed_back_fen"], 500);
  EXPECT_EQ(money.body["month"]["earned_fen"], 50);
  EXPECT_EQ(money.body["to_date"]["withdrawn_fen"], 700);
  EXPECT_EQ(money.body["to_date"]["earned_fen"], 1827);
  EXPECT_EQ(net_of(balance), change_of(money.body["to_date"]));
  EXPECT_EQ(get("/admin/v1/dealers/" + one.public_id + "/money", finance).body, money.body);
  EXPECT_EQ(get("/admin/v1/dealers/" + one.public_id + "/money", operator_).code(), "caller.no_permission");
}

TEST_F(ApiMoney, history_tells_the_payment_state_page_by_page_and_each_balance_can_be_asked_for) {
  const DealerPerson one = reader("王一");
  std::vector<json> entries;
  std::string cursor;
  do {
    const auto page = get(
        "/api/v1/dealer/money/entries?limit=3" + (cursor.empty() ? "" : "&cursor=" + cursor), one.session);
    ASSERT_EQ(page.status, 200) << page.text;
    for (const json& entry : page.body["items"]) entries.push_back(entry);
    cursor = page.body["next_cursor"].is_null() ? "" : page.body["next_cursor"].get<std::string>();
  } while (!cursor.empty());
  ASSERT_EQ(entries.size(), 8U);
  // The withdrawal was posted and never asked for: what became of it nobody knows.
  const std::pair<const char*, json> states[] = {
      {"accrue", "pending"}, {"claw_back", "available"}, {"accrue", "pending"},    {"withhold_tax", nullptr},
      {"settle", nullptr},   {"hold", nullptr},          {"release", "available"}, {"accrue", "available"}};
  for (std::size_t n = 0; n < entries.size(); ++n) {
    EXPECT_EQ(entries[n]["kind"], states[n].first) << n;
    EXPECT_EQ(entries[n]["payment_state"], states[n].second) << n;
    EXPECT_EQ(entries[n]["number"], std::to_string(entries.size() - n));
  }
  // The newest entry of each instant says what the balance was just after it.
  const Instant turn = this_month_.from;
  const auto opening = get("/api/v1/dealer/money/balance?at=" + encoded(to_rfc3339(turn)), one.session);
  ASSERT_EQ(opening.status, 200) << opening.text;
  EXPECT_EQ(opening.body, entries[2]["balance"]);
  EXPECT_EQ(get("/api/v1/dealer/money/balance", one.session).body, entries[0]["balance"]);
  const std::string before = encoded(to_rfc3339(last_month_.from));
  EXPECT_EQ(net_of(get("/api/v1/dealer/money/balance?at=" + before, one.session).body), 0);
  EXPECT_EQ(get("/admin/v1/dealers/" + one.public_id + "/money/balance?at=" + before, auditor).status, 200);
  json told = get("/admin/v1/dealers/" + one.public_id + "/money/entries?limit=1", auditor).body["items"][0];
  EXPECT_EQ(told["counted_fen"], told["amount_fen"]);
  EXPECT_EQ(told["postings"],
            (json::array({{{"debit", "commission"}, {"credit", "pending"}, {"amount_fen", 50}}})));
  told.erase("counted_fen");
  told.erase("postings");
  EXPECT_EQ(told, entries[0]);
}

// From each figure to the movements that it is made of, and from an account of the trial balance down to a
// sheet.
TEST_F(ApiMoney, every_figure_leads_to_movements_that_add_up_to_it) {
  const DealerPerson one = reader("王一");
  move_money({flows::keep_unclaimed("nobody", Fen{5})}, now_);
  const std::string money = "/admin/v1/dealers/" + one.public_id + "/money";
  const auto told = get(money, finance).body;
  const auto sum_of = [&](const std::string& query) {
    const auto list = get(money + "/entries?count=exact&limit=100&" + query, auditor);
    EXPECT_EQ(list.status, 200) << list.text;
    std::int64_t sum = 0;
    for (const json& entry : list.body["items"]) sum += entry["counted_fen"].get<std::int64_t>();
    EXPECT_EQ(list.body["total"]["count"], list.body["items"].size()) << query;
    EXPECT_EQ(list.body["total"]["sum_fen"], sum) << query;
    return sum;
  };
  for (const char* part : {"pending", "available", "held", "disputed", "owed"})
    EXPECT_EQ(sum_of(std::string("account=") + part), told["balance"][std::string(part) + "_fen"]) << part;
  const std::string month = encoded(to_rfc3339(this_month_.from));
  for (const char* flow : {"earned", "clawed_back", "withdrawn", "tax", "written_off"}) {
    const std::string name = std::string(flow) + "_fen";
    EXPECT_EQ(sum_of(std::string("flow=") + flow), told["to_date"][name]) << flow;
    EXPECT_EQ(sum_of(std::string("flow=") + flow + "&from=" + month), told["month"][name]) << flow;
  }
  const auto sheets = get("/admin/v1/ledger-accounts/unclaimed/sheets", auditor);
  ASSERT_EQ(sheets.body["items"].size(), 1U) << sheets.text;
  EXPECT_EQ(sheets.body["items"][0]["balance_fen"], 5);
  const std::string company = std::to_string(sheets.body["items"][0]["company_sheet"].get<int>());
  const auto entries =
      get("/admin/v1/company-sheets/" + company + "/entries?account=unclaimed&count=exact", auditor);
  EXPECT_EQ(entries.body["total"]["sum_fen"], 5) << entries.text;
  const auto held = get("/admin/v1/ledger-accounts/available/sheets", finance).body["items"];
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0]["dealer_id"], one.public_id);
  EXPECT_EQ(held[0]["balance_fen"], told["balance"]["available_fen"]);
  EXPECT_EQ(get("/admin/v1/ledger-accounts/gold/sheets", finance).code(), "ledger_account.unknown");
  EXPECT_EQ(get("/admin/v1/company-sheets/17/entries", finance).code(), "company_sheet.unknown");
  EXPECT_EQ(get(money + "/entries?account=gold", finance).code(), "request.invalid");
  for (const Headers& session : {operator_, admin})
    EXPECT_EQ(get("/admin/v1/ledger-accounts/available/sheets", session).code(), "caller.no_permission");
}

// The balance as of any instant equals a replay of the journal, as the API itself tells both.
TEST_F(ApiMoney, the_balance_as_of_a_random_instant_is_a_replay_of_the_entries) {
  const DealerPerson one = dealer("王一");
  const std::uint64_t seed = std::random_device{}();
  std::cout << "seed " << seed << '\n';
  std::mt19937_64 engine(seed);
  Instant at = now_ - std::chrono::days(60);
  const Instant begin = at;
  for (int n = 0; n < 30; ++n) {
    at += std::chrono::minutes(engine() % 2000);
    move_money(
        {flows::accrue("c" + std::to_string(n), one.id, Fen{1 + static_cast<std::int64_t>(engine() % 1000)})},
        at);
  }
  const json entries = get("/api/v1/dealer/money/entries?limit=100", one.session).body["items"];
  ASSERT_EQ(entries.size(), 30U);
  for (int n = 0; n < 25; ++n) {
    const auto span = static_cast<std::uint64_t>((at - begin).count() / 1'000'000 + 2);
    const Instant instant = begin + std::chrono::seconds(engine() % span);
    std::int64_t replayed = 0;
    for (const json& entry : entries) {
      if (parse_rfc3339(entry["at"].get<std::string>()).value() < instant)
        replayed += entry["amount_fen"].get<std::int64_t>();
    }
    const auto told = get("/api/v1/dealer/money/balance?at=" + encoded(to_rfc3339(instant)), one.session);
    ASSERT_EQ(told.body["pending_fen"], replayed) << to_rfc3339(instant);
  }
}

TEST_F(ApiMoney, a_closed_month_is_stored_with_the_hash_of_what_it_says_and_never_changes) {
  const DealerPerson one = reader("王一");
  const auto first = get(statement_path(), one.session);
  ASSERT_EQ(first.status, 200) << first.text;
  EXPECT_NE(first.body["closed_at"], nullptr);
  EXPECT_EQ(first.body["hash"], hex_sha256(first.body["document"].get<std::string>()));
  EXPECT_EQ(first.body["flows"]["earned_fen"], 1777);
  EXPECT_EQ(net_of(first.body["opening"]) + change_of(first.body["flows"]), net_of(first.body["closing"]));
  EXPECT_EQ(change_of(first.body["to_date"]), net_of(first.body["closing"]));
  // A slow clock posts into the closed month: the movement belongs to the next one.
  move_money({flows::accrue("late", one.id, Fen{9})}, last_month_.until - std::chrono::seconds(1));
  EXPECT_EQ(get(statement_path(), one.session).body, first.body);
  EXPECT_EQ(stored(), 1);
  const auto list = get("/api/v1/dealer/money/statements", one.session);
  ASSERT_EQ(list.body["items"].size(), 1U) << list.text;
  EXPECT_EQ(list.body["items"][0]["hash"], first.body["hash"]);
  const std::string of_dealer = "/admin/v1/dealers/" + one.public_id + "/statements";
  EXPECT_EQ(get(of_dealer + "/" + last_month_text_, auditor).body, first.body);
  EXPECT_EQ(get(of_dealer, finance).body["items"], list.body["items"]);
  EXPECT_EQ(get(of_dealer, operator_).code(), "caller.no_permission");
  const auto present =
      get("/api/v1/dealer/money/statements/" + month_text(month_number(this_month_)), one.session);
  EXPECT_EQ(present.body["closed_at"], nullptr) << present.text;
  EXPECT_EQ(present.body["opening"], first.body["closing"]);
  EXPECT_EQ(present.body["flows"]["earned_fen"], 59);
  for (const auto& [month, code] :
       {std::pair{"2026-13", "statement.month_invalid"}, std::pair{"2999-01", "statement.month_in_future"},
        std::pair{"2001-01", "statement.before_joining"}}) {
    EXPECT_EQ(get(std::string("/api/v1/dealer/money/statements/") + month, one.session).code(), code);
    EXPECT_EQ(get(std::string("/api/v1/dealer/money/statements/") + month + "/pdf", one.session).code(),
              code);
  }
}

TEST_F(ApiMoney, a_stored_month_that_was_tampered_with_is_not_shown) {
  const DealerPerson one = reader("王一");
  ASSERT_EQ(get(statement_path(), one.session).status, 200);
  server->database().connection().run_script_statement(
      "UPDATE statement SET earned_fen = earned_fen + 1, closing_pending_fen = closing_pending_fen + 1, "
      "to_date_earned_fen = to_date_earned_fen + 1");
  for (const char* form : {"", "/xlsx", "/pdf"})
    EXPECT_EQ(get(statement_path(form), one.session).code(), "statement.broken") << form;
}

TEST_F(ApiMoney, the_spreadsheet_adds_up_line_by_line_to_the_ledger) {
  const DealerPerson one = reader("王一=1+1");
  const json statement = get(statement_path(), one.session).body;
  const auto file = get(statement_path("/xlsx"), one.session);
  ASSERT_EQ(file.status, 200) << file.text;
  EXPECT_EQ(file.field("Content-Type"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  EXPECT_EQ(file.field("Content-Disposition"),
            "attachment; filename=\"statement-" + last_month_text_ + ".xlsx\"");
  EXPECT_EQ(file.field("Repr-Digest"), "sha-256=:" + crypto::to_base64(crypto::sha256(file.text)) + ":");
  const json book = workbook_in(file.text);
  std::map<std::string, json> figures;  // by part and item
  for (const json& row : book["对账表"]) {
    const bool has_amount = row.size() > 2 && row[1].is_string();
    figures[row[0].get<std::string>() + " " + (has_amount ? row[1].get<std::string>() : "")] = row.back();
  }
  EXPECT_EQ(fen_in(figures["本月 佣金收入"]), statement["flows"]["earned_fen"]);
  EXPECT_EQ(fen_in(figures["本月 已提现"]), statement["flows"]["withdrawn_fen"]);
  EXPECT_EQ(fen_in(figures["期末 可提现余额"]), statement["closing"]["available_fen"]);
  EXPECT_EQ(fen_in(figures["期初 净额"]), net_of(statement["opening"]));
  EXPECT_EQ(fen_in(figures["期末 净额"]), net_of(statement["closing"]));
  EXPECT_EQ(figures["SHA-256 "], statement["hash"]) << book["对账表"].dump();
  EXPECT_EQ(figures["经销商 "], "王一=1+1") << "what a person typed is no formula";

  // Every column of flows, added up again from its lines, is the statement's figure and the sum in the file.
  const json& lines = book["明细"];
  ASSERT_EQ(lines.size(), 8U) << "a heading, six movements and the sums";
  const char* flows[] = {"earned_fen", "clawed_back_fen", "withdrawn_fen", "tax_fen", "written_off_fen"};
  for (std::size_t n = 0; n < std::size(flows); ++n) {
    const std::size_t column = 5 + n;
    std::int64_t sum = 0;
    for (std::size_t row = 1; row + 1 < lines.size(); ++row)
      sum += std::max<std::int64_t>(fen_in(lines[row][column]), 0);
    EXPECT_EQ(sum, statement["flows"][flows[n]]) << flows[n];
    const json& total = lines.back()[column];
    EXPECT_EQ(fen_in(total), sum);
    const std::string letter(1, static_cast<char>('A' + column));
    EXPECT_EQ(total["formula"], "SUM(" + letter + "2:" + letter + "7)");
  }
  EXPECT_EQ(fen_in(lines[6][11]), statement["closing"]["available_fen"]);

  EXPECT_EQ(get(statement_path("/xlsx"), one.session).text, file.text) << "the same bytes each time";
  EXPECT_EQ(
      get("/admin/v1/dealers/" + one.public_id + "/statements/" + last_month_text_ + "/xlsx", finance).text,
      file.text);
  EXPECT_EQ(
      get("/admin/v1/dealers/" + one.public_id + "/statements/" + last_month_text_ + "/xlsx", admin).code(),
      "caller.no_permission");
}

TEST_F(ApiMoney, the_pdf_says_what_the_statement_says) {
  const DealerPerson one = reader("王小一");
  const json statement = get(statement_path(), one.session).body;
  const auto file = get(statement_path("/pdf"), one.session);
  ASSERT_EQ(file.status, 200) << file.text;
  EXPECT_EQ(file.field("Content-Type"), "application/pdf");
  EXPECT_EQ(file.field("Repr-Digest"), "sha-256=:" + crypto::to_base64(crypto::sha256(file.text)) + ":");
  const FileOf pdf(file.text);
  const std::string text = output_of("pdftotext -layout " + pdf.path() + " -");
  const std::string title = "经销商对账表 " + last_month_text_;
  for (const std::string& wanted :
       {title, std::string("王小一"), one.public_id, std::string("已结账"),
        statement["hash"].get<std::string>(), std::string("17.77"), std::string("7.00"),
        std::string("佣金收入"), std::string("转账成功"), std::string("-7.00")})
    EXPECT_NE(text.find(wanted), std::string::npos) << wanted << "\n" << text;
  EXPECT_EQ(get(statement_path("/pdf"), one.session).text, file.text) << "the same bytes each time";
  Headers english = one.session;
  english.emplace_back("Accept-Language", "en");
  const FileOf other(get(statement_path("/pdf"), english).text);
  EXPECT_NE(
      output_of("pdftotext -layout " + other.path() + " -").find("Dealer statement " + last_month_text_),
      std::string::npos);
}

TEST_F(ApiMoney, a_month_too_long_for_pages_is_a_spreadsheet_only) {
  const DealerPerson one = dealer("王一");
  std::vector<Movement> movements;
  for (int n = 0; n < 1001; ++n) {
    movements.push_back(flows::accrue("c" + std::to_string(n), one.id, Fen{1}));
    if (movements.size() == kMovementsPerPostMax || n == 1000) {
      move_money(movements, last_month_.from + std::chrono::days(1));
      movements.clear();
    }
  }
  EXPECT_EQ(get(statement_path("/pdf"), one.session).code(), "statement.too_long");
  const auto file = get(statement_path("/xlsx"), one.session);
  ASSERT_EQ(file.status, 200) << file.text;
  EXPECT_EQ(workbook_in(file.text)["明细"].size(), 1003U);
}

}  // namespace
}  // namespace fenrun::server::testing
