#!/usr/bin/env python3
"""What happened and what was found, as Markdown: for docs/chaos.md. Fails when something was not tried."""

import argparse
import collections
import json
import os
import platform
import sys
import time

PROGRAMS = {"fenrun-payout": "payout worker", "fenrun-payout-2": "payout worker", "fenrun-server": "server", "fenrun-server-2": "server",
            "mariadbd": "MariaDB", "redis-server": "Redis"}
LINES = {"line-wechat": "line to WeChat", "line-mysql": "line to MariaDB", "line-redis": "line to Redis",
         "line-callbacks": "line of WeChat's notices"}
STRUCK = {"killed": "killed (SIGKILL)", "stopped": "stood still (SIGSTOP)", "cut": "cut", "hold": "held", "slow": "slowed", "tear": "torn"}


def read_marks(path, begun):
    """(what, deed) -> how often, since `begun`."""
    counted = collections.Counter()
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            at, what, deed = line.split()
            if float(at) >= begun and deed in STRUCK:
                counted[({**PROGRAMS, **LINES}[what], STRUCK[deed])] += 1
    return counted


def read_struck(path):
    """Line -> how many connections felt a fault of it, as the proxy counted them."""
    struck = collections.Counter()
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            words = line.split()
            if len(words) == 4 and words[2] == "struck":
                struck[LINES["line-" + words[0]]] += int(words[3])
    return struck


def fault_rows(counted):
    names = list(dict.fromkeys([*PROGRAMS.values(), *LINES.values()]))
    deeds = [deed for deed in STRUCK.values() if any(counted[(name, deed)] for name in names)]
    yield "| struck | " + " | ".join(deeds) + " |"
    yield "| --- |" + " --- |" * len(deeds)
    for name in names:
        yield f"| {name} | " + " | ".join(str(counted[(name, deed)] or "–") for deed in deeds) + " |"


def finding_rows(kept, samples, found, duration_s):
    yield "| measure | found |"
    yield "| --- | --- |"
    count = len(kept["withdrawals"])
    yield f"| withdrawals acknowledged, and each ended paid | {count:,} of {kept['gross_fen']} fen, in {duration_s / 60:.1f} minutes |"
    yield f"| paid twice; fen lost | {found['paid_twice']}; {found['lost_fen']} |"
    yield f"| samples of the books meanwhile; wrong | {samples['taken']:,}; {len(samples['wrong'])} |"
    yield f"| invariants of docs/books.md afterwards; broken | {found['invariants']}; {found['broken']} |"
    yield f"| answers of the servers; of them no answer, 502 or 503, and repeated | {kept['answers']:,}; {kept['repeated']:,} |"
    yield f"| creating calls at WeChat; transfers that needed more than one | {found['posts']:,}; {found['posted_again']:,} |"
    yield f"| transfers without a tap, under {kept['agreed']:,} authorisations; confirmed by a tap after all | {found['without_tap']:,}; {found['tapped_after_all']:,} |"
    seconds = kept["seconds"]
    yield (f"| from the request to the money, with two people's approvals: p50, p99, slowest | {seconds['p50']:.0f} s, "
           f"{seconds['p99']:.0f} s, {seconds['max']:.0f} s |")
    yield f"| from the last fault until everything had ended | {kept['calm_s']:.0f} s |"


def read(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return json.load(file)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("var", "seed", "commit"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--begun", type=float, required=True)
    options = parser.parse_args()
    counted = read_marks(os.path.join(options.var, "marks"), options.begun)
    with open(os.path.join(options.var, "calm"), encoding="utf-8") as file:
        duration_s = float(file.read()) - options.begun
    print(f"{time.strftime('%Y-%m-%d', time.gmtime())}, commit {options.commit}, seed {options.seed}, {os.cpu_count()} cores, "
          f"{platform.machine()}, release build.\n")
    print("\n".join(fault_rows(counted)) + "\n")
    print("\n".join(finding_rows(read(options.var, "kept.json"), read(options.var, "samples.json"), read(options.var, "books.json"), duration_s)))
    struck = read_struck(os.path.join(options.var, "log", "proxy.log"))
    print("\nConnections that felt a fault of their line: " + ", ".join(f"{name} {count:,}" for name, count in struck.items()) + ".")
    untried = [name for name in {*PROGRAMS.values()} if not any(one[0] == name for one in counted)]
    untried += [name for name in LINES.values() if struck[name] == 0]
    if untried:
        print(f"never struck: {untried}", file=sys.stderr)
    return 1 if untried else 0


if __name__ == "__main__":
    sys.exit(main())
