"""The longest files and functions, for the reader who looks for the second noun."""

import re


def functions(source):
    """(name, first line, line count) of what starts at column 0 and ends at a '}' in column 0 (our format)."""
    lines = source.text.split("\n")
    start = None
    for number, line in enumerate(lines, 1):
        if start is None and re.match(r"^[A-Za-z_].*\)[^;]*\{$", line) and not line.startswith(("namespace", "struct", "class", "enum")):
            start = number
            head = line
        elif start is None and re.match(r"^[ ]{4,}.*\)[^;]*\{$", line) and number > 1:
            above = next((i for i in range(number - 2, -1, -1) if re.match(r"^[A-Za-z_].*\($|^[A-Za-z_].*,$", lines[i])), None)
            if above is not None and number - above < 8:
                start, head = above + 1, lines[above]
        elif start is not None and line.startswith("}"):
            name = re.search(r"([\w:~]+)\s*\(", head)
            yield (name.group(1) if name else head.strip()), start, number - start + 1
            start = None


def report(sources, most=8):
    product = [source for source in sources if source.is_product]
    files = sorted(((source.text.count("\n"), source.path) for source in product), reverse=True)
    longest = sorted(((length, f"{source.path}:{first} {name}") for source in product for name, first, length in functions(source)),
                     reverse=True)
    median = lambda values: sorted(values)[len(values) // 2] if values else 0
    yield f"files: {len(files)}, median {median([n for n, _ in files])} lines; longest: " + ", ".join(f"{p} {n}" for n, p in files[:most])
    yield f"functions: {len(longest)}, median {median([n for n, _ in longest])} lines; longest: " + ", ".join(f"{p} {n}" for n, p in longest[:most])
