"""docs/operations.md names every metric and every command of the programs, and no other."""

import re

from rules import Finding, without_comments

PAGE = "docs/operations.md"
METRIC = re.compile(r'\bmetrics::(?:counter|gauge|histogram)\(\s*"(fenrun_\w+)"')
COMMAND = re.compile(r'\b(\w+)(?:\.|->)add_subcommand\(\s*"([\w-]+)"')
NAMED_METRIC = re.compile(r"\bfenrun_\w+")
NAMED_COMMAND = re.compile(r"\bfenrun-admin((?: [a-z][a-z-]+)+)")


def metrics_in(sources):
    """Metric -> the file that makes it."""
    found = {}
    for source in sources:
        if source.is_product:
            for name in METRIC.findall(without_comments(source.text)):
                found.setdefault(name, source.path)
    return found


def commands_in(sources):
    """"audit verify" -> its file. A command that has commands of its own is none: it cannot be run."""
    found, parents = {}, set()
    for source in sources:
        if not source.path.startswith("server/admin/"):
            continue
        for owner, name in COMMAND.findall(without_comments(source.text)):
            found[name if owner == "app" else f"{owner} {name}"] = source.path
            parents.add(owner)
    return {name: path for name, path in found.items() if name not in parents}


def line_of_first(page, text):
    return page[:page.find(text)].count("\n") + 1


def operations_page(sources, page):
    metrics, commands = metrics_in(sources), commands_in(sources)
    named_metrics = set(NAMED_METRIC.findall(page))
    named_commands = {words.strip() for words in NAMED_COMMAND.findall(page)}
    for name in sorted(set(metrics) - named_metrics):
        yield Finding(metrics[name], 1, "operations", f"{PAGE} does not name the metric {name}")
    for name in sorted(named_metrics - set(metrics)):
        yield Finding(PAGE, line_of_first(page, name), "operations", f"there is no metric {name}")
    for name in sorted(set(commands) - named_commands):
        yield Finding(commands[name], 1, "operations", f"{PAGE} does not name the command fenrun-admin {name}")
    for name in sorted(named_commands - set(commands)):
        yield Finding(PAGE, line_of_first(page, name), "operations", f"there is no command fenrun-admin {name}")
