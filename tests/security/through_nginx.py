#!/usr/bin/env python3
"""Sends every raw vector through nginx and compares how many requests nginx says it passed on with how many the server
says it read. Where the two read the same bytes differently, one request becomes two: that is smuggling, and the counts
differ. Afterwards an honest request must still be answered."""

import argparse
import re
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from raw import connect, read_vectors, receive_all

COUNTERS = re.compile(r'^fenrun_http_(?:requests|refused)_total\{([^}]*)\} (\d+)', re.M)
# What the server counts where no request was read at all.
NO_REQUEST = ("connections", "connections_per_ip", "accept_failed", "handshake_timed_out")


def requests_read(ops_port):
    """Requests that the public listener answered or refused."""
    with urllib.request.urlopen(f"http://127.0.0.1:{ops_port}/metrics", timeout=5) as reply:
        text = reply.read().decode()
    total = 0
    for labels, count in COUNTERS.findall(text):
        is_public = 'listener="ops"' not in labels
        if is_public and not any(f'reason="{reason}"' in labels for reason in NO_REQUEST):
            total += int(count)
    return total


def requests_passed_on(forwarded):
    """Lines of nginx's log that name the server; "-" never left nginx."""
    with open(forwarded, encoding="ascii") as log:
        return sum(1 for line in log if line.strip() not in ("", "-"))


def settle(read):
    """The last value of `read` once it has stood still for a moment."""
    before = None
    for _ in range(40):
        now = read()
        if now == before:
            return now
        before = now
        time.sleep(0.25)
    return before


def exchange(port, data):
    with connect(port, timeout=3.0) as connection:
        try:
            connection.sendall(data)
        except OSError:
            pass
        return receive_all(connection)


class Counts:
    """What both sides have counted since this object was made."""

    def __init__(self, options):
        self.options = options
        self.begun = (0, 0)
        self.begun = self.now()

    def now(self):
        passed = settle(lambda: requests_passed_on(self.options.forwarded))
        read = settle(lambda: requests_read(self.options.ops))
        return passed - self.begun[0], read - self.begun[1]


def send_all(options, vectors):
    """Several at a time: most of the time is nginx waiting for what never comes."""
    wrong = []

    def send(vector):
        title, data = vector
        for status in re.findall(rb"^HTTP/1\.1 (\d{3}) ", exchange(options.proxy, data), re.M):
            if status in (b"500", b"504"):
                wrong.append(f"{title}: answered {status.decode()}")

    with ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(send, vectors))
    return wrong


def name_smuggled(options, vectors):
    """One after the other, because the sums do not say which it was."""
    for title, data in vectors:
        counts = Counts(options)
        exchange(options.proxy, data)
        passed, read = counts.now()
        if read > passed:
            yield f"{title}: nginx passed on {passed}, the server read {read}"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--proxy", type=int, required=True)
    arguments.add_argument("--ops", type=int, required=True)
    arguments.add_argument("--forwarded", required=True)
    options = arguments.parse_args()
    vectors = read_vectors()
    counts = Counts(options)
    wrong = send_all(options, vectors)
    passed, read = counts.now()
    print(f"   {len(vectors)} vectors: nginx passed on {passed} requests, the server read {read}")
    if read > passed:
        wrong.append(f"the server read {read - passed} requests that nginx did not send")
        wrong.extend(name_smuggled(options, vectors))
    honest = exchange(options.proxy, b"GET /api/v1/openapi.yaml HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    if not honest.startswith(b"HTTP/1.1 200 "):
        wrong.append("an honest request is no longer answered")
    if len(vectors) < 60 or passed < 20:
        wrong.append("too few vectors were sent, or came through, for this to prove anything")
    for line in wrong:
        print("   WRONG:", line)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
