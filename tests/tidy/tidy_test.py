#!/usr/bin/env python3
"""Each house rule catches its planted breach and lets the honest form pass."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from operations import operations_page  # noqa: E402
from rules import RULES, SCHEMA_RULES, Source  # noqa: E402
from sizes import report  # noqa: E402

BREACHES = [
    ("floors", "domain/dealer/x.cpp", '#include "db/mysql/tx.hpp"'),
    ("floors", "domain/dealer/x.cpp", '#include "base/random.hpp"'),
    ("floors", "flows/x.cpp", '#include "wechat/miniprogram/client.hpp"'),
    ("floors", "flows/x.cpp", "#include <boost/asio/awaitable.hpp>"),
    ("floors", "flows/x.cpp", "#include <nlohmann/json.hpp>"),
    ("floors", "db/dealer/x.cpp", "#include <cppconn/statement.h>"),
    ("floors", "server/api/x.cpp", "#include <boost/beast/http.hpp>"),
    ("floors", "server/api/x.cpp", '#include "config/config.hpp"'),
    ("floors", "config/x.cpp", '#include "server/http/server.hpp"'),
    ("co_await", "server/x.cpp", "  auto r = ok ? co_await a() : co_await b();"),
    ("co_await", "server/x.cpp", "  auto r = ok ? a() : co_await b();"),
    ("co_await", "tests/x.cpp", "  EXPECT_EQ(co_await f(), 1);"),
    ("co_await", "server/x.cpp", "  auto r = co_await run([id = std::move(id)](Tx& tx) { return f(tx, id); });"),
    ("co_await", "server/x.cpp", "  auto r = co_await run([=] { return 1; });"),
    ("co_await", "server/x.cpp", "  auto r = co_await send(HttpRequest{\"x\", 1});"),
    ("stray", "flows/x.cpp", "  auto now = std::chrono::system_clock::now();"),
    ("stray", "server/x.cpp", "  auto now = time(nullptr);"),
    ("stray", "server/x.cpp", "  auto now = std::time(nullptr);"),
    ("stray", "server/x.cpp", "  std::random_device device;"),
    ("stray", "server/x.cpp", '  auto home = std::getenv("HOME");'),
    ("stray", "server/x.cpp", "  co_spawn(context, f(), boost::asio::detached);"),
    ("sql", "db/dealer/x.cpp", '  tx.execute("UPDATE dealer SET joined_at = NOW()");'),
    ("sql", "db/dealer/x.cpp", '  auto sql = "SELECT * FROM dealer WHERE name = " + name;'),
    ("sql", "db/dealer/x.cpp", '  auto sql = prefix + "SELECT * FROM dealer";'),
    ("sql", "db/schema/V1__x.sql", "CREATE TABLE x (at DATETIME(6) DEFAULT CURRENT_TIMESTAMP);"),
    ("sql", "db/schema/V1__x.sql", "CREATE TABLE x (amount DECIMAL(10,2));"),
    ("sql", "db/schema/V1__x.sql", "ALTER TABLE x ADD FOREIGN KEY (a) REFERENCES b (c);"),
    ("unfinished", "server/x.cpp", "// TO" + "DO: later"),
    ("unfinished", "tests/x.cpp", "  GTEST_" + "SKIP();"),
    ("money", "domain/x.cpp", "double rate = 0.1;"),
    ("lifetime", "tests/x.cpp", 'for (const auto& row : emulator->get("/books").at("rows")) use(row);'),
    ("lifetime", "tests/x.cpp", 'for (const auto& row : server->call("GET", path).body["items"]) use(row);'),
    ("using", "tests/x.cpp", "using testing::run;\nusing testing::run_on;\nauto x = run();"),
]

HONEST = [
    ("db/dealer/x.cpp", '#include "domain/ids.hpp"\n#include "base/random.hpp"'),
    ("domain/x.cpp", '#include "base/result.hpp"\n// double is not used'),
    ("server/x.cpp", "  auto story = [id](Tx& tx) { return f(tx, id); };\n  auto r = co_await run(story);"),
    ("server/x.cpp", "  auto r = co_await timer.async_wait(redirect_error(use_awaitable, error));"),
    ("server/x.cpp", "  co_await run([&](Tx& tx) { return f(tx); });"),
    ("server/x.cpp", "  auto r = co_await f();\n  auto x = r ? 1 : 2;"),
    ("flows/x.cpp", "  const auto until = command.until_time(now);"),
    ("db/dealer/x.cpp", '  tx.one("SELECT id FROM dealer WHERE id = ? FOR UPDATE", {id});'),
    ("db/mysql/x.cpp", '  tx.one("SELECT LAST_INSERT_ID()");'),
    ("db/dealer/x.cpp", "  dealer.joined_at = row.time(0) + row->time(0);"),
    ("db/schema/V1__x.sql", "-- NOW() is never used\nCREATE TABLE x (at DATETIME(6) NOT NULL);"),
    ("tests/x.cpp", "for (const auto& vector : vectors().at(group)) use(vector);"),
    ("tests/x.cpp", 'for (const auto& row : books.at("rows")) use(row);'),
    ("tests/x.cpp", "using testing::run;\nusing enum State;\nauto x = run();"),
    ("base/clock.cpp", "  return std::chrono::system_clock::now();"),
]


def findings(path, text):
    source = Source(path, text)
    rules = SCHEMA_RULES if path.endswith(".sql") else RULES
    return [finding for rule in rules for finding in rule(source)]


class TidyTest(unittest.TestCase):
    def test_every_planted_breach_is_found(self):
        for rule, path, text in BREACHES:
            with self.subTest(path=path, text=text):
                self.assertIn(rule, [finding.rule for finding in findings(path, text)])

    def test_honest_code_passes(self):
        for path, text in HONEST:
            with self.subTest(path=path, text=text):
                self.assertEqual([], [str(finding) for finding in findings(path, text)])

    def test_the_longest_files_and_functions_are_told_in_order(self):
        short = "void f() {\n  g();\n}\n"
        long = "Result<int> walk(int a,\n                 int b) {\n" + "  g();\n" * 20 + "}\n"
        sources = [Source("db/a.cpp", short), Source("db/b.cpp", short + long), Source("tests/c.cpp", long * 9)]
        self.assertEqual(["files: 2, median 26 lines; longest: db/b.cpp 26, db/a.cpp 3",
                          "functions: 3, median 3 lines; longest: db/b.cpp:4 walk 23, db/b.cpp:1 f 3, db/a.cpp:1 f 3"],
                         list(report(sources)))

    def test_the_operations_page_and_the_programs_name_the_same_things(self):
        sources = [
            Source("db/x.cpp", 'metrics::Gauge up = metrics::gauge("fenrun_up", "Up");'),
            Source("tests/x.cpp", 'metrics::counter("fenrun_of_a_test_total", "Not ours");'),
            Source("server/admin/x.cpp", 'auto* const audit = app.add_subcommand("audit", "Log");\n'
                                         'auto* const command =\n    audit->add_subcommand("verify", "Checks");'),
        ]
        whole = "`fenrun_up`, `fenrun-admin audit verify FILE`"
        self.assertEqual([], list(operations_page(sources, whole)))
        for page, missing in (
            ("`fenrun_up`", "does not name the command fenrun-admin audit verify"),
            ("`fenrun-admin audit verify FILE`", "does not name the metric fenrun_up"),
            (whole + " fenrun_down", "there is no metric fenrun_down"),
            (whole + " `fenrun-admin audit burn`", "there is no command fenrun-admin audit burn"),
        ):
            with self.subTest(page=page):
                self.assertEqual([missing], [found.message.removeprefix("docs/operations.md ")
                                             for found in operations_page(sources, page)])


if __name__ == "__main__":
    unittest.main()
