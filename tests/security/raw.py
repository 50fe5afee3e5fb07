"""Raw bytes over TLS, and the request vectors of tests/server/raw_vectors.txt (the format is described at its top)."""

import pathlib
import re
import socket
import ssl

VECTORS = pathlib.Path(__file__).resolve().parents[1] / "server" / "raw_vectors.txt"
ESCAPE = re.compile(r"\\(r|n|t|\\|0|x([0-9A-Fa-f]{2}))")
REPEAT = re.compile(r"\{([^{}*]+)\*(\d+)\}")
SIMPLE = {"r": "\r", "n": "\n", "t": "\t", "\\": "\\", "0": "\0"}


def unescape(text):
    text = REPEAT.sub(lambda match: match.group(1) * int(match.group(2)), text)
    text = ESCAPE.sub(lambda match: chr(int(match.group(2), 16)) if match.group(2) else SIMPLE[match.group(1)], text)
    return text.encode("latin-1")


def read_vectors():
    """[(title, bytes)]."""
    vectors = []
    for block in VECTORS.read_text(encoding="utf-8").split("\n## ")[1:]:
        title, _statuses, *lines = block.rstrip("\n").split("\n")
        body = "".join(line for line in lines)
        vectors.append((title, unescape(body.encode("utf-8").decode("latin-1"))))
    return vectors


def connect(port, source="127.0.0.1", timeout=5.0, ca=None):
    """A TLS connection; without `ca` whoever answers is believed, which is enough for an attacker."""
    context = ssl.create_default_context(cafile=ca) if ca else ssl._create_unverified_context()
    plain = socket.create_connection(("127.0.0.1", port), timeout=timeout, source_address=(source, 0))
    return context.wrap_socket(plain, server_hostname="localhost")


def receive_all(connection):
    """Everything until the peer closes or is silent for the time-out."""
    received = b""
    try:
        while piece := connection.recv(65536):
            received += piece
    except (TimeoutError, OSError):
        pass
    return received
