"""A server that speaks as much of Stripe's API as the gateway uses, with what the tests need to steer it."""

import hmac
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import parse_qsl, urlsplit

SIGNING_SECRET = "whsec_of_the_stand_in"
SESSION = re.compile(r"/v1/checkout/sessions/(\w+)(/expire)?")
INTENT = re.compile(r"/v1/payment_intents/(\w+)/(capture|cancel)")


class Wrong(Exception):
    """An error as Stripe writes it."""

    def __init__(self, status, code, message="No."):
        self.status = status
        self.error = {"type": "invalid_request_error", "code": code, "message": message}
        super().__init__(code)


class StripeStandIn(ThreadingHTTPServer):
    """Sessions, payment intents and refunds in memory."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.sessions, self.intents, self.refunds, self.by_key = {}, {}, {}, {}
        self.disputes = {}
        self.asked, self.cut_next, self.refunds_take_time = [], False, False
        self.most_listed, self.cuts_later_pages = 100, False
        self.numbers, self.lock = count(1), threading.Lock()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request, client_address):
        """A connection that was cut on purpose."""

    def pay(self, session_id):
        """The customer pays at the page."""
        session = self.sessions[session_id]
        wanted = session["wanted"]
        manual = wanted["payment_intent_data[capture_method]"] == "manual"
        amount = int(wanted["line_items[0][price_data][unit_amount]"])
        intent = {
            "id": f"pi_{next(self.numbers)}",
            "object": "payment_intent",
            "amount": amount,
            "currency": wanted["line_items[0][price_data][currency]"],
            "status": "requires_capture" if manual else "succeeded",
            "amount_capturable": amount if manual else 0,
            "amount_received": 0 if manual else amount,
            "metadata": {"payment": wanted["metadata[payment]"]},
            "latest_charge": {
                "id": "ch_1",
                "object": "charge",
                "payment_method_details": {"card": {"brand": "visa", "last4": "4242"}},
            },
        }
        self.intents[intent["id"]] = intent
        paid = "unpaid" if manual else "paid"
        session |= {"status": "complete", "payment_status": paid, "payment_intent": intent["id"]}
        return intent

    def dispute(self, intent_id, amount, status="needs_response"):
        """The customer's bank disputes an amount, or decides."""
        intent = self.intents[intent_id]
        known = next((row for row in self.disputes.values() if row["payment_intent"] == intent_id), None)
        dispute = known or {
            "id": f"dp_{next(self.numbers)}",
            "object": "dispute",
            "payment_intent": intent_id,
            "amount": amount,
            "currency": intent["currency"],
            "reason": "fraudulent",
        }
        dispute["status"] = status
        self.disputes[dispute["id"]] = dispute
        return dispute

    def given_back(self, intent_id):
        refunds = [row for row in self.refunds.values() if row["payment_intent"] == intent_id]
        return sum(row["amount"] for row in refunds if row["status"] in ("succeeded", "pending"))

    def event(self, kind, about):
        """A call-back as Stripe signs it: headers and body."""
        event = {"id": f"evt_{next(self.numbers)}", "object": "event", "type": kind, "data": {"object": shown(about)}}
        body, at = json.dumps(event).encode(), int(time.time())
        digest = hmac.new(SIGNING_SECRET.encode(), f"{at}.".encode() + body, "sha256").hexdigest()
        return {"Stripe-Signature": f"t={at},v1={digest}"}, body

    # --- what it is asked ---

    def start(self, wanted):
        session = {
            "id": f"cs_{next(self.numbers)}",
            "object": "checkout.session",
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "client_reference_id": wanted["client_reference_id"],
            "wanted": wanted,
        }
        session["url"] = f"{self.url}/pay/{session['id']}"
        self.sessions[session["id"]] = session
        return shown(session)

    def read_session(self, session_id):
        session = shown(self.sessions[session_id])
        return session | {"payment_intent": self.intents.get(session["payment_intent"])}

    def expire(self, session_id):
        if self.sessions[session_id]["status"] != "open":
            raise Wrong(400, "checkout_session_not_open")
        self.sessions[session_id]["status"] = "expired"
        return shown(self.sessions[session_id])

    def move_intent(self, intent_id, what):
        intent = self.intents[intent_id]
        if intent["status"] != "requires_capture":
            raise Wrong(400, "payment_intent_unexpected_state")
        intent["status"] = {"capture": "succeeded", "cancel": "canceled"}[what]
        intent["amount_received"] = intent["amount"] if what == "capture" else 0
        return intent

    def refund(self, wanted):
        amount, intent = int(wanted["amount"]), self.intents[wanted["payment_intent"]]
        if amount > intent["amount"] - self.given_back(intent["id"]):
            raise Wrong(400, "charge_already_refunded", "More than is left.")
        refund = {
            "id": f"re_{next(self.numbers)}",
            "object": "refund",
            "payment_intent": intent["id"],
            "amount": amount,
            "currency": intent["currency"],
            "created": int(time.time()),
            "status": "pending" if self.refunds_take_time else "succeeded",
            "metadata": {"refund": wanted["metadata[refund]"]} if "metadata[refund]" in wanted else {},
        }
        self.refunds[refund["id"]] = refund
        return refund

    def page(self, path, rows, wanted):
        """At most `most_listed` rows, after the one that the caller saw last."""
        ids = [row["id"] for row in rows]
        begin = ids.index(wanted["starting_after"]) + 1 if "starting_after" in wanted else 0
        self.cut_next = self.cuts_later_pages and begin > 0
        end = begin + self.most_listed
        return {"object": "list", "url": path, "has_more": end < len(rows), "data": rows[begin:end]}

    def answer(self, method, path, wanted):  # noqa: PLR0911
        """What it says to a request."""
        if (method, path) == ("POST", "/v1/checkout/sessions"):
            return self.start(wanted)
        if (method, path) == ("POST", "/v1/refunds"):
            return self.refund(wanted)
        if (method, path) == ("GET", "/v1/refunds"):
            intent = wanted.get("payment_intent")
            rows = [row for row in self.refunds.values() if intent in (None, row["payment_intent"])]
            return self.page(path, rows, wanted)
        if (method, path) == ("GET", "/v1/disputes"):
            return self.page(path, list(self.disputes.values()), wanted)
        if method == "GET" and path.removeprefix("/v1/refunds/") in self.refunds:
            return self.refunds[path.removeprefix("/v1/refunds/")]
        if (found := SESSION.fullmatch(path)) and found[1] in self.sessions:
            return self.expire(found[1]) if found[2] else self.read_session(found[1])
        if (found := INTENT.fullmatch(path)) and found[1] in self.intents:
            return self.move_intent(found[1], found[2])
        raise Wrong(404, "resource_missing")


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._handle("GET", urlsplit(self.path).query)

    def do_POST(self):
        self._handle("POST", self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())

    def _handle(self, method, text):
        stripe, path, key = self.server, urlsplit(self.path).path, self.headers.get("Idempotency-Key")
        with stripe.lock:
            stripe.asked.append((method, path, key))
            status, said = self._once(stripe, key, method, path, dict(parse_qsl(text)))
            cut, stripe.cut_next = stripe.cut_next, False
        if cut:
            self.close_connection = True
            return
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _once(self, stripe, key, method, path, wanted):
        """Under one key the same answer for ever."""
        if key in stripe.by_key:
            return stripe.by_key[key]
        try:
            answer = 200, stripe.answer(method, path, wanted)
        except Wrong as wrong:
            answer = wrong.status, {"error": wrong.error}
        if key and method == "POST":
            stripe.by_key[key] = answer
        return answer

    def log_message(self, format, *args):
        """Silence."""


def shown(row):
    return {name: value for name, value in row.items() if name != "wanted"}
