#!/usr/bin/env python3
"""What an outside observer asks after the faults: every invariant of docs/books.md, and whether WeChat's books (the
emulator's) and ours say the same of every transfer. Reads the database alone, shares no code with the program."""

import argparse
import collections
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
    connection, found, after = http.client.HTTPConnection("127.0.0.1", control, timeout=60), {}, 0
    while True:
        connection.request("GET", f"/control/v1/pay/transfers?limit=5000&after={after}")
        shown = json.loads(connection.getresponse().read())
        found.update((one["out_bill_no"], one) for one in shown["entries"])
        after += len(shown["entries"])
        if not shown["entries"] or after == shown["last_number"]:
            break
    if len(found) != shown["last_number"]:
        raise RuntimeError(f"of {shown['last_number']} transfers {len(found)} were read")
    return found


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


def unasked(socket, kept, begun):
    """Withdrawals that nobody was told of: a request that is repeated is the same one."""
    rows = ask(socket, "SET time_zone = '+00:00'; SELECT public_id, state FROM withdrawal "
                       f"WHERE requested_at >= FROM_UNIXTIME({begun:.6f})")
    kept_ones = set(kept["withdrawals"])
    return [f"withdrawal {one} is {state}, and nobody was told of it" for one, state in rows if one not in kept_ones]


def unpaid(socket, kept):
    """Of the withdrawals that dealers were promised: those that did not bring them their money exactly once."""
    rows = ask(socket, "SELECT w.public_id, w.state, w.gross_fen, COUNT(p.id) FROM withdrawal w LEFT JOIN payout p "
                       "ON p.withdrawal_id = w.id AND p.state = 'succeeded' GROUP BY w.id, w.public_id, w.state, w.gross_fen")
    found = {row[0]: row[1:] for row in rows}
    wanted = ["paid", str(kept["gross_fen"]), "1"]
    return [f"withdrawal {one} is {found.get(one)}" for one in kept["withdrawals"] if found.get(one) != wanted]


def paid_twice(theirs, of_withdrawal):
    """Withdrawals of which WeChat paid more than one transfer."""
    paid = collections.Counter(of_withdrawal[number] for number, one in theirs.items() if one["state"] == "SUCCESS" and number in of_withdrawal)
    return [f"withdrawal {withdrawal} was paid {times} times" for withdrawal, times in paid.items() if times > 1]


def lost_fen(socket, kept, theirs):
    """What dealers were promised, less what WeChat says that it paid for it."""
    promised = len(kept["withdrawals"]) * kept["gross_fen"]
    numbers = dict(ask(socket, "SELECT p.number, w.public_id FROM payout p JOIN withdrawal w ON w.id = p.withdrawal_id"))
    kept_ones = set(kept["withdrawals"])
    return promised - sum(one["amount"] for number, one in theirs.items()
                          if one["state"] == "SUCCESS" and numbers.get(number) in kept_ones)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--socket", required=True)
    parser.add_argument("--control", type=int, required=True)
    parser.add_argument("--kept", required=True)
    parser.add_argument("--result", required=True)
    parser.add_argument("--begun", type=float, required=True)
    options = parser.parse_args()
    with open(options.kept, encoding="utf-8") as file:
        kept = json.load(file)
    rows = ask(options.socket, "SELECT number, state, amount_fen, withdrawal_id FROM payout")
    ours = {row[0]: (row[1], int(row[2])) for row in rows}
    theirs = transfers_of_wechat(options.control)
    broken, twice = broken_invariants(options.socket), paid_twice(theirs, {row[0]: row[3] for row in rows})
    lost = lost_fen(options.socket, kept, theirs)
    wrong = broken + twice + differences(ours, theirs) + unpaid(options.socket, kept)
    wrong += unasked(options.socket, kept, options.begun)
    wrong += [f"{lost} fen of what was promised were not paid"] if lost != 0 else []
    for line in wrong[:20]:
        print("   WRONG " + line)
    ways = dict(ask(options.socket, "SELECT route, COUNT(*) FROM payout WHERE direct_hash IS NOT NULL GROUP BY route"))
    posts = ask(options.socket, "SELECT COALESCE(SUM(posts), 0), COALESCE(SUM(posts > 1), 0) FROM payout")[0]
    print(f"   {len(invariants())} invariants; {len(theirs)} transfers at WeChat; {posts[0]} creating calls, "
          f"{posts[1]} transfers needed more than one; {len(wrong)} wrong")
    with open(options.result, "w", encoding="utf-8") as file:
        json.dump({"invariants": len(invariants()), "broken": len(broken), "paid_twice": len(twice), "lost_fen": lost,
                   "posts": int(posts[0]), "posted_again": int(posts[1]), "without_tap": int(ways.get("direct", 0)),
                   "tapped_after_all": int(ways.get("confirmed", 0))}, file)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
