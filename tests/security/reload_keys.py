#!/usr/bin/env python3
"""What SIGHUP does to the keys of WeChat Pay in the running programs: a new public key is known at once, another one
under an old id too, and a configuration with one thing wrong changes nothing. Notices are signed here with the openssl
command; one that is signed by a known key gets as far as its contents."""

import argparse
import base64
import json
import os
import pathlib
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request

OLD_ID = "PUB_KEY_ID_0000000000000000000000000001"
NEW_ID = "PUB_KEY_ID_0000000000000000000000000002"
UNKNOWN = "wechat_pay_notice.key_unknown"
NOT_AUTHENTIC = "wechat_pay_notice.not_authentic"
READ = "wechat_pay_notice.malformed"  # verified, and then there was nothing in it


def require(holds, what):
    if not holds:
        sys.exit(f"   WRONG: {what}")


class Notices:
    def __init__(self, args):
        self.url = f"https://localhost:{args.port}/api/v1/callbacks/wechat/pay/payments"
        self.context = ssl.create_default_context(cafile=args.tls / "ca.pem")

    def judged(self, key, key_id):
        """The code that a notice signed by this private key under this id is refused with."""
        body, at, nonce = b"{}", str(int(time.time())), "NONCE"
        message = f"{at}\n{nonce}\n".encode() + body + b"\n"
        signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", key], input=message, capture_output=True, check=True)
        headers = {"Content-Type": "application/json", "Wechatpay-Timestamp": at, "Wechatpay-Nonce": nonce,
                   "Wechatpay-Signature": base64.b64encode(signature.stdout).decode(), "Wechatpay-Serial": key_id}
        request = urllib.request.Request(self.url, body, headers, method="POST")
        try:
            urllib.request.urlopen(request, context=self.context, timeout=5)
        except urllib.error.HTTPError as refusal:
            return json.load(refusal)["code"]
        return "taken"


class Program:
    """One of the programs, its configuration and its log."""

    def __init__(self, pid, config, log):
        self.pid, self.config, self.log = int(pid.read_text()), config, log

    def lines(self, event):
        return [line for line in self.log.read_text().splitlines() if f'"event":"{event}"' in line]

    def reload(self, event):
        """The line that says what came of it."""
        before = len(self.lines(event))
        os.kill(self.pid, signal.SIGHUP)
        end = time.monotonic() + 10
        while len(self.lines(event)) == before:
            require(time.monotonic() < end, f"SIGHUP brought no {event} into {self.log.name}")
            time.sleep(0.05)
        return self.lines(event)[-1]

    def set_public_keys(self, keys):
        """The first of them seals."""
        table = ", ".join(f'{key_id} = "{path}"' for key_id, path in keys.items())
        new = [f"public_key_files = {{ {table} }}", f'sealing_key_id = "{next(iter(keys))}"']
        lines = [line for line in self.config.read_text().splitlines() if not line.startswith("sealing_key_id")]
        at = next(i for i, line in enumerate(lines) if line.startswith("public_key_files"))
        lines[at:at + 1] = new
        self.config.write_text("\n".join(lines) + "\n")


def check_server(server, notices, keys):
    old, new = keys / "wechat-1", keys / "wechat-2"
    require(notices.judged(f"{old}.key", OLD_ID) == READ, "the first key's notice is not read")
    require(notices.judged(f"{new}.key", NEW_ID) == UNKNOWN, "a key is known before anybody named it")

    server.set_public_keys({OLD_ID: f"{old}.pub", NEW_ID: f"{new}.pub"})
    apiv3 = keys / "apiv3.key"
    good = apiv3.read_text()
    apiv3.write_text("short")
    line = server.reload("wechat_pay.keys_kept")
    require("apiv3_key_file" in line, f"the line does not say what is wrong: {line}")
    require(notices.judged(f"{new}.key", NEW_ID) == UNKNOWN, "half of a refused configuration was taken over")
    require(notices.judged(f"{old}.key", OLD_ID) == READ, "a refused configuration cost the old key")

    apiv3.write_text(good)
    line = server.reload("wechat_pay.keys_reloaded")
    require(f"added {NEW_ID}" in line and "APIv3" not in line, f"the line does not say what is new: {line}")
    require(notices.judged(f"{new}.key", NEW_ID) == READ, "SIGHUP did not bring the new key")
    require(notices.judged(f"{old}.key", OLD_ID) == READ, "SIGHUP cost the old key")

    third = keys / "wechat-3"
    os.replace(f"{third}.pub", f"{old}.pub")
    line = server.reload("wechat_pay.keys_reloaded")
    require(f"replaced {OLD_ID}" in line, f"the line does not say what was replaced: {line}")
    require(notices.judged(f"{third}.key", OLD_ID) == READ, "another key under an old id was not taken")
    require(notices.judged(f"{old}.key", OLD_ID) == NOT_AUTHENTIC, "the key that was replaced is still believed")
    require(good not in server.log.read_text(), "the log tells the APIv3 key")


def check_payout(payout, keys):
    require('"changes":"none"' in payout.reload("wechat_pay.keys_reloaded"), "nothing changed, and it says otherwise")
    payout.set_public_keys({OLD_ID: str(keys / "none.pub")})
    require("none.pub" in payout.reload("wechat_pay.keys_kept"), "the line does not name the file")
    payout.set_public_keys({OLD_ID: str(keys / "wechat-1.pub"), NEW_ID: str(keys / "wechat-2.pub")})
    require(f"added {NEW_ID}" in payout.reload("wechat_pay.keys_reloaded"), "the worker did not take the new key")
    os.kill(payout.pid, signal.SIGTERM)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--var", type=pathlib.Path, required=True, help="the folder of the running system")
    args = parser.parse_args()
    args.tls = args.var / "tls"
    keys = args.var / "keys/pay"
    payout = Program(args.var / "fenrun-payout.pid", args.var / "payout.toml", args.var / "log/fenrun-payout.log")
    check_payout(payout, keys)
    server = Program(args.var / "fenrun-server.pid", args.var / "config.toml", args.var / "log/fenrun-server.log")
    check_server(server, Notices(args), keys)


if __name__ == "__main__":
    main()
