#!/usr/bin/env python3
"""lint_batches.py FOLDER alone|together FILE...: one line "key kind path flags-file [FILE...]" for each thing to look at;
the files are those that a path of FOLDER holds together.

A thing is one source file, or, together, a generated file in FOLDER that holds the texts of several of one target: the
linter then reads their headers once. Texts and not includes, for what is included is a header to the analyzer, which does
not follow its paths. The files stand in the reverse order of the build's own batches: another one is first and must bring
its own includes.

The key names everything a finding can depend on: the files, every header of ours that they reach, the rules, and the
versions of the installed packages that bring the linter and the foreign headers. What was clean under a key is clean.

Kinds: `tidy` clang's warnings and clang-tidy; `coroutines` the same without the analyzer, which follows paths through a
coroutine that cannot happen; `warnings` clang's warnings alone, for tests and benches.
"""

import hashlib
import json
import os
import re
import shlex
import subprocess
import sys

INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.M)
TARGET = re.compile(r"(\S+)/CMakeFiles/(\S+)\.dir/")
RULES = (".clang-tidy", "tests/lint.sh", "tests/lint_batches.py", "cmake/FenrunTargets.cmake", "CMakePresets.json")
BATCH = 16


def read(path):
    with open(path, "rb") as file:
        return file.read()


def packages():
    listed = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${Version}\n"], capture_output=True, check=True)
    lines = sorted(line for line in listed.stdout.splitlines() if b"-dev " in line or line.startswith(b"clang"))
    return b"\n".join(lines)


class Tree:
    """Texts and includes of our files, each read once."""

    def __init__(self):
        self.texts = {}

    def text(self, path):
        if path not in self.texts:
            self.texts[path] = read(path) if os.path.exists(path) else None
        return self.texts[path]

    def reached_from(self, path):
        found, waiting = {}, [path]
        while waiting:
            now = waiting.pop()
            text = self.text(now)
            if now in found or text is None:
                continue
            found[now] = text
            for name in INCLUDE.findall(text):
                name = name.decode()
                waiting += [name, os.path.normpath(os.path.join(os.path.dirname(now), name))]
        return found

    def is_itself_a_batch(self, path):
        """A source that includes sources may rename what they call: nothing can stand behind it."""
        return any(name.endswith(b".cpp") for name in INCLUDE.findall(self.text(path)))

    def kind(self, path):
        if path.startswith(("tests/", "bench/")):
            return "warnings"
        return "coroutines" if b"co_await" in self.text(path) else "tidy"


def key(paths, tree, ground):
    digest = hashlib.sha256(ground)
    reached = {}
    for path in paths:
        reached.update(tree.reached_from(path))
    for name, text in sorted(reached.items()):
        digest.update(b"%s\0%d\0" % (name.encode(), len(text)))
        digest.update(text)
    digest.update("\0".join(paths).encode())
    return digest.hexdigest()


def compile_flags(build):
    """{source path: (target, flags)}: the flags without what names the one file."""
    found = {}
    for entry in json.loads(read(f"{build}/compile_commands.json")):
        words = shlex.split(entry["command"])
        start = next(i for i, word in enumerate(words) if "clang++" in os.path.basename(word)) + 1
        output = words[words.index("-o") + 1]
        flags = [word for word in words[start:words.index("-o")] if word != "-c"]
        found[os.path.relpath(entry["file"])] = ("_".join(TARGET.match(output).groups()), flags)
    return found


def even(items, most):
    """Nine items of at most eight are five and four."""
    batches = -(-len(items) // most)
    size = -(-len(items) // batches)
    return [items[start:start + size] for start in range(0, len(items), size)]


def write_if_changed(path, text):
    if not os.path.exists(path) or read(path) != text.encode():
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def things(folder, together, paths, flags, tree):
    """(name, files) of everything to look at; a name is a path to give to the compiler."""
    groups = {}
    for path in paths:
        target, _ = flags[path]
        is_shared = together and not tree.is_itself_a_batch(path)
        groups.setdefault((target if is_shared else path, tree.kind(path)), []).append(path)
    for (target, kind), members in sorted(groups.items()):
        for number, batch in enumerate(even(members, BATCH)):
            name = batch[0]
            if len(batch) > 1:
                name = f"{folder}/{target.replace('/', '_')}_{kind}_{number}.cpp"
                write_if_changed(name, "".join(f'#line 1 "{path}"\n{tree.text(path).decode()}' for path in reversed(batch)))
            yield name, kind, batch


def main(folder, mode, *paths):
    tree = Tree()
    flags = compile_flags(os.path.dirname(folder))
    unknown = [path for path in paths if path not in flags]
    if unknown:
        sys.exit(f"no target compiles {', '.join(unknown)}")
    os.makedirs(folder, exist_ok=True)
    ground = hashlib.sha256(packages() + b"".join(read(rule) for rule in RULES)).digest()
    for name, kind, batch in things(folder, mode == "together", paths, flags, tree):
        target, words = flags[batch[0]]
        response = f"{folder}/{target.replace('/', '_')}.flags"
        write_if_changed(response, "\n".join(shlex.quote(word) for word in words))
        print(key(batch, tree, ground), kind, name, response, *(batch if len(batch) > 1 else ()))


main(*sys.argv[1:])
