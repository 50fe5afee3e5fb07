#!/usr/bin/env python3
"""Dealers who withdraw and two people of finance who approve, while payouts.sh kills what serves them.

Everybody does what people do: repeats a request with its Idempotency-Key until there is an answer. A dealer asks, waits
until WeChat's page can be opened, takes the money there, and asks again when it has arrived. At the end every
withdrawal that was acknowledged has to be paid; --kept says which they were."""

import argparse
import base64
import hashlib
import hmac
import json
import sys
import threading
import time
import uuid

from load import Api, Control

GROSS_FEN = 1000
NOT_NOW = (0, 502, 503)
# A dead worker's lease lasts a minute, and a lost answer is asked about after some time.
PATIENCE_S = 240
ENDED = ("paid", "returned", "rejected", "cancelled", "expired")
TOTP_STEP_S = 30


class Caller:
    """Repeats a call until it is answered; the key stays the same, so nothing is done twice."""

    def __init__(self, options, headers):
        self.api, self.headers = Api(options.port, options.ca), headers

    def call(self, method, path, body=None):
        headers = dict(self.headers, **({"Idempotency-Key": uuid.uuid4().hex} if method == "POST" else {}))
        until = time.monotonic() + PATIENCE_S
        while True:
            status, answer, _headers = self.api.call(method, path, body, headers=headers)
            if status not in NOT_NOW or time.monotonic() > until:
                return status, answer
            time.sleep(0.2)


class Tally:
    def __init__(self):
        self.lock, self.states, self.wrong = threading.Lock(), {}, []
        self.until, self.end = 0.0, 0.0

    def note(self, withdrawal, state):
        with self.lock:
            self.states[withdrawal] = state

    def complain(self, text):
        with self.lock:
            self.wrong.append(text)


def take(caller, control, openid, withdrawal, tally):
    """Until it has ended."""
    while time.monotonic() < tally.end:
        status, shown = caller.call("GET", "/api/v1/dealer/withdrawals/" + withdrawal)
        if status != 200:
            tally.complain(f"withdrawal {withdrawal} answered {status}: {shown}")
            return
        tally.note(withdrawal, shown["state"])
        if shown["state"] in ENDED:
            return
        if shown.get("confirm_page"):
            opened = control.post("pay/transfers/open", {"package": shown["confirm_page"]["package"], "openid": openid})
            if "transfer" in opened:
                control.post("pay/transfers/confirm", {"out_bill_no": opened["transfer"]["out_bill_no"]})
        time.sleep(0.3)


def dealer(options, person, tally):
    control = Control(options.control)
    caller = Caller(options, {"Authorization": "Bearer " + person["token"]})
    while time.monotonic() < tally.until:
        status, body = caller.call("POST", "/api/v1/dealer/withdrawals", {"gross_fen": GROSS_FEN})
        if status == 201:
            tally.note(body["id"], body["state"])
            take(caller, control, person["openid"], body["id"], tally)
        elif status in (409, 422):  # the commission is not released yet, or is used up
            time.sleep(1)
        else:
            tally.complain(f"a request to withdraw was answered {status}: {body}")
            return


def totp(secret, step):
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at:at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


class Approver:
    def __init__(self, options, person, tally):
        self.caller = Caller(options, {"Cookie": person["cookie"], "X-CSRF-Token": person["csrf"]})
        self.secret, self.tally, self.is_over = person["totp_secret"], tally, threading.Event()
        # The story may have used the codes of this half minute and of the next.
        self.step_used = int(time.time()) // TOTP_STEP_S + 1

    def waiting(self):
        found = []
        for state in ("requested", "approved_1"):
            status, page = self.caller.call("GET", f"/admin/v1/withdrawals?limit=100&state={state}")
            found += [one["id"] for one in page["items"]] if status == 200 else []
        return found

    def next_code(self):
        """The first that was not used; the server takes that of the next half minute already."""
        self.step_used = max(self.step_used + 1, int(time.time()) // TOTP_STEP_S)
        while int(time.time()) // TOTP_STEP_S + 1 < self.step_used:
            time.sleep(0.5)
        return totp(self.secret, self.step_used)

    def approve(self, withdrawals):
        status, frozen = self.caller.call("POST", "/admin/v1/withdrawal-sets",
                                          {"action": "approve", "withdrawals": withdrawals})
        if status != 201 or frozen["count"] == 0:
            return
        status, stepped = self.caller.call("POST", "/admin/v1/step-ups",
                                           {"digest": frozen["digest"], "totp": self.next_code()})
        if status in (200, 201):
            self.caller.call("POST", f"/admin/v1/withdrawal-sets/{frozen['id']}/start",
                             {"confirmation": stepped["confirmation"]})

    def work(self):
        while not self.is_over.is_set():
            withdrawals = self.waiting()
            if withdrawals:
                self.approve(withdrawals)
            self.is_over.wait(2)


def read_lines(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def run(options, tally):
    approvers = [Approver(options, person, tally) for person in read_lines(options.finance)]
    finance = [threading.Thread(target=one.work) for one in approvers]
    dealers = [threading.Thread(target=dealer, args=(options, person, tally)) for person in read_lines(options.dealers)]
    for thread in finance + dealers:
        thread.start()
    for thread in dealers:
        thread.join()
    for one in approvers:
        one.is_over.set()
    for thread in finance:
        thread.join()
    return len(dealers)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--control", type=int, required=True)
    for name in ("ca", "dealers", "finance", "kept"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    options = parser.parse_args()
    tally = Tally()
    tally.until = time.monotonic() + options.seconds
    tally.end = tally.until + PATIENCE_S
    people = run(options, tally)
    for withdrawal, state in tally.states.items():
        if state != "paid":
            tally.wrong.append(f"withdrawal {withdrawal} is {state}")
    if len(tally.states) < people:
        tally.wrong.append(f"only {len(tally.states)} withdrawals of {people} dealers")
    for line in tally.wrong[:20]:
        print("   WRONG " + line)
    print(f"   {len(tally.states)} withdrawals of {people} dealers acknowledged, {len(tally.wrong)} wrong")
    with open(options.kept, "w", encoding="utf-8") as kept:
        json.dump({"gross_fen": GROSS_FEN, "withdrawals": sorted(tally.states)}, kept)
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
