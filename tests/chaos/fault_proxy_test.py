#!/usr/bin/env python3
"""fault_proxy_test.py PROGRAM: the fault proxy does to a line what it is told, and nothing when it is told nothing."""

import os
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

PROGRAM = sys.argv.pop()
NOTHING_S = 0.3  # nothing that comes in this time is taken for nothing at all
PATIENCE_S = 10


def echo(listener, mark):
    """Answers each piece with its mark before it."""

    def serve(line):
        with line:
            try:
                while piece := line.recv(65536):
                    line.sendall(mark + piece)
            except OSError:
                pass

    while True:
        try:
            line, _address = listener.accept()
        except OSError:
            return
        threading.Thread(target=serve, args=(line,), daemon=True).start()


class FaultProxyTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.targets, self.said = [], []
        for mark in (b"1", b"2"):
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(self.path("target" + mark.decode()))
            listener.listen()
            threading.Thread(target=echo, args=(listener, mark), daemon=True).start()
            self.targets.append(listener)
        self.proxy = subprocess.Popen(
            [PROGRAM, "one=unix:%s=unix:%s" % (self.path("one"), self.path("target1")),
             "both=unix:%s=unix:%s,unix:%s" % (self.path("both"), self.path("target1"), self.path("target2"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertEqual(self.proxy.stdout.readline(), "ready\n")

    def tearDown(self):
        self.proxy.stdin.close()
        self.proxy.wait(PATIENCE_S)
        for pipe in (self.proxy.stdout, self.proxy.stderr):
            pipe.close()
        for listener in self.targets:
            listener.close()
        self.folder.cleanup()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def line(self, name):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE_S)
        line.connect(self.path(name))
        self.addCleanup(line.close)
        return line

    def end_of(self, line):
        try:
            return line.recv(100)
        except ConnectionResetError:
            return b""

    def order(self, text):
        self.proxy.stdin.write(text + "\n")
        self.proxy.stdin.flush()
        # Until it is so; what it says of the fault before is kept.
        wanted = " ".join(text.split()[:2])
        while (said := self.proxy.stdout.readline().strip()) != wanted:
            self.assertNotEqual(said, "", self.proxy.poll())
            self.said.append(said)

    def ask(self, line, text=b"hello"):
        line.sendall(text)
        return line.recv(65536)

    def test_what_comes_is_forwarded_both_ways(self):
        line = self.line("one")
        self.assertEqual([self.ask(line), self.ask(line, b"again")], [b"1hello", b"1again"])

    def test_targets_take_turns_and_one_that_is_away_is_passed_over(self):
        self.assertEqual({self.ask(self.line("both")) for _ in range(4)}, {b"1hello", b"2hello"})
        os.unlink(self.path("target2"))
        self.assertEqual({self.ask(self.line("both")) for _ in range(4)}, {b"1hello"})

    def test_a_cut_resets_what_is_there_and_what_comes_until_it_ends(self):
        line = self.line("one")
        self.ask(line)
        self.order("one cut")
        self.assertEqual(self.end_of(line), b"")
        later = self.line("one")
        self.assertEqual(self.end_of(later), b"")
        self.order("one none")
        self.assertEqual(self.said, ["one cut struck 2"])
        self.assertEqual(self.ask(self.line("one")), b"1hello")

    def test_what_is_held_comes_when_the_hold_ends(self):
        line = self.line("one")
        self.order("one hold")
        line.sendall(b"hello")
        self.assertEqual(select.select([line], [], [], NOTHING_S)[0], [])
        self.order("one none")
        self.assertEqual(line.recv(100), b"1hello")
        self.assertEqual(self.said, ["one hold struck 1"])

    def test_a_slow_line_delivers_late(self):
        line = self.line("one")
        self.order("one slow 200")
        began = time.monotonic()
        self.assertEqual(self.ask(line), b"1hello")
        self.assertGreaterEqual(time.monotonic() - began, 0.4)  # there and back

    def test_a_torn_line_brings_half_and_ends(self):
        line = self.line("one")
        self.ask(line)
        self.order("one tear")
        line.sendall(b"12345678")
        # Half of the question arrived, and its answer was lost with the line.
        self.assertIn(self.end_of(line), (b"", b"11234"))
        self.order("one none")
        self.assertEqual(self.said, ["one tear struck 1"])
        self.assertEqual(self.ask(self.line("one")), b"1hello")

    def test_one_route_is_no_other(self):
        self.order("one cut")
        self.assertIn(self.ask(self.line("both")), (b"1hello", b"2hello"))

    def test_a_wrong_order_ends_it(self):
        self.proxy.stdin.write("one explode\n")
        self.proxy.stdin.flush()
        self.assertEqual(self.proxy.wait(PATIENCE_S), 1)
        self.assertIn("no order: one explode", self.proxy.stderr.read())


if __name__ == "__main__":
    unittest.main()
