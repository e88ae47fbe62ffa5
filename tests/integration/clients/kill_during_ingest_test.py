"""kill -9 during ingest: whatever was acknowledged is there after a restart, once, and a retry of everything completes it.

Usage: kill_during_ingest_test.py PARALLAXD GENERATED_DIR
"""

import random
import sys
import tempfile
import threading
import unittest

import grpc
from parallaxd import Parallaxd

BINARY, GENERATED = sys.argv[1:3]
sys.path.insert(0, GENERATED)
from parallax.v1 import signal_pb2  # noqa: E402
from parallax.v1 import signal_service_pb2 as signals  # noqa: E402

CYCLES = 6
BATCH = 40
ACCOUNTS = 7


def make(number):
    signal = signal_pb2.Signal(account=f"acme-{number % ACCOUNTS}", source="crm", source_event_id=f"e-{number}",
                               kind="marketing.content_engaged", stakeholder="p-1")
    signal.occurred_at.FromJsonString("2026-03-02T14:05:00Z")
    signal.attributes["topic"].string_value = "pricing"
    return signal


class Session:
    """One life of the server: batches go in until somebody kills it."""

    def __init__(self, server):
        self.channel = grpc.insecure_channel(server.address)

    def call(self, method, request, response):
        path = f"/parallax.v1.SignalService/{method}"
        return self.channel.unary_unary(path, type(request).SerializeToString, response.FromString)(request, timeout=20)

    def ingest(self, numbers):
        return self.call("IngestSignals", signals.IngestSignalsRequest(signals=[make(n) for n in numbers]),
                         signals.IngestSignalsResponse)

    def stored(self):
        ids = []
        for account in range(ACCOUNTS):
            token = ""
            while True:
                page = self.call("ListSignals", signals.ListSignalsRequest(
                    account=f"acme-{account}", page_size=1000, page_token=token), signals.ListSignalsResponse)
                ids += [int(s.source_event_id[2:]) for s in page.signals]
                token = page.next_page_token
                if not token:
                    break
        return ids


class KillDuringIngest(unittest.TestCase):
    def test_nothing_acknowledged_is_lost_and_nothing_is_stored_twice(self):
        chance = random.Random(7)
        acknowledged, sent = set(), 0
        with tempfile.TemporaryDirectory() as data:
            for _ in range(CYCLES):
                server = Parallaxd(BINARY, data)
                session = Session(server)
                timer = threading.Timer(chance.uniform(0.05, 0.4), server.kill)
                timer.start()
                try:
                    while True:
                        numbers = range(sent, sent + BATCH)
                        sent += BATCH
                        session.ingest(numbers)
                        acknowledged.update(numbers)
                except grpc.RpcError:
                    pass  # the server died under this batch: it may be stored or not
                timer.join()
                session.channel.close()
            with Parallaxd(BINARY, data) as server:
                session = Session(server)
                for start in range(0, ACCOUNTS):  # every account exists, so that ListSignals finds it
                    session.ingest([start])
                stored = session.stored()
                self.assertEqual(len(stored), len(set(stored)), "a signal is stored twice")
                self.assertGreater(len(acknowledged), 0)
                self.assertLessEqual(acknowledged, set(stored), "an acknowledged signal is lost")
                for start in range(0, sent, BATCH):
                    session.ingest(range(start, start + BATCH))
                self.assertEqual(sorted(session.stored()), list(range(sent)))
                session.channel.close()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
