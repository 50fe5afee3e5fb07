"""Somebody of finance who decides on all that waits, each time confirmed by a one-time code."""

import base64
import hashlib
import hmac
import threading
import time
import uuid

# What is asked again: no answer, or an answer that it cannot be now.
NOT_NOW = (0, 502, 503)
TOTP_STEP_S = 30
PATIENCE_S = 240


def totp(secret, step):
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at:at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


class Approver:
    """`state`: what this person decides on. `servers`: for this person alone. `offset_s`: below half a minute."""

    def __init__(self, servers, person, state, offset_s, tally):
        self.offset_s = offset_s
        self.servers, self.state, self.tally, self.secret = servers, state, tally, person["totp_secret"]
        self.headers = {"Cookie": person["cookie"], "X-CSRF-Token": person["csrf"]}
        self.is_over, self.confirmed = threading.Event(), 0
        # The sign-in has used the code of its half minute, perhaps of this one.
        self.step_used = int(time.time()) // TOTP_STEP_S

    def call(self, method, path, body=None):
        """Repeats a call until it is answered; the key stays the same, so nothing is done twice."""
        headers = dict(self.headers, **({"Idempotency-Key": uuid.uuid4().hex} if method == "POST" else {}))
        until = time.monotonic() + PATIENCE_S
        while True:
            status, answer, _said = self.servers.call(method, path, body, headers)
            is_running = (answer or {}).get("code") == "idempotency.running"
            if (status not in NOT_NOW and not is_running) or time.monotonic() > until:
                return status, answer
            time.sleep(0.3)

    def await_code(self):
        """The first that was not used, in this person's part of its half minute: not everybody acts at the same time. A
        used one would be refused; None when all is over meanwhile."""
        self.step_used = max(self.step_used + 1, int(time.time()) // TOTP_STEP_S)
        while time.time() < self.step_used * TOTP_STEP_S + self.offset_s:
            if self.is_over.wait(0.2):
                return None
        return totp(self.secret, self.step_used)

    def approve(self):
        # First the code, then what is to be confirmed by it: what is frozen now is still so a moment later.
        code = self.await_code()
        if code is None:
            return
        frozen = self.wanted("POST", "/admin/v1/withdrawal-sets", {"action": "approve", "state": self.state})
        if frozen is None or frozen["count"] == 0:
            return
        stepped = self.wanted("POST", "/admin/v1/step-ups", {"digest": frozen["digest"], "totp": code})
        if stepped is None:
            return
        path = f"/admin/v1/withdrawal-sets/{frozen['id']}/start"
        self.confirmed += self.wanted("POST", path, {"confirmation": stepped["confirmation"]}) is not None

    def wanted(self, method, path, body):
        """The answer of a success. A conflict or a rule is noted; everything else that is no outage is wrong."""
        status, answer = self.call(method, path, body)
        if 200 <= status < 300:
            return answer
        if status in (409, 422):
            self.tally.note_refusal((answer or {}).get("code"))
        elif status not in NOT_NOW:
            self.tally.complain(f"{method} {path} was answered {status}: {answer}")
        return None

    def work(self):
        while not self.is_over.is_set():
            try:
                self.approve()
            except Exception as error:
                self.tally.complain(f"{type(error).__name__}: {error}")
                return
