#!/usr/bin/env python3
"""What the running server does on SIGHUP and SIGTERM, seen from its clients: a new certificate is shown to new
connections while old ones live on, one that cannot be used changes nothing, and the end comes after the answer to what
was being asked. The caller waits for the process and judges its exit."""

import argparse
import os
import pathlib
import shutil
import signal
import socket
import ssl
import sys
import time

PATH = "/api/v1/openapi.yaml"


class Client:
    """One connection that trusts one authority."""

    def __init__(self, port, authority):
        context = ssl.create_default_context(cafile=authority)
        self.stream = context.wrap_socket(socket.create_connection(("127.0.0.1", port), 5), server_hostname="localhost")
        self.serial = self.stream.getpeercert()["serialNumber"]

    def send(self, text):
        self.stream.sendall(text.encode())

    def read_answer(self):
        """Status and headers, their names in lower case."""
        data = b""
        while b"\r\n\r\n" not in data:
            more = self.stream.recv(65536)
            if not more:
                raise AssertionError(f"the connection ended after {data!r}")
            data += more
        head, body = data.split(b"\r\n\r\n", 1)
        lines = head.decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines[1:])}
        while len(body) < int(headers["content-length"]):
            more = self.stream.recv(65536)
            if not more:
                raise AssertionError("the connection ended within a body")
            body += more
        return int(lines[0].split()[1]), headers

    def get(self):
        self.send(f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n")
        return self.read_answer()[0]


def require(holds, what):
    if not holds:
        sys.exit(f"   WRONG: {what}")


def wait_until(condition, what, seconds=5):
    end = time.monotonic() + seconds
    while not condition():
        require(time.monotonic() < end, what)
        time.sleep(0.05)


def shows(port, authority):
    """The serial that a new connection sees, or nothing while the server shows another authority's certificate."""
    try:
        return Client(port, authority).serial
    except ssl.SSLCertVerificationError:
        return None


def install(pair, tls):
    for name in ("server.pem", "server.key"):
        shutil.copyfile(pair / name, tls / (name + ".new"))
        os.chmod(tls / (name + ".new"), 0o600)
        os.replace(tls / (name + ".new"), tls / name)


def logged(log, event):
    return sum(f'"event":"{event}"' in line for line in log.read_text().splitlines())


def check_reload(args):
    old = Client(args.port, args.tls / "ca.pem")
    require(old.get() == 200, "the document is not served")
    install(args.next, args.tls)
    require(shows(args.port, args.tls / "ca.pem") == old.serial, "a certificate changed before anybody said so")
    os.kill(args.pid, signal.SIGHUP)
    wait_until(lambda: shows(args.port, args.next / "ca.pem"), "SIGHUP did not bring the new certificate")
    require(shows(args.port, args.next / "ca.pem") != old.serial, "the new certificate has the old serial")
    require(old.get() == 200, "a connection from before SIGHUP does not live on")

    (args.tls / "server.pem").write_text("no certificate")
    os.kill(args.pid, signal.SIGHUP)
    wait_until(lambda: logged(args.log, "server.certificate_kept") == 1, "a certificate that is none was not refused")
    require(Client(args.port, args.next / "ca.pem").get() == 200, "after a refused certificate nobody is served")
    install(args.next, args.tls)


def check_end(args):
    asking = Client(args.port, args.next / "ca.pem")
    body = '{"code":"x"}'
    asking.send(f"POST /api/v1/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n{body[:5]}")
    time.sleep(0.3)
    os.kill(args.pid, signal.SIGTERM)
    wait_until(lambda: logged(args.log, "server.draining") == 1, "SIGTERM was not heard")

    def is_closed():
        try:
            socket.create_connection(("127.0.0.1", args.port), 1).close()
            return False
        except ConnectionRefusedError:
            return True

    wait_until(is_closed, "a draining server still takes connections")
    asking.send(body[5:])
    status, headers = asking.read_answer()
    require(400 <= status < 600, f"what was being asked was answered {status}")
    require(headers.get("connection", "").lower() == "close", "the last answer does not say that it is the last")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--tls", type=pathlib.Path, required=True, help="what the server was given: ca.pem, server.pem and .key")
    parser.add_argument("--next", type=pathlib.Path, required=True, help="the same of another authority")
    parser.add_argument("--log", type=pathlib.Path, required=True)
    args = parser.parse_args()
    check_reload(args)
    check_end(args)


if __name__ == "__main__":
    main()
