#!/usr/bin/env python3
"""What an outside observer asks after the faults: every invariant of docs/books.md, and whether WeChat's books (the
emulator's) and ours say the same of every transfer. Reads the database alone, shares no code with the program."""

import argparse
import http.client
import json
import pathlib
import re
import subprocess
import sys

DOCUMENT = pathlib.Path(__file__).parents[2] / "docs" / "books.md"
INVARIANTS_MIN = 50


def ask(socket, sql):
    """Rows as lists of texts."""
    done = subprocess.run(["mariadb", "--no-defaults", "--batch", "--skip-column-names", "--socket=" + socket,
                           "--user=root", "fenrun"], input=sql, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{done.stderr.strip()} in {sql}")
    return [line.split("\t") for line in done.stdout.splitlines()]


def invariants():
    """Pairs of name and SQL: "-- name: what it is about", then the query."""
    found = []
    for block in re.findall(r"```sql\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL):
        for name, sql in re.findall(r"^-- (\w+): [^\n]*\n(.*?)(?=^-- \w+: |\Z)", block, re.DOTALL | re.MULTILINE):
            found.append((name, sql.strip()))
    return found


def broken_invariants(socket):
    asked = invariants()
    if len(asked) < INVARIANTS_MIN:
        return [f"only {len(asked)} invariants were found in {DOCUMENT.name}"]
    answers = [(name, ask(socket, sql)) for name, sql in asked]
    return [f"{name}: {rows[:3]}" for name, rows in answers if rows]


def transfers_of_wechat(control):
    connection = http.client.HTTPConnection("127.0.0.1", control, timeout=10)
    connection.request("GET", "/control/v1/pay/transfers?limit=10000")
    shown = json.loads(connection.getresponse().read())
    if shown["last_number"] != len(shown["entries"]):
        raise RuntimeError("there are more transfers than were read")
    return {one["out_bill_no"]: one for one in shown["entries"]}


def differences(ours, theirs):
    """`ours`: number -> (state, fen). WeChat has no transfer that we have not, and both say the same of each."""
    wrong = [f"WeChat has a transfer {number} that we never made" for number in theirs.keys() - ours.keys()]
    for number, (state, fen) in ours.items():
        entry = theirs.get(number)
        if (state == "succeeded") != (entry is not None and entry["state"] == "SUCCESS"):
            wrong.append(f"transfer {number} is {state} here and {entry and entry['state']} there")
        if entry is not None and entry["amount"] != fen:
            wrong.append(f"transfer {number} is {fen} fen here and {entry['amount']} there")
    return wrong


def unpaid(socket, kept):
    """Of the withdrawals that dealers were promised: those that did not bring them their money exactly once."""
    rows = ask(socket, "SELECT w.public_id, w.state, w.gross_fen, COUNT(p.id) FROM withdrawal w LEFT JOIN payout p "
                       "ON p.withdrawal_id = w.id AND p.state = 'succeeded' GROUP BY w.id, w.public_id, w.state, w.gross_fen")
    found = {row[0]: row[1:] for row in rows}
    wanted = ["paid", str(kept["gross_fen"]), "1"]
    return [f"withdrawal {one} is {found.get(one)}" for one in kept["withdrawals"] if found.get(one) != wanted]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--socket", required=True)
    parser.add_argument("--control", type=int, required=True)
    parser.add_argument("--kept", required=True)
    options = parser.parse_args()
    with open(options.kept, encoding="utf-8") as file:
        kept = json.load(file)
    ours = {row[0]: (row[1], int(row[2])) for row in ask(options.socket, "SELECT number, state, amount_fen FROM payout")}
    theirs = transfers_of_wechat(options.control)
    wrong = broken_invariants(options.socket) + differences(ours, theirs) + unpaid(options.socket, kept)
    for line in wrong[:20]:
        print("   WRONG " + line)
    posts = ask(options.socket, "SELECT COALESCE(SUM(posts), 0), COALESCE(SUM(posts > 1), 0) FROM payout")[0]
    paid = sum(one["amount"] for one in theirs.values() if one["state"] == "SUCCESS")
    print(f"   {len(invariants())} invariants; {len(theirs)} transfers at WeChat, {paid} fen paid; {posts[0]} creating calls, "
          f"{posts[1]} transfers needed more than one; {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
