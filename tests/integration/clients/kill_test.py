"""kill -9, 200 times, during ingest, corrections, facts, erasures, snapshots, backups, compaction and start: whatever was
acknowledged is there after a restart, once, nothing is there that was not sent, and a retry of everything completes it. Who was
erased stays so, whole, and is not brought back by a retry; a kept snapshot is whole; a backup that ended makes a store again.

Usage: kill_test.py PARALLAXD GENERATED_DIR
"""

import collections
import hashlib
import os
import random
import subprocess
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
from parallax.v1 import snapshot_service_pb2 as snapshots  # noqa: E402

CYCLES = 200
BATCH = 12
SHARED = [f"acme-{i}" for i in range(5)]
ROWS = 40
EXPORTED = 1_767_225_600  # 2026-01-01, and a minute more for each export
RESTORED = 4  # backups that are made a store again


def make(account, event, **changes):
    signal = signal_pb2.Signal(account=account, source="crm", source_event_id=event, kind="marketing.content_engaged",
                               **changes)
    signal.occurred_at.FromJsonString("2026-03-02T14:05:00Z")
    if not signal.retracts:
        signal.attributes["topic"].string_value = f"{signal.stakeholder}-topic" if signal.stakeholder else "pricing-" * 8
        signal.stakeholder = signal.stakeholder or "p-1"
    return signal


class Sent:
    """What was sent in all cycles, and what of it was acknowledged: (account, name)."""

    def __init__(self):
        self.lock = threading.Lock()
        self.signals, self.facts = {}, {}  # to the message that carries it
        self.acknowledged = set()
        self.revision = 0
        self.erasable = {}  # key of a signal: the erasure that takes it, (account, person or nothing)
        self.erasing, self.erased = {}, set()  # erasures that were asked for, in order, and those acknowledged
        self.exported, self.kept = set(), 0  # numbers of exports sent, the latest that was acknowledged
        self.backups = {}  # file, and what it must hold
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

    def erase(self, sent, erasure):
        account, person = erasure
        with sent.lock:
            sent.erasing[erasure] = True
        if person:
            request = accounts.EraseStakeholderRequest(account=account, stakeholder=person)
            answer = self.call("AccountService/EraseStakeholder", request, accounts.EraseStakeholderResponse)
        else:
            request = accounts.DeleteAccountRequest(account=account)
            answer = self.call("AccountService/DeleteAccount", request, accounts.DeleteAccountResponse)
        with sent.lock:
            sent.erased.add(erasure)
        sent.acknowledge([], answer.erasure.revision)

    def keep(self, sent, number):
        with sent.lock:
            sent.exported.add(number)
        begin = snapshots.BeginSnapshotRequest(source="crm", object="Deals")
        begin.exported_at.FromSeconds(EXPORTED + 60 * number)
        upload = self.call("SnapshotService/BeginSnapshot", begin, snapshots.BeginSnapshotResponse).upload
        rows = [snapshots.SnapshotRow(key=f"row-{i}", fields={"number": str(number)}) for i in range(ROWS)]
        self.call("SnapshotService/PutSnapshotRows", snapshots.PutSnapshotRowsRequest(upload=upload, rows=rows),
                  snapshots.PutSnapshotRowsResponse)
        self.call("SnapshotService/KeepSnapshot", snapshots.KeepSnapshotRequest(upload=upload),
                  snapshots.KeepSnapshotResponse)
        with sent.lock:
            sent.kept = number
        return upload

    def kept(self):
        """The number of the kept export, and its rows."""
        kept = self.pages("SnapshotService/ListSnapshots", snapshots.ListSnapshotsRequest(),
                          snapshots.ListSnapshotsResponse, "snapshots")
        return [((s.exported_at.seconds - EXPORTED) // 60, s.rows) for s in kept]

    def backup(self, sent, file):
        with sent.lock:
            held = {key for key in sent.acknowledged if key not in sent.erasable}
        call = self.channel.unary_stream("/parallax.v1.AdminService/Backup", admin.BackupRequest.SerializeToString,
                                         admin.BackupResponse.FromString)
        sha256 = hashlib.sha256()
        with open(f"{file}.partial", "wb") as out:
            for part in call(admin.BackupRequest(), timeout=30):
                out.write(part.chunk)
                sha256.update(part.chunk)
                if part.HasField("summary"):
                    assert part.summary.sha256 == sha256.hexdigest()
                    os.replace(out.name, file)
                    with sent.lock:
                        sent.backups[file] = held

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
    def writers(self, session, sent, account, number, chance):
        """Endless work of three clients, and in half of the cycles of a fourth that erases, keeps snapshots or backs up; each
        ends when the server does."""
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

        def erase():
            round_ = sent.number()
            erasures = [(account, f"leaver-{round_}"), (f"left-{round_}", "")]
            batch = [make(place, f"e-{sent.number()}", stakeholder=person)
                     for place, person in erasures for _ in range(3)]
            with sent.lock:
                for i, signal in enumerate(batch):
                    sent.erasable[(signal.account, signal.source_event_id)] = erasures[i // 3]
            session.ingest(sent, batch)
            for erasure in erasures:
                session.erase(sent, erasure)
            session.ingest(sent, batch)  # again

        fourth = [erase, lambda: session.keep(sent, sent.number()),
                  lambda: session.backup(sent, f"{self.folder}/{account}")]
        return [ingest, correct, state, *fourth[number % 6 : number % 6 + 1]]

    def cycle(self, server, sent, number, chance):
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

        writers = self.writers(session, sent, f"cycle-{number}", number, chance)
        threads = [threading.Thread(target=work, args=[write]) for write in writers]
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
        erasable = {key for key in sent.erasable if key[0] in places}
        lost = {key for key in sent.acknowledged if key[0] in places} - set(stored) - erasable
        self.assertEqual(lost, set(), "acknowledged and lost")
        for erasure in {sent.erasable[key] for key in erasable}:
            keys = {key for key in erasable if sent.erasable[key] == erasure}
            left = keys & set(stored)
            if erasure in sent.erased:
                self.assertEqual(left, set(), "erased and there")
            elif erasure in sent.erasing:
                self.assertIn(left, [keys, set()], "erased in part")
            else:
                self.assertGreaterEqual(left, keys & sent.acknowledged, "acknowledged and lost")
        return stored

    def check_snapshots(self, session, sent):
        """The kept one is the latest acknowledged, or one that was sent after it."""
        kept = session.kept()
        if kept or sent.kept:
            [(number, rows)] = kept
            self.assertIn(number, sent.exported)
            self.assertGreaterEqual(number, sent.kept)
            self.assertEqual(rows, ROWS)

    def check_rows(self, session, sent):
        """All rows of the kept snapshot are as they were sent."""
        [(number, _)] = session.kept()
        upload = session.keep(sent, sent.number())
        changes = session.pages("SnapshotService/ListSnapshotChanges",
                                snapshots.ListSnapshotChangesRequest(upload=upload),
                                snapshots.ListSnapshotChangesResponse, "changes")
        self.assertEqual([dict(c.before) for c in changes], [{"number": str(number)}] * ROWS)

    def check_erased_bytes(self, data):
        """No file holds a word of those who were erased."""
        for name in os.listdir(data):
            with open(os.path.join(data, name), "rb") as file:
                content = file.read()
            for word in [b"leaver-", b"left-"]:
                self.assertFalse(word in content, f"{word} in {name}")

    def check_backups(self, sent, flags):
        """A store made of a backup holds what was acknowledged before it began."""
        self.assertTrue(sent.backups)
        for file, held in list(sent.backups.items())[:: -(-len(sent.backups) // RESTORED)]:
            data = f"{file}-restored"
            subprocess.run([BINARY, "--restore", file, "--data-dir", data], check=True, stdout=subprocess.DEVNULL)
            with Parallaxd(BINARY, data, flags) as server:
                session = Session(server)
                stored = set()
                for account in {key[0] for key in held}:
                    stored.update(session.stored_signals(account))
                    stored.update(session.stored_facts(account))
                self.assertEqual(held - stored, set(), "acknowledged before the backup and not in it")
                session.channel.close()

    def test_nothing_acknowledged_is_lost_and_nothing_is_stored_twice(self):
        chance = random.Random(7)
        sent = Sent()
        self.broken = []
        with (tempfile.TemporaryDirectory() as data, tempfile.TemporaryDirectory() as no_lenses,
              tempfile.TemporaryDirectory() as self.folder):
            flags = ["--log-signals", "100", "--log-level", "off", "--lenses", no_lenses]
            for number in range(CYCLES):
                if number % 10 == 9:
                    Parallaxd.kill_at_start(BINARY, data, flags, chance.uniform(0, 0.03))
                    continue
                server = Parallaxd(BINARY, data, flags)
                session = Session(server)
                self.assertGreaterEqual(session.status().revision, sent.revision, "an acknowledged revision is gone")
                before = f"cycle-{number - 1}"
                left = {account for account, _ in list(sent.erasing)[-2:]}
                self.check(session, sent, {before, chance.choice(SHARED), *left})
                self.check_snapshots(session, sent)
                self.assertEqual([name for name in os.listdir(data) if "backup" in name], [])
                session.channel.close()
                self.cycle(server, sent, number, chance)
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
                cut_off = [erasure for erasure in sent.erasable.values() if erasure not in sent.erased]
                for erasure in dict.fromkeys(cut_off):
                    session.erase(sent, erasure)
                again = self.check(session, sent, places)
                self.assertEqual(set(again), (set(sent.signals) | set(sent.facts)) - set(sent.erasable))
                self.check_erased_bytes(data)
                self.check_rows(session, sent)
                print(f"{CYCLES} kills, {len(sent.signals)} signals and {len(sent.facts)} versions of facts sent, "
                      f"{len(sent.signals) + len(sent.facts) - len(stored)} of them erased, or cut off and sent again; "
                      f"{len(sent.erased)} erasures, {len(dict.fromkeys(cut_off))} of them cut off and asked for again; "
                      f"{len(sent.exported)} exports, {len(sent.backups)} backups")
                session.channel.close()
            self.check_backups(sent, flags)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
