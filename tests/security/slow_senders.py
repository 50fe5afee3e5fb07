#!/usr/bin/env python3
"""Senders that never finish: half of a handshake, a header byte by byte, a body byte by byte, and readers that do not
read. There are few of them and they end: the test is whether each is cut off within the deadline, and whether honest
requests from another address are answered at once meanwhile."""

import argparse
import socket
import threading
import time

from raw import connect, receive_all

EACH_KIND = 15
ATTACKER = "127.0.0.2"
HEADER = b"GET /api/v1/openapi.yaml HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
BODY = b"POST /api/v1/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000\r\n\r\n{"


def drip(connection, deadline_s):
    """A byte each 200 ms until the server closes; the seconds it took, or None when it never did."""
    begun = time.monotonic()
    connection.settimeout(0.2)
    while time.monotonic() - begun < deadline_s:
        try:
            connection.sendall(b"a")
            if connection.recv(4096) == b"":
                return time.monotonic() - begun
        except TimeoutError:
            continue
        except OSError:
            return time.monotonic() - begun
    return None


def slow_handshake(port, deadline_s):
    plain = socket.create_connection(("127.0.0.1", port), timeout=5, source_address=(ATTACKER, 0))
    plain.sendall(b"\x16\x03\x01\x02\x00\x01")  # the first bytes of a ClientHello
    return drip_handshake(plain, deadline_s)


def drip_handshake(plain, deadline_s):
    begun = time.monotonic()
    plain.settimeout(deadline_s)
    try:
        while plain.recv(4096):
            pass
    except TimeoutError:
        return None
    except OSError:
        pass
    return time.monotonic() - begun


def slow_header(port, deadline_s):
    connection = connect(port, source=ATTACKER)
    connection.sendall(HEADER)
    return drip(connection, deadline_s)


def slow_body(port, deadline_s):
    connection = connect(port, source=ATTACKER)
    connection.sendall(BODY)
    return drip(connection, deadline_s)


def honest(port, ca, end_at, times):
    """One request after the other, each on a connection of its own."""
    while time.monotonic() < end_at:
        begun = time.monotonic()
        with connect(port, ca=ca) as connection:
            connection.sendall(b"GET /api/v1/openapi.yaml HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            is_answered = receive_all(connection).startswith(b"HTTP/1.1 200 ")
        times.append(time.monotonic() - begun if is_answered else None)
        time.sleep(0.1)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--ca", required=True)
    arguments.add_argument("--deadline", type=float, required=True, help="seconds until every slow sender must be gone")
    options = arguments.parse_args()
    took, times, lock = {}, [], threading.Lock()

    def attack(kind):
        try:
            seconds = kind(options.port, options.deadline)
        except OSError:
            seconds = 0.0
        with lock:
            took.setdefault(kind.__name__, []).append(seconds)

    threads = [threading.Thread(target=attack, args=(kind,))
               for kind in (slow_handshake, slow_header, slow_body) for _ in range(EACH_KIND)]
    end_at = time.monotonic() + options.deadline
    threads.append(threading.Thread(target=honest, args=(options.port, options.ca, end_at, times)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    wrong = []
    for kind, seconds in sorted(took.items()):
        never = sum(1 for each in seconds if each is None)
        print(f"   {kind}: {len(seconds)} connections, the last cut off after {max((s for s in seconds if s), default=0):.1f} s")
        if never:
            wrong.append(f"{never} of {kind} were never cut off")
    unanswered = sum(1 for each in times if each is None)
    if unanswered or len(times) < 10:
        wrong.append(f"{unanswered} of {len(times)} honest requests were not answered")
    print(f"   honest: {len(times)} requests meanwhile, the slowest {max((t for t in times if t), default=0):.2f} s")
    for line in wrong:
        print("   WRONG:", line)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
