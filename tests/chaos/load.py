#!/usr/bin/env python3
"""Consumers who scan and sign in while the stores are killed under the server, and the reckoning afterwards.

Every answer must be 200, but while MariaDB is away: then it may be 503, at once and with Retry-After, and success must
come back by itself (reckoning.py). No limit of requests may be in the way, because a load that is refused proves
nothing. Whatever was answered 200 must be true when everything is well again: the token still works and the referrer
is the one named."""

import argparse
import http.client
import json
import ssl
import sys
import threading
import time

import reckoning

SIGN_INS_MIN = 100  # fewer, and nothing was tried


class Api:
    """One keep-alive connection; a broken one is reported as status 0 and opened anew."""

    def __init__(self, port, ca_file):
        self.port, self.context, self.connection = port, ssl.create_default_context(cafile=ca_file), None

    def call(self, method, path, body=None, token=None, headers=None):
        headers = dict(headers or {}, **({"Content-Type": "application/json"} if body is not None else {}))
        if token:
            headers["Authorization"] = "Bearer " + token
        try:
            if self.connection is None:
                self.connection = http.client.HTTPSConnection("localhost", self.port, timeout=20, context=self.context)
            self.connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            reply = self.connection.getresponse()
            text = reply.read()
            if reply.will_close:
                self.close()
            return reply.status, (json.loads(text) if text else None), dict(reply.getheaders())
        except (OSError, http.client.HTTPException):
            self.close()
            return 0, None, {}

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None


class Control:
    """The emulator's control API."""

    def __init__(self, port):
        self.port, self.local = port, threading.local()

    def post(self, path, body):
        for tries in (1, 2):
            connection = getattr(self.local, "connection", None)
            if connection is None:
                connection = self.local.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            try:
                connection.request("POST", "/control/v1/" + path, json.dumps(body), {"Content-Type": "application/json"})
                return json.loads(connection.getresponse().read())
            except (OSError, http.client.HTTPException):
                # It had rested for too long, and the emulator has closed it; what is asked for may be asked for twice.
                self.local.connection = None
                if tries == 2:
                    raise
        raise AssertionError("not reached")


class Record:
    def __init__(self):
        self.lock, self.answers, self.kept, self.wrong = threading.Lock(), [], [], []

    def call(self, what, api, method, path, body=None, token=None):
        """Makes the call and notes when and how it was answered."""
        began = time.time()
        status, answer, headers = api.call(method, path, body, token)
        noted = reckoning.Answer(what, status, began, time.time(), "Retry-After" in headers)
        with self.lock:
            self.answers.append(noted)
        return status, answer


def sign_in(api, control, record, scene, referrer):
    openid = control.post("users", {})["openid"]
    code = control.post("login-codes", {"openid": openid})["code"]
    status, body = record.call("login", api, "POST", "/api/v1/login", {"code": code, "scene": scene})
    if status != 200:
        return None
    with record.lock:
        record.kept.append((openid, body["token"], body["profile"]["id"]))
        if (body.get("referrer") or {}).get("name") != referrer or body["binding_outcome"] != "bound":
            record.wrong.append(f"login bound wrongly: {body}")
    return body["token"]


def consumer(options, record, until):
    api, control = Api(options.port, options.ca), Control(options.control)
    while time.monotonic() < until:
        token = sign_in(api, control, record, options.scene, options.referrer)
        if token is None:
            time.sleep(0.05)
            continue
        status, body = record.call("referrer", api, "GET", "/api/v1/me/referrer", token=token)
        if status == 200 and (body.get("referrer") or {}).get("name") != options.referrer:
            with record.lock:
                record.wrong.append(f"referrer answered wrongly: {body}")


def reckon(options, record):
    """After the faults: every acknowledged sign-in stands."""
    api = Api(options.port, options.ca)
    if len(record.kept) < SIGN_INS_MIN:
        record.wrong.append(f"only {len(record.kept)} sign-ins were acknowledged")
    for openid, token, public_id in record.kept:
        for _ in range(50):
            status, body, _headers = api.call("GET", "/api/v1/me/referrer", token=token)
            if status not in (0, 503):
                break
            time.sleep(0.2)
        if status != 200 or (body.get("referrer") or {}).get("name") != options.referrer:
            record.wrong.append(f"lost after the faults: {public_id} {status} {body}")


def report(record, began, outages):
    for row in reckoning.timeline(record.answers, outages, began):
        print("   " + row)
    for line in record.wrong[:20]:
        print("   WRONG " + line)
    print(f"   {len(record.answers)} answers, {len(record.kept)} sign-ins acknowledged, {len(record.wrong)} wrong")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--control", type=int, required=True)
    parser.add_argument("--ca", required=True)
    parser.add_argument("--scene", required=True)
    parser.add_argument("--referrer", required=True)
    parser.add_argument("--marks", required=True, help="when run.sh killed what, and when it was back")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--consumers", type=int, default=8)
    options = parser.parse_args()
    record, began, until = Record(), time.time(), time.monotonic() + options.seconds
    threads = [threading.Thread(target=consumer, args=(options, record, until)) for _ in range(options.consumers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    time.sleep(1)
    reckon(options, record)
    with open(options.marks, encoding="utf-8") as marks:
        outages = reckoning.read_marks(marks)
    record.wrong += reckoning.judge(record.answers, outages)
    report(record, began, outages)
    return 1 if record.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
