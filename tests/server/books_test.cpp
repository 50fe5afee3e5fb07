// docs/books.md is held to the schema, to the grants, and to a story that was really played; an outside
// observer with SELECT on its tables asks the questions, with the database's own client.
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "flows/ledger/check_resting.hpp"
#include "flows/ledger/verify_commissions.hpp"
#include "flows/ledger/verify_ledger.hpp"
#include "tests/server/support/books_document.hpp"
#include "tests/server/support/books_story.hpp"
#include "tests/support/environment.hpp"

namespace fenrun::server::testing {
namespace {

using BooksRow = std::vector<std::string>;

class Books : public BooksStory {
 protected:
  // Each line of the answer, cut at its tabs. What the client says against it fails the test.
  static std::vector<BooksRow> ask_database(const std::string& user, const std::string& script) {
    const std::string file = ::testing::TempDir() + "books_" + std::to_string(getpid()) + ".sql";
    std::ofstream(file) << script;
    const std::string command =
        "mariadb --no-defaults --batch --skip-column-names --socket=" + fenrun::testing::mysql_socket() +
        " --user=" + user + " " + server->database().name() + " < " + file + " 2>&1";
    FILE* const client = ::popen(command.c_str(), "r");
    if (client == nullptr) throw std::runtime_error("no mariadb client");
    std::string answer;
    for (int c = std::fgetc(client); c != EOF; c = std::fgetc(client)) answer += static_cast<char>(c);
    EXPECT_EQ(::pclose(client), 0) << answer;
    std::filesystem::remove(file);
    return rows_of(answer);
  }
  static std::vector<BooksRow> rows_of(const std::string& answer) {
    std::vector<BooksRow> rows;
    std::istringstream lines(answer);
    for (std::string line; std::getline(lines, line);) {
      BooksRow& row = rows.emplace_back();
      std::istringstream cells(line);
      for (std::string cell; std::getline(cells, cell, '\t');) row.push_back(cell);
    }
    return rows;
  }

  // A user of the test's own, gone with the object.
  class DatabaseUser {
   public:
    explicit DatabaseUser(const std::string& kind) : name_(kind + std::to_string(getpid())) {
      server->database().connection().run_script_statement("CREATE USER " + name_ + "@localhost");
    }
    ~DatabaseUser() {
      try {
        server->database().connection().run_script_statement("DROP USER " + name_ + "@localhost");
      } catch (const db::DatabaseError& error) {
        ADD_FAILURE() << error.what();
      }
    }
    DatabaseUser(const DatabaseUser&) = delete;
    DatabaseUser& operator=(const DatabaseUser&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }
    // As deploy/accounts.sh does it.
    void grant_by(const std::string& function) const {
      const std::string command = "bash -c '. " FENRUN_DEPLOY "/accounts.sh; " + function + " " +
                                  fenrun::testing::mysql_socket() + " " + server->database().name() + " " +
                                  name_ + "'";
      ASSERT_EQ(std::system(command.c_str()), 0);
    }
    void may_read(const std::string& table) const {
      server->database().connection().run_script_statement("GRANT SELECT ON " + table + " TO " + name_ +
                                                           "@localhost");
    }
    // By table: "SELECT, INSERT" in the order of the document.
    [[nodiscard]] std::map<std::string, std::string> rights() const {
      std::map<std::string, std::string> rights;
      for (const BooksRow& row : ask_database(
               "root",
               "SELECT table_name, GROUP_CONCAT(privilege_type ORDER BY FIELD(privilege_type, 'SELECT', "
               "'INSERT', 'UPDATE', 'DELETE') SEPARATOR ', ') FROM information_schema.table_privileges "
               "WHERE table_schema = DATABASE() AND grantee = \"'" +
                   name_ + "'@'localhost'\" GROUP BY table_name")) {
        rights[row.at(0)] = row.at(1);
      }
      return rights;
    }

   private:
    std::string name_;
  };

  // How many rows each invariant returns.
  static std::string count_of(const NamedQuery& query) {
    return "SELECT '" + query.name + "', COUNT(*) FROM (\n" + query.sql + ") AS found;\n";
  }
  static void expect_clean_books() {
    const DatabaseUser observer("observer");
    for (const DocumentedTable& table : document().tables) observer.may_read(table.name);
    std::string script;
    for (const NamedQuery& invariant : document().invariants) script += count_of(invariant);
    const auto answers = ask_database(observer.name(), script);
    EXPECT_EQ(answers.size(), document().invariants.size());
    for (const BooksRow& answer : answers) EXPECT_EQ(answer.at(1), "0") << answer.at(0);
  }

  static json entries_of(const std::string& path) { return emulator->get(path).at("entries"); }

  static const BooksDocument& document() {
    static const BooksDocument document = read_books_document();
    return document;
  }
};

TEST_F(Books, every_contract_table_is_written_as_the_schema_has_it) {
  std::map<std::string, std::vector<DocumentedColumn>> columns;
  for (const BooksRow& row : ask_database(
           "root",
           "SELECT table_name, column_name, CONCAT(REGEXP_REPLACE(column_type, '^([a-z]*int)[(][0-9]+[)]', "
           "'\\\\1'), IF(is_nullable = 'YES', ' null', '')) FROM information_schema.columns "
           "WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position")) {
    columns[row.at(0)].push_back({row.at(1), row.at(2)});
  }
  std::map<std::string, std::string> keys;
  for (const BooksRow& row : ask_database(
           "root",
           "SELECT table_name, GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ', ') FROM "
           "information_schema.statistics WHERE table_schema = DATABASE() AND index_name = 'PRIMARY' "
           "GROUP BY table_name")) {
    keys[row.at(0)] = row.at(1);
  }
  ASSERT_GE(document().tables.size(), 30U);
  for (const DocumentedTable& table : document().tables) {
    EXPECT_EQ(table.key, keys[table.name]) << table.name;
    ASSERT_EQ(table.columns.size(), columns[table.name].size()) << table.name;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      EXPECT_EQ(table.columns[i].name, columns[table.name][i].name) << table.name;
      EXPECT_EQ(table.columns[i].type, columns[table.name][i].type)
          << table.name << "." << table.columns[i].name;
    }
  }
}

TEST_F(Books, every_word_that_a_check_allows_is_written_down) {
  std::map<std::string, std::set<std::string>> written;
  for (const DocumentedTable& table : document().tables) {
    const auto words = quoted_words(table.section);
    written[table.name].insert(words.begin(), words.end());
  }
  int words = 0;
  for (const BooksRow& row :
       ask_database("root",
                    "SELECT table_name, check_clause FROM information_schema.check_constraints WHERE "
                    "constraint_schema = DATABASE() AND check_clause REGEXP '^`[a-z_]+` in [(].*[)]$'")) {
    if (!written.contains(row.at(0))) continue;
    std::istringstream parts(row.at(1));
    bool is_word = false;
    for (std::string part; std::getline(parts, part, '\''); is_word = !is_word) {
      if (!is_word) continue;
      ++words;
      EXPECT_TRUE(written[row.at(0)].contains(part)) << row.at(0) << ": " << part;
    }
  }
  EXPECT_GE(words, 100);
}

TEST_F(Books, server_and_worker_may_do_what_is_written_and_no_more) {
  const DatabaseUser web("web");
  const DatabaseUser worker("worker");
  web.grant_by("grant_rows");
  worker.grant_by("grant_payout");
  auto rights_of_server = web.rights();
  auto rights_of_worker = worker.rights();
  for (const DocumentedTable& table : document().tables) {
    EXPECT_EQ(table.server, rights_of_server[table.name]) << table.name;
    const std::string& found = rights_of_worker[table.name];
    EXPECT_EQ(table.worker, found.empty() ? "none" : found) << table.name;
  }
}

TEST_F(Books, after_the_story_no_invariant_returns_a_row_and_no_table_is_empty) {
  expect_clean_books();
  std::string script;
  for (const DocumentedTable& table : document().tables) {
    script += "SELECT '" + table.name + "', COUNT(*) FROM " + table.name + ";\n";
  }
  std::vector<std::string> empty;
  for (const BooksRow& row : ask_database("root", script)) {
    if (row.at(1) == "0") empty.push_back(row.at(0));
  }
  // Nothing in the story is reported that does not fit.
  EXPECT_THAT(empty, ::testing::ElementsAre("order_suspense"));
}

// By our own program too, with the key that the story sealed with.
TEST_F(Books, verification_reads_all_of_it_and_replays_every_commission) {
  auto& database = server->database();
  const auto fault = database.run([](db::Tx& tx) -> Result<std::optional<flows::LedgerFault>> {
    std::int64_t movements = 0;
    const auto sheets = flows::sheets_after(tx, flows::kBeforeAllSheets, 1000);
    if (auto found = flows::verify_sheets(tx, sheets, movements)) return found;
    if (auto found = flows::verify_money(tx, flows::kBeforeAllSheets, sheets.back())) return found;
    EXPECT_EQ(movements, tx.one("SELECT COUNT(*) FROM journal_txn")->integer(0));
    std::int64_t seal = 0;
    std::string mac(32, '\0');
    if (auto found = flows::verify_seals(tx, crypto::Key256{1, 2, 3}, seal, mac, 1000)) return found;
    CommissionId last;
    std::int64_t commissions = 0;
    if (auto found = flows::verify_commissions(tx, last, 1000, commissions)) return found;
    EXPECT_EQ(commissions, tx.one("SELECT COUNT(*) FROM commission")->integer(0));
    EXPECT_GT(commissions, 0);
    return flows::verify_rest(tx);
  });
  EXPECT_FALSE(fault.has_value()) << fault->sheet.value << "/" << fault->number << " " << fault->what;
}

TEST_F(Books, each_invariant_finds_what_was_planted_against_it) {
  std::map<std::string, const NamedQuery*> invariants;
  for (const NamedQuery& invariant : document().invariants) {
    EXPECT_TRUE(invariants.emplace(invariant.name, &invariant).second) << "twice: " << invariant.name;
  }
  std::string script = "SET SESSION check_constraint_checks = 0;\n";
  std::set<std::string> tried;
  const auto plants = read_books_plants();
  for (const NamedQuery& plant : plants) {
    ASSERT_TRUE(invariants.contains(plant.name)) << plant.name;
    tried.insert(plant.name);
    script += "START TRANSACTION;\n" + plant.sql + count_of(*invariants[plant.name]) + "ROLLBACK;\n";
  }
  for (const auto& [name, invariant] : invariants) {
    EXPECT_TRUE(tried.contains(name)) << "nothing shows that it can fail: " << name;
  }
  const auto answers = ask_database("root", script);
  ASSERT_EQ(answers.size(), plants.size());
  for (std::size_t i = 0; i < plants.size(); ++i) {
    EXPECT_EQ(answers[i].at(0), plants[i].name);
    EXPECT_NE(answers[i].at(1), "0") << plants[i].name << " does not find\n" << plants[i].sql;
  }
  expect_clean_books();
}

TEST_F(Books, the_emulators_books_have_the_members_that_are_written) {
  ASSERT_GE(document().emulator_calls.size(), 5U);
  for (const DocumentedCall& call : document().emulator_calls) {
    const json entries = entries_of("/" + call.path + "?limit=10000");
    ASSERT_FALSE(entries.empty()) << call.path;
    for (const std::string& member : call.members) {
      EXPECT_TRUE(entries.at(0).contains(member)) << call.path << ": " << member;
    }
  }
}

// Number by number, both ways.
TEST_F(Books, the_emulators_books_say_what_ours_say) {
  using Amounts = std::map<std::string, std::string>;
  const auto ours = [](const std::string& query) {
    Amounts amounts;
    for (const BooksRow& row : ask_database("root", query)) amounts[row.at(0)] = row.at(1);
    return amounts;
  };
  Amounts transfers;
  for (const json& entry : entries_of("/pay/transfers")) {
    const std::string state = entry.at("state") == "SUCCESS" ? " succeeded" : " unpaid";
    transfers[entry.at("out_bill_no")] = std::to_string(entry.at("amount").get<int>()) + state;
  }
  EXPECT_EQ(transfers.size(), 4U);
  EXPECT_EQ(transfers,
            ours("SELECT number, CONCAT(amount_fen, ' ', IF(state = 'succeeded', state, 'unpaid')) "
                 "FROM payout WHERE posts > 0"));
  Amounts payments;
  for (const json& entry : entries_of("/books/orders")) {
    const json& order = entry.at("order");
    if (order.contains("transaction_id")) {
      payments[order.at("transaction_id")] = std::to_string(order.at("amount").at("total").get<int>());
    }
  }
  EXPECT_EQ(payments.size(), 4U);
  EXPECT_EQ(payments, ours("SELECT transaction_id, amount_fen FROM order_payment"));
  Amounts refunds;
  for (const json& entry : entries_of("/books/refunds")) {
    const json& refund = entry.at("refund");
    EXPECT_EQ(refund.at("status"), "SUCCESS");
    refunds[refund.at("out_refund_no")] = std::to_string(refund.at("amount").at("refund").get<int>());
  }
  EXPECT_EQ(refunds.size(), 2U);
  EXPECT_EQ(refunds, ours("SELECT refund_no, amount_fen FROM order_refund WHERE state = 'succeeded'"));
}

// What reached the emulator is what was written down before it left, and what it told us is in the inboxes.
TEST_F(Books, the_emulators_calls_and_callbacks_are_our_attempts_and_inboxes) {
  std::set<std::string> sent;
  int calls = 0;
  for (const json& entry : entries_of("/books/requests?limit=10000")) {
    const std::string transfers = "/v3/fund-app/mch-transfer/transfer-bills";
    const bool creates = entry.at("path") == transfers || entry.at("path") == transfers + "/transfer";
    if (entry.at("method") != "POST" || !creates) continue;
    ++calls;
    sent.insert(entry.at("subject").get<std::string>() + " " + entry.at("body_sha256").get<std::string>());
  }
  std::set<std::string> written;
  int posts = 0;
  for (const BooksRow& row : ask_database(
           "root",
           "SELECT CONCAT(number, ' ', LOWER(HEX(IF(route = 'direct', direct_hash, body_hash)))), posts FROM "
           "payout WHERE posts > 0")) {
    written.insert(row.at(0));
    posts += std::stoi(row.at(1));
  }
  EXPECT_EQ(sent, written);
  EXPECT_LE(calls, posts);
  std::size_t told = 0;
  for (const json& entry : entries_of("/books/callbacks?limit=10000")) {
    const bool is_kept = !entry.at("event_type").get<std::string>().starts_with("MCHTRANSFER.AUTHORIZATION");
    if (is_kept && entry.at("is_accepted").get<bool>()) ++told;
  }
  const auto heard = ask_database(
      "root", "SELECT (SELECT COUNT(*) FROM notify_inbox) + (SELECT COUNT(*) FROM transfer_notice)");
  EXPECT_EQ(heard.at(0).at(0), std::to_string(told));
}

// Movements of the operation account against the ledger's own accounts.
TEST_F(Books, the_emulators_funds_are_our_journal) {
  std::map<std::string, std::int64_t> moved;
  for (const json& entry : entries_of("/books/funds?limit=10000")) {
    if (entry.at("account") == "OPERATION")
      moved[entry.at("movement")] += entry.at("amount").get<std::int64_t>();
  }
  const auto row =
      ask_database(
          "root",
          "SELECT SUM((kind = 'settle') * amount_fen), SUM((kind = 'lock') * amount_fen - (kind = 'unlock') "
          "* "
          "amount_fen - (kind = 'settle') * amount_fen), SUM((kind = 'fund_in') * amount_fen - (kind = "
          "'fund_out') * amount_fen) FROM journal_txn")
          .at(0);
  EXPECT_EQ(row.at(0), std::to_string(moved["pay_locked"]));
  EXPECT_EQ(row.at(1), std::to_string(moved["lock"] - moved["unlock"] - moved["pay_locked"]));
  EXPECT_EQ(row.at(2), std::to_string(moved["credit"] - moved["debit"]));
  for (const json& attempt : entries_of("/books/callback-attempts")) {
    EXPECT_FALSE(attempt.at("is_merchant_failure").get<bool>()) << attempt;
  }
}

}  // namespace
}  // namespace fenrun::server::testing
