#!/usr/bin/env python3
"""Dealers who withdraw and people of finance who approve, while payouts.sh strikes at what serves them.

Everybody does what people do: repeats a request with its Idempotency-Key until there is an answer, at the other server
when this one is away. A dealer asks, looks until WeChat's page can be opened, takes the money there, and asks again when
it has arrived; every third has agreed before not to be asked there. When all is calm nobody asks any more, and every withdrawal that was acknowledged has to end paid. --kept
says which they were and how long they took."""

import argparse
import heapq
import json
import os
import sys
import threading
import time
import uuid

from finance import NOT_NOW, TOTP_STEP_S, Approver
from load import Api, Control

GROSS_FEN = 500
PEOPLE_AT_ONCE = 16
# The design gives ten minutes from the last fault until everything has ended.
CALM_MAX_S = 600
# Without an answer for so long while faults go on.
PATIENCE_S = 400
ENDED = ("paid", "returned", "rejected", "cancelled", "expired")
# A dealer looks after so long, and again.
FIRST_LOOK_S, NEXT_LOOK_S, TAKEN_LOOK_S, AGAIN_S = 15.0, 8.0, 2.0, 1.5
# Other money of the same dealer is under way, the day is full, or nothing is left: not a fault of anybody.
DRY = ("withdrawal.day_full", "withdrawal.amount_high", "withdrawal.nothing_left")


class Servers:
    """Both, over connections of one thread; whoever does not answer is left for the other."""

    def __init__(self, ports, ca_file):
        self.apis, self.turn = [Api(port, ca_file) for port in ports], 0

    def call(self, method, path, body=None, headers=None):
        status, answer, said = self.apis[self.turn].call(method, path, body, headers=headers)
        if status in NOT_NOW:
            self.turn = (self.turn + 1) % len(self.apis)
        return status, answer, said


class Tally:
    """What was promised to whom, and what became of it."""

    def __init__(self, options):
        self.options, self.lock = options, threading.Lock()
        self.asked, self.ended, self.seconds, self.wrong = {}, {}, [], []
        self.refused, self.repeated, self.answers, self.agreed = {}, 0, 0, 0

    def note_answer(self, status):
        with self.lock:
            self.answers += 1
            self.repeated += status in NOT_NOW

    def note_agreed(self):
        with self.lock:
            self.agreed += 1

    def note_asked(self, withdrawal, began):
        with self.lock:
            self.asked[withdrawal] = began

    def note_ended(self, withdrawal, state):
        with self.lock:
            self.ended[withdrawal] = state
            self.seconds.append(time.monotonic() - self.asked[withdrawal])

    def note_refusal(self, code):
        with self.lock:
            self.refused[code] = self.refused.get(code, 0) + 1

    def complain(self, text):
        with self.lock:
            self.wrong.append(text)

    def keep_out_of_logs(self, *values):
        with self.lock, open(self.options.private, "a", encoding="utf-8") as file:
            file.write("".join(value + "\n" for value in values))

    def is_calm(self):
        return os.path.exists(self.options.calm)

    def open(self):
        return len(self.asked) - len(self.ended)


class Dealer:
    def __init__(self, openid, wants_no_taps=False):
        self.openid, self.token, self.key, self.withdrawal, self.began = openid, None, None, None, 0.0
        self.wants_no_taps = wants_no_taps

    def headers(self, key=None):
        headers = {"Authorization": "Bearer " + self.token} if self.token else {}
        return dict(headers, **({"Idempotency-Key": key} if key else {}))


class Crowd:
    """Each dealer's next deed is due at some time; threads take the deeds that are due. A deed answers in how many
    seconds there is something to do again, or None."""

    def __init__(self, options, tally):
        self.options, self.tally = options, tally
        self.lock, self.due, self.under_way, self.count = threading.Condition(), [], 0, 0

    def add(self, dealer, seconds):
        with self.lock:
            self.count += 1
            heapq.heappush(self.due, (time.monotonic() + seconds, self.count, dealer))
            self.lock.notify()

    def take(self):
        """The dealer whose deed is due, or None when there will be no more."""
        with self.lock:
            while self.due or self.under_way:
                wait = self.due[0][0] - time.monotonic() if self.due else 1.0
                if self.due and wait <= 0:
                    self.under_way += 1
                    return heapq.heappop(self.due)[2]
                self.lock.wait(min(wait, 1.0))
            self.lock.notify_all()
            return None

    def work(self):
        servers, control = Servers(self.options.ports, self.options.ca), Control(self.options.control)
        while (dealer := self.take()) is not None:
            try:
                seconds = self.deed(dealer, servers, control)
            except Exception as error:  # a thread that dies takes its dealers with it, and nobody would know
                self.tally.complain(f"{type(error).__name__}: {error}")
                seconds = None
            if seconds is not None:
                self.add(dealer, seconds)
            with self.lock:
                self.under_way -= 1
                self.lock.notify_all()

    def deed(self, dealer, servers, control):
        if dealer.token is None:
            return self.sign_in(dealer, servers, control)
        if dealer.wants_no_taps:
            return self.agree(dealer, servers, control)
        if dealer.withdrawal is None:
            # What was sent is sent until it is answered, also when all is calm.
            return None if self.tally.is_calm() and dealer.key is None else self.ask(dealer, servers)
        return self.look(dealer, servers, control)

    def call(self, servers, method, path, body, headers):
        status, answer, _said = servers.call(method, path, body, headers)
        self.tally.note_answer(status)
        return status, answer

    def sign_in(self, dealer, servers, control):
        control.post("users", {"openid": dealer.openid})
        code = control.post("login-codes", {"openid": dealer.openid})["code"]
        status, answer = self.call(servers, "POST", "/api/v1/login", {"code": code}, {})
        if status == 200:
            dealer.token = answer["token"]
            self.tally.keep_out_of_logs(dealer.openid, code, dealer.token)
        elif status not in NOT_NOW:
            self.tally.complain(f"a sign-in was answered {status}: {answer}")
            return None
        return AGAIN_S

    def agree(self, dealer, servers, control):
        """Once, on WeChat's page, before the first withdrawal: what is asked for from then on arrives by itself."""
        status, shown = self.call(servers, "POST", "/api/v1/dealer/confirm-free", None, dealer.headers())
        if status in NOT_NOW or status == 504:
            return AGAIN_S
        if status != 200:
            self.tally.complain(f"asking not to be asked was answered {status}: {shown}")
            return None
        if shown.get("confirm_page"):
            control.post("pay/authorizations/confirm", {"package": shown["confirm_page"]["package"], "openid": dealer.openid})
            return TAKEN_LOOK_S + 1
        if shown["state"] != "in_effect":
            return AGAIN_S
        dealer.wants_no_taps = False
        self.tally.note_agreed()
        return 0.0

    def ask(self, dealer, servers):
        if dealer.key is None:
            dealer.key, dealer.began = uuid.uuid4().hex, time.monotonic()
        status, answer = self.call(servers, "POST", "/api/v1/dealer/withdrawals", {"gross_fen": GROSS_FEN}, dealer.headers(dealer.key))
        code = (answer or {}).get("code")
        # Its first sending is still being worked on.
        if status in NOT_NOW or code == "idempotency.running":
            return AGAIN_S
        dealer.key = None
        if status == 201:
            dealer.withdrawal = answer["id"]
            self.tally.note_asked(dealer.withdrawal, dealer.began)
            return FIRST_LOOK_S
        if status in (409, 422):
            self.tally.note_refusal(code)
            return None if code in DRY else AGAIN_S
        self.tally.complain(f"a request to withdraw was answered {status}: {answer}")
        return None

    def look(self, dealer, servers, control):
        status, shown = self.call(servers, "GET", "/api/v1/dealer/withdrawals/" + dealer.withdrawal, None, dealer.headers())
        if status in NOT_NOW:
            return AGAIN_S
        if status != 200:
            self.tally.complain(f"withdrawal {dealer.withdrawal} answered {status}: {shown}")
            return None
        if shown["state"] in ENDED:
            self.tally.note_ended(dealer.withdrawal, shown["state"])
            dealer.withdrawal = None
            return 0.0
        if shown.get("confirm_page"):
            opened = control.post("pay/transfers/open", {"package": shown["confirm_page"]["package"], "openid": dealer.openid})
            if "transfer" in opened:
                control.post("pay/transfers/confirm", {"out_bill_no": opened["transfer"]["out_bill_no"]})
                return TAKEN_LOOK_S
        return NEXT_LOOK_S


def read_lines(path):
    with open(path, encoding="utf-8") as lines:
        return [line.strip() for line in lines]


def watch(options, tally, threads):
    """Says how far it is, and ends what does not end: the waiting when all has been calm for too long, or when nothing
    was answered for too long."""
    calm_since, newest, shown = None, (0, time.monotonic()), 0
    while any(thread.is_alive() for thread in threads):
        time.sleep(0.5)
        progress = len(tally.asked) + len(tally.ended)
        if progress != newest[0]:
            newest = (progress, time.monotonic())
        with open(options.asked + ".new", "w", encoding="utf-8") as file:
            file.write(str(len(tally.asked)))
        os.replace(options.asked + ".new", options.asked)
        if len(tally.asked) - shown >= 500:
            shown = len(tally.asked)
            print(f"   {shown} asked for, {len(tally.ended)} paid", flush=True)
        if calm_since is None and tally.is_calm():
            calm_since = time.monotonic()
        is_late = calm_since is not None and time.monotonic() - calm_since > CALM_MAX_S
        if is_late or time.monotonic() - newest[1] > PATIENCE_S:
            tally.complain(f"{tally.open()} withdrawals do not end, {len(tally.asked)} were asked for")
            return None
    return time.monotonic() - calm_since if calm_since is not None else None


def quantile(numbers, share):
    return sorted(numbers)[min(len(numbers) - 1, int(share * len(numbers)))]


def result(tally, calm_s, approvers):
    seconds = tally.seconds or [0.0]
    return {"gross_fen": GROSS_FEN, "withdrawals": sorted(tally.asked), "answers": tally.answers, "repeated": tally.repeated, "agreed": tally.agreed,
            "refused": tally.refused, "calm_s": calm_s, "approvals": sum(one.confirmed for one in approvers),
            "seconds": {"p50": quantile(seconds, 0.5), "p99": quantile(seconds, 0.99), "max": max(seconds)}}


def run(options, tally):
    crowd = Crowd(options, tally)
    for number, openid in enumerate(read_lines(options.dealers)):
        crowd.add(Dealer(openid, wants_no_taps=number % 3 == 0), 0.0)
    people = [json.loads(line) for line in read_lines(options.finance)]
    # Half of them take what was asked for, half what one person has approved.
    approvers = [Approver(Servers(options.ports, options.ca), person, "requested" if number % 2 == 0 else "approved_1",
                          number * TOTP_STEP_S / len(people), tally)
                 for number, person in enumerate(people)]
    threads = [threading.Thread(target=crowd.work, daemon=True) for _ in range(PEOPLE_AT_ONCE)]
    finance = [threading.Thread(target=one.work, daemon=True) for one in approvers]
    for thread in threads + finance:
        thread.start()
    calm_s = watch(options, tally, threads)
    for one in approvers:
        one.is_over.set()
    return result(tally, calm_s, approvers)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ports", type=int, nargs="+", required=True)
    parser.add_argument("--control", type=int, required=True)
    for name in ("ca", "dealers", "finance", "asked", "calm", "kept", "private"):
        parser.add_argument("--" + name, required=True)
    options = parser.parse_args()
    tally = Tally(options)
    kept = run(options, tally)
    tally.wrong += [f"withdrawal {one} is {state}" for one, state in tally.ended.items() if state != "paid"]
    for line in tally.wrong[:20]:
        print("   WRONG " + line)
    print(f"   {len(tally.asked)} withdrawals acknowledged, {len(tally.ended)} ended, {len(tally.wrong)} wrong", flush=True)
    with open(options.kept, "w", encoding="utf-8") as file:
        json.dump(kept, file)
    # Whoever still waits for an answer is not waited for.
    sys.stdout.flush()
    os._exit(1 if tally.wrong else 0)


if __name__ == "__main__":
    main()
