"""kill -9, 200 times, during ingest, corrections, facts, compaction and start: whatever was acknowledged is there after a
restart, once, nothing is there that was not sent, and a retry of everything completes it.

Usage: kill_test.py PARALLAXD GENERATED_DIR
"""

import collections
import random
import sys
import tempfile
import threading
import unittest

import grpc
from parallaxd import Parallaxd

BINARY, GENERATED = sys.argv[1:3]
sys.path.insert(0, GENERATED)
from parallax.v1 import account_service_pb2 as accounts  # noqa: E402
from parallax.v1 import admin_service_pb2 as admin  # noqa: E402
from parallax.v1 import facts_pb2  # noqa: E402
from parallax.v1 import signal_pb2  # noqa: E402
from parallax.v1 import signal_service_pb2 as signals  # noqa: E402

CYCLES = 200
BATCH = 12
SHARED = [f"acme-{i}" for i in range(5)]


def make(account, event, **changes):
    signal = signal_pb2.Signal(account=account, source="crm", source_event_id=event, kind="marketing.content_engaged",
                               **changes)
    signal.occurred_at.FromJsonString("2026-03-02T14:05:00Z")
    if not signal.retracts:
        signal.stakeholder = "p-1"
        signal.attributes["topic"].string_value = "pricing-" * 8
    return signal


class Sent:
    """What was sent in all cycles, and what of it was acknowledged: (account, name)."""

    def __init__(self):
        self.lock = threading.Lock()
        self.signals, self.facts = {}, {}  # to the message that carries it
        self.acknowledged = set()
        self.revision = 0
        self.numbers = iter(range(10**9))

    def number(self):
        with self.lock:
            return next(self.numbers)

    def acknowledge(self, keys, revision):
        with self.lock:
            self.acknowledged.update(keys)
            self.revision = max(self.revision, revision)


class Session:
    """One life of the server."""

    def __init__(self, server):
        self.channel = grpc.insecure_channel(server.address, options=[("grpc.enable_http_proxy", 0)])

    def call(self, method, request, response):
        path = f"/parallax.v1.{method}"
        return self.channel.unary_unary(path, type(request).SerializeToString, response.FromString)(request, timeout=30)

    def pages(self, method, request, response, field):
        request.page_size = 1000
        found = []
        while True:
            page = self.call(method, request, response)
            found += getattr(page, field)
            request.page_token = page.next_page_token
            if not page.next_page_token:
                return found

    def ingest(self, sent, batch):
        keys = [(s.account, s.source_event_id) for s in batch]
        with sent.lock:
            sent.signals.update(zip(keys, batch))
        answer = self.call("SignalService/IngestSignals", signals.IngestSignalsRequest(signals=batch),
                           signals.IngestSignalsResponse)
        assert answer.rejected == 0, answer
        sent.acknowledge(keys, answer.revision)

    def state(self, sent, request):
        key = (request.account, request.stakeholder.org_unit)
        with sent.lock:
            sent.facts[key] = request
        answer = self.call("AccountService/UpsertStakeholder", request, accounts.UpsertStakeholderResponse)
        sent.acknowledge([key], answer.revision)

    def stored_signals(self, account):
        try:
            return [(account, s.source_event_id) for s in self.pages(
                "SignalService/ListSignals", signals.ListSignalsRequest(account=account), signals.ListSignalsResponse,
                "signals")]
        except grpc.RpcError as error:
            if error.code() == grpc.StatusCode.NOT_FOUND:
                return []
            raise

    def stored_facts(self, account):
        try:
            return [(account, s.org_unit) for s in self.pages(
                "AccountService/ListStakeholders", accounts.ListStakeholdersRequest(account=account),
                accounts.ListStakeholdersResponse, "stakeholders")]
        except grpc.RpcError as error:
            if error.code() == grpc.StatusCode.NOT_FOUND:
                return []
            raise

    def status(self):
        return self.call("AdminService/GetStatus", admin.GetStatusRequest(), admin.GetStatusResponse)


class Kill(unittest.TestCase):
    def writers(self, session, sent, account, chance):
        """Endless work of three clients; each ends when the server does."""
        own = []  # signals of this cycle

        def ingest():
            batch = [f"e-{sent.number()}" for _ in range(BATCH)]
            places = [account] * (BATCH // 2) + SHARED * BATCH
            session.ingest(sent, [make(place, event) for place, event in zip(places, batch)])
            own.extend(batch[: BATCH // 2])

        def correct():
            number = sent.number()
            target = chance.choice(own) if own else "e-not-yet-there"
            how = chance.choice(["supersedes", "retracts"])
            session.ingest(sent, [make(account, f"c-{number}", **{how: target})])

        def state():
            number = sent.number()
            person = facts_pb2.Stakeholder(id=f"p-{number % 3}", org_unit=f"unit-{number}")
            session.state(sent, accounts.UpsertStakeholderRequest(account=chance.choice([account, *SHARED]),
                                                                  stakeholder=person))

        return [ingest, correct, state]

    def cycle(self, server, sent, account, chance):
        session = Session(server)
        enough = chance.randint(1, 40)  # answers until the kill
        answers = threading.Semaphore(0)
        over = threading.Event()

        def work(write):
            try:
                while not over.is_set():
                    write()
                    answers.release()
            except (grpc.RpcError, AssertionError) as error:
                self.broken += [] if over.is_set() else [str(error)]
                answers.release(enough)

        threads = [threading.Thread(target=work, args=[write]) for write in self.writers(session, sent, account, chance)]
        for thread in threads:
            thread.start()
        for _ in range(enough):
            answers.acquire()
        over.set()
        server.kill()
        for thread in threads:
            thread.join()
        session.channel.close()
        self.assertEqual(self.broken, [])

    def check(self, session, sent, places):
        """Everything acknowledged of these accounts is there once, and nothing that was not sent."""
        stored = collections.Counter()
        for account in places:
            stored.update(session.stored_signals(account))
            stored.update(session.stored_facts(account))
        self.assertEqual([key for key, copies in stored.items() if copies > 1], [], "stored twice")
        known = {key for key in [*sent.signals, *sent.facts] if key[0] in places}
        self.assertEqual(set(stored) - known, set(), "stored and never sent")
        lost = {key for key in sent.acknowledged if key[0] in places} - set(stored)
        self.assertEqual(lost, set(), "acknowledged and lost")
        return stored

    def test_nothing_acknowledged_is_lost_and_nothing_is_stored_twice(self):
        chance = random.Random(7)
        sent = Sent()
        self.broken = []
        with tempfile.TemporaryDirectory() as data, tempfile.TemporaryDirectory() as no_lenses:
            flags = ["--log-signals", "100", "--log-level", "off", "--lenses", no_lenses]
            for number in range(CYCLES):
                if number % 10 == 9:
                    Parallaxd.kill_at_start(BINARY, data, flags, chance.uniform(0, 0.03))
                    continue
                server = Parallaxd(BINARY, data, flags)
                session = Session(server)
                self.assertGreaterEqual(session.status().revision, sent.revision, "an acknowledged revision is gone")
                self.check(session, sent, {f"cycle-{number - 1}", chance.choice(SHARED)})
                session.channel.close()
                self.cycle(server, sent, f"cycle-{number}", chance)
            places = {account for account, _ in [*sent.signals, *sent.facts]}
            with Parallaxd(BINARY, data, flags) as server:
                session = Session(server)
                stored = self.check(session, sent, places)
                held = {key for key in stored if key in sent.signals}
                self.assertEqual(session.status().signals, len(held))
                everything = list(sent.signals.values())
                for start in range(0, len(everything), 1000):
                    session.ingest(sent, everything[start : start + 1000])
                for key, request in sent.facts.items():
                    if key not in stored:
                        session.state(sent, request)
                self.assertEqual(set(self.check(session, sent, places)), set(sent.signals) | set(sent.facts))
                print(f"{CYCLES} kills, {len(sent.signals)} signals and {len(sent.facts)} versions of facts sent, "
                      f"{len(sent.signals) + len(sent.facts) - len(stored)} of them cut off and sent again")
                session.channel.close()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
