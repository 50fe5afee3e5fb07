#!/usr/bin/env python3
"""Looks at the books while they are written: in one snapshot of the database each time, what has to be true at every
instant. A sample that the database could not answer is none."""

import argparse
import json
import os
import sys
import time

import books

# Of docs/books.md: those that a glance can answer.
ASKED = ("trial_balance", "balance_is_not_negative", "held_is_withdrawals", "in_flight_is_transfers", "one_live_transfer", "paid_once")
SAMPLES_MIN = 10
MARK = "this is the end of the sample"


def question():
    known = dict(books.invariants())
    parts = [f"SELECT '{name}', x.* FROM ({known[name].rstrip(';')}) x;" for name in ASKED]
    return "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY;\n" + "\n".join(parts) + f"\nSELECT '{MARK}';\n"


def take(socket, sql):
    """What is wrong, or None when there was no answer."""
    try:
        rows = books.ask(socket, sql)
    except RuntimeError as error:
        # It is away, or went away meanwhile.
        if any(sign in str(error) for sign in ("ERROR 2002", "ERROR 2013", "ERROR 2006", "ERROR 2026", "ERROR 1053")):
            return None
        raise
    if not rows or rows[-1] != [MARK]:
        raise RuntimeError(f"a sample without end: {rows[-3:]}")
    return rows[:-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("socket", "until", "result"):
        parser.add_argument("--" + name, required=True)
    options = parser.parse_args()
    sql, taken, away, wrong = question(), 0, 0, []
    while not os.path.exists(options.until):
        began = time.monotonic()
        found = take(options.socket, sql)
        taken, away = taken + (found is not None), away + (found is None)
        wrong += [{"at": time.time(), "row": row} for row in found or []]
        # A glance at large books takes long, and must not be the load.
        time.sleep(max(0.5, 9 * (time.monotonic() - began)))
    with open(options.result, "w", encoding="utf-8") as file:
        json.dump({"taken": taken, "away": away, "wrong": wrong}, file)
    for one in wrong[:10]:
        print(f"   WRONG at {one['at']:.3f}: {one['row']}")
    print(f"   {taken} samples of the books, {len(wrong)} wrong; {away} times nobody answered")
    # Too few, and nobody has looked.
    return 1 if wrong or taken < max(SAMPLES_MIN, away) else 0


if __name__ == "__main__":
    sys.exit(main())
