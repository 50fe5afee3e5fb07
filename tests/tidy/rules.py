"""The house rules, each a function from one source file to the places that break it."""

import re
from dataclasses import dataclass

from floors import CONFIG_MAY_SEE_OF_SERVER, DOMAIN_MAY_SEE, MAY_INCLUDE, MAY_READ_CONFIG, THIRD_PARTY


@dataclass(frozen=True)
class Source:
    path: str  # from the root, with forward slashes
    text: str

    @property
    def folder(self):
        return self.path.split("/", 1)[0]

    @property
    def is_product(self):
        return self.folder not in ("tests", "bench")


@dataclass(frozen=True)
class Finding:
    path: str
    line: int
    rule: str
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: [{self.rule}] {self.message}"


INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def without_comments(text):
    """The text with comments blanked and string contents kept, every position unchanged."""
    pattern = re.compile(r'R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*.*?\*/', re.S)

    def blank(match):
        token = match.group(0)
        return re.sub(r"[^\n]", " ", token) if token.startswith("/") else token

    return pattern.sub(blank, text)


def without_strings(text):
    """Comments and the contents of string literals blanked."""
    pattern = re.compile(r'R"(\w*)\((.*?)\)\1"|"((?:\\.|[^"\\\n])*)"', re.S)

    def blank(match):
        return re.sub(r"[^\n\"]", " ", match.group(0))

    return pattern.sub(blank, without_comments(text))


def include_directions(source):
    for match in INCLUDE.finditer(source.text):
        quoted, target = match.group(1) == '"', match.group(2)
        line = line_of(source.text, match.start())
        if quoted:
            yield from own_include(source, target, line)
        else:
            yield from foreign_include(source, target, line)


def own_include(source, target, line):
    folder = target.split("/", 1)[0]
    if folder == source.folder or folder not in MAY_INCLUDE:
        return
    if folder not in MAY_INCLUDE.get(source.folder, set()):
        yield Finding(source.path, line, "floors", f"{source.folder} may not include {target}")
    elif source.folder == "domain" and target not in DOMAIN_MAY_SEE:
        yield Finding(source.path, line, "floors", f"domain sees only values of base, not {target}")
    elif folder == "config" and source.is_product and not source.path.startswith(MAY_READ_CONFIG):
        yield Finding(source.path, line, "floors", "only files that hold a main include config")
    elif source.folder == "config" and folder == "server" and not target.endswith(CONFIG_MAY_SEE_OF_SERVER):
        yield Finding(source.path, line, "floors", f"config fills options; it may not see {target}")


def foreign_include(source, target, line):
    for prefix, allowed in THIRD_PARTY.items():
        if target.startswith(prefix) and not source.path.startswith(allowed):
            yield Finding(source.path, line, "floors", f"<{target}> belongs to {', '.join(allowed)}")


def statements(code):
    """(start, text) of what lies between ';', '{' and '}' — fine enough to look inside one full expression."""
    start = 0
    for match in re.finditer(r"[;{}]", code):
        yield start, code[start:match.start()]
        start = match.end()


CO_AWAIT_TRAPS = (
    (re.compile(r"\?[^:;?]*\bco_await\b|\?[^;]*:\s*\(?\s*co_await\b"), "co_await inside ?: is destroyed twice by gcc 12"),
    (re.compile(r"\b(?:EXPECT|ASSERT)_\w+\s*\([^;]*\bco_await\b"), "await first, then assert"),
    (re.compile(r"\bco_await\b[^;]*\[\s*(?:=|[a-z_]\w*\s*(?:=|,|\]))[^\]]*\]?\s*(?:\(|\{|mutable)"),
     "a lambda that captures by value in a co_await expression: name it on the line above"),
    (re.compile(r"\bco_await\b[^;{]*[(,]\s*[A-Z]\w*\s*\{\s*\S"), "an aggregate built inside a co_await expression: name it above"),
)


def co_await_trap(source):
    code = without_strings(source.text)
    for match in re.finditer(r"[^;\n]*\bco_await\b[^;]*;", code):
        for pattern, message in CO_AWAIT_TRAPS:
            if pattern.search(match.group(0)):
                yield Finding(source.path, line_of(code, match.start() + len(match.group(0)) - len(match.group(0).lstrip())),
                              "co_await", message)
                break


STRAY = (
    (re.compile(r"\b(?:system_clock|steady_clock|high_resolution_clock)::now\s*\("), "ask a Clock",
     ("base/clock.cpp", "base/worker_pool.hpp")),
    (re.compile(r"(?<![\w.>])time\s*\(\s*(?:nullptr|NULL|0|&)|(?<=std::)time\s*\(\s*(?:nullptr|NULL|0|&)|(?<![\w.>])(?:std::)?(?:gettimeofday|clock_gettime|localtime|gmtime)\s*\("),
     "ask a Clock", ("base/clock.cpp",)),
    (re.compile(r"\bstd::random_device\b|(?<![\w.>])(?:std::)?s?rand\s*\(|\bRAND_bytes\b"), "ask a Random", ("base/random.cpp",)),
    (re.compile(r"\b(?:secure_)?getenv\s*\("), "configuration comes from config", ("config/",)),
    (re.compile(r"\bboost::asio::detached\b|\basio::detached\b|\bnet::detached\b"), "a detached coroutine swallows exceptions: give a handler", ()),
)


def stray_effects(source):
    if not source.is_product:
        return
    code = without_strings(source.text)
    for pattern, message, allowed in STRAY:
        if allowed and source.path.startswith(allowed):
            continue
        for match in pattern.finditer(code):
            yield Finding(source.path, line_of(code, match.start()), "stray", f"{match.group(0).strip()}…: {message}")


SERVER_TIME = re.compile(r"\b(?:NOW|SYSDATE|CURRENT_TIMESTAMP|CURDATE|CURTIME|UTC_TIMESTAMP|RAND|UUID|LAST_INSERT_ID)\s*\(|\bCURRENT_TIMESTAMP\b",
                         re.I)
# Leases use the database's clock by design.
MAY_ASK_SERVER_TIME = ("db/mysql/", "db/payout/")
SQL_WORD = re.compile(r'"\s*(?:SELECT|INSERT|UPDATE|DELETE|REPLACE)\b', re.I)


def sql_discipline(source):
    if not source.is_product:
        return
    code = without_comments(source.text)
    in_sql = source.path.startswith("db/schema/") or source.folder in ("db", "flows")
    if in_sql and not source.path.startswith(MAY_ASK_SERVER_TIME):
        for match in re.finditer(r'"(?:\\.|[^"\\\n])*"|R"(\w*)\(.*?\)\1"', code, re.S):
            hit = SERVER_TIME.search(match.group(0))
            if hit:
                yield Finding(source.path, line_of(code, match.start()), "sql", f"{hit.group(0)}: the caller gives time and randomness")
    for match in SQL_WORD.finditer(code):
        before, after = code[:match.start()].rstrip(), code[match.start():]
        literal = re.match(r'(?:"(?:\\.|[^"\\\n])*"\s*)+', after)
        rest = after[literal.end():].lstrip() if literal else ""
        if before.endswith("+") or rest.startswith("+") or before.endswith(("std::string(", "format(")):
            yield Finding(source.path, line_of(code, match.start()), "sql", "SQL glued from strings: use a literal with placeholders")


def schema_discipline(source):
    if not source.path.endswith(".sql"):
        return
    code = re.sub(r"--[^\n]*", lambda m: " " * len(m.group(0)), source.text)
    for pattern, message in ((SERVER_TIME, "the caller gives time and randomness"),
                             (re.compile(r"\b(?:FOREIGN\s+KEY|TRIGGER|PROCEDURE|CASCADE)\b", re.I), "kept out, so that other engines stay possible"),
                             (re.compile(r"\b(?:FLOAT|DOUBLE|DECIMAL|JSON|TIMESTAMP)\b", re.I), "not a type of ours")):
        for match in pattern.finditer(code):
            yield Finding(source.path, line_of(code, match.start()), "sql", f"{match.group(0)}: {message}")


UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|\bGTEST_SKIP\b|\bDISABLED_\w+|not implemented", re.I)


def unfinished_work(source):
    for match in UNFINISHED.finditer(source.text):
        if source.path.startswith("tests/tidy/"):
            return
        yield Finding(source.path, line_of(source.text, match.start()), "unfinished", match.group(0))


def float_money(source):
    if source.folder not in ("domain", "flows", "db"):
        return
    code = without_strings(source.text)
    for match in re.finditer(r"\b(?:double|float)\b", code):
        if source.path.startswith(("db/mysql/", "db/redis/")):
            return
        yield Finding(source.path, line_of(code, match.start()), "money", "no floating point where money is computed")


USING = re.compile(r"^\s*using\s+(?!namespace\b)(?:enum\s+)?[\w:]*::(\w+)\s*;", re.M)


def unused_using(source):
    """The linter does not see these in a batch of source files."""
    if not source.path.endswith(".cpp"):
        return
    code = without_strings(source.text)
    for match in USING.finditer(code):
        name = match.group(1)
        if "enum" not in match.group(0) and len(re.findall(rf"\b{name}\b", code)) < 2:
            yield Finding(source.path, line_of(code, match.start(1)), "using", f"nothing here uses {name}")


# A call with arguments gives a temporary that is gone before the loop begins; what it holds goes with it.
LOOP_OVER_MEMBER = re.compile(r"\bfor\s*\([^;(){}]*[^:]:[^:][^;{}]*?\w\([^()]+\)\s*(?:\.\w+)?(?:\.at\([^()]*\)|\[[^\]]*\])+\s*\)")


def dangling_loop(source):
    code = without_comments(source.text)
    for match in LOOP_OVER_MEMBER.finditer(code):
        yield Finding(source.path, line_of(code, match.start()), "lifetime", "name what the loop goes through on the line above")


RULES = (include_directions, co_await_trap, stray_effects, sql_discipline, unfinished_work, float_money, unused_using, dangling_loop)
SCHEMA_RULES = (schema_discipline,)
