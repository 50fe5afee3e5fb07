#!/usr/bin/env python3
"""Holds the tree to the house rules (rules.py, floors.py). Exit status 1 with one line per breach; --sizes adds the
longest files and functions."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from operations import PAGE, operations_page  # noqa: E402
from rules import RULES, SCHEMA_RULES, Source  # noqa: E402
from sizes import report  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("base", "domain", "db", "wechat", "sheet", "flows", "config", "server", "payout", "bench", "deploy", "tests")


def sources(suffixes):
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and "node_modules" not in path.parts:
                yield Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def missing_readmes():
    for folder in FOLDERS:
        if (ROOT / folder).is_dir() and not (ROOT / folder / "README.md").is_file():
            yield f"{folder}/: [readme] every folder has a README paragraph"


def main(arguments):
    code = list(sources({".cpp", ".hpp"}))
    findings = [str(finding) for source in code for rule in RULES for finding in rule(source)]
    findings += [str(finding) for source in sources({".sql"}) for rule in SCHEMA_RULES for finding in rule(source)]
    findings += list(missing_readmes())
    findings += [str(finding) for finding in operations_page(code, (ROOT / PAGE).read_text(encoding="utf-8"))]
    for finding in findings:
        print(finding)
    if "--sizes" in arguments:
        print("\n".join(report(code)))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
