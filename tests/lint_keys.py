#!/usr/bin/env python3
"""lint_keys.py FILE...: one line "key path" for each source file.

The key names everything a finding can depend on: the file, every header of ours that it reaches, the rules, and the
versions of the installed packages that bring the linter and the foreign headers. A file whose key was clean once is
clean: lint.sh does not look at it again.
"""

import hashlib
import os
import re
import subprocess
import sys

INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.M)
RULES = (".clang-tidy", "tests/lint.sh", "cmake/FenrunTargets.cmake", "CMakePresets.json")


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


def key(path, tree, ground):
    digest = hashlib.sha256(ground)
    for name, text in sorted(tree.reached_from(path).items()):
        digest.update(b"%s\0%d\0" % (name.encode(), len(text)))
        digest.update(text)
    digest.update(path.encode())
    return digest.hexdigest()


def main():
    tree = Tree()
    ground = hashlib.sha256(packages() + b"".join(read(rule) for rule in RULES)).digest()
    for path in sys.argv[1:]:
        print(key(path, tree, ground), path)


main()
