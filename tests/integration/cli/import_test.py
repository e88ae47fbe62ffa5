"""The example of docs/import.md, run as it stands there, and imports that go wrong."""
import csv
import gzip
import json
import os
import re
import tempfile
import unittest

import harness

DOCUMENT = os.path.join(harness.SOURCE, "docs", "import.md")


def blocks():
    """The fenced blocks of the document that name a file: ```toml crm.toml."""
    with open(DOCUMENT, encoding="utf-8") as file:
        return dict(re.findall(r"^```\w+ ([\w.]+)\n(.*?)^```", file.read(), re.S | re.M))


class Import(harness.ServerTest):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        for name, text in blocks().items():
            self.write(name, text)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8", newline="") as file:
            file.write(text)

    def run_import(self, workspace, *more):
        return self.run_cli("--workspace", workspace, "--output", "json", "signal", "import", "--mapping",
                            self.path("crm.toml"), self.folder.name, *more)

    def test_the_example_of_the_documentation_imports(self):
        result = self.run_import("example")
        self.assertEqual(result.code, 0, result.err)
        counts = result.json()
        self.assertEqual((counts["accounts"], counts["stakeholders"], counts["decisions"]), (2, 3, 2))
        self.assertEqual((counts["accepted"], counts["rejected"]), (6, 0))
        signals = self.must("--workspace", "example", "--output", "ndjson", "signal", "log", "acme").lines()
        opened = next(s for s in signals if s["kind"] == "sales.decision_opened")
        self.assertEqual(opened["amount"], {"currencyCode": "EUR", "units": "48000", "nanos": 500000000})
        self.assertEqual(opened["occurredAt"], "2026-03-02T08:00:00Z")
        meeting = next(s for s in signals if s["kind"] == "sales.meeting_held")
        self.assertEqual(meeting["participants"], ["p-1", "p-2"])
        self.assertEqual(meeting["attributes"]["duration"], 2700.0)
        self.assertEqual(meeting["sourceEventId"], "activities:a-1:meeting")
        shown = self.must("--workspace", "example", "--output", "json", "account", "show", "acme").json()
        self.assertEqual({p["id"]: p.get("champion") for p in shown["stakeholders"]},
                         {"p-1": True, "p-2": False})

    def test_importing_again_changes_nothing(self):
        self.run_import("twice")
        before = self.must("--workspace", "twice", "--output", "json", "account", "show", "acme").json()
        again = self.run_import("twice").json()
        after = self.must("--workspace", "twice", "--output", "json", "account", "show", "acme").json()
        self.assertEqual((again["accepted"], again["duplicates"]), (0, 6))
        self.assertEqual(before, after)

    def test_a_dry_run_stores_nothing(self):
        result = self.run_import("dry", "--dry-run")
        self.assertEqual((result.code, result.json()["accepted"]), (0, 6), result.err)
        self.assertEqual(self.must("--workspace", "dry", "account", "list").out, "No accounts.\n")

    def test_rejected_rows_are_kept_in_the_format_of_their_file(self):
        text = blocks()["activities.csv"]
        text += 'a-9,d-1,dance,p-1,02.03.2026 09:00,\na-10,d-1,call,p-1,soon,\na-11,"d-1" x\n'
        text += "a-12,d-1,meeting,p@q.example,16.03.2026 09:00,30\n"
        self.write("activities.csv", text)
        result = self.run_import("rejects", "--rejects", self.path("rejected"))
        self.assertEqual(result.code, 1)
        self.assertEqual((result.json()["accepted"], result.json()["rejected"]), (6, 3), result.err)
        with open(self.path("rejected/errors.csv"), encoding="utf-8", newline="") as file:
            errors = {row["line"]: row for row in csv.DictReader(file)}
        self.assertIn('"soon" is not a time', errors["7"]["reason"])
        self.assertEqual(errors["7"]["column"], "at")
        self.assertIn("text after the quote", errors["8"]["reason"])
        self.assertEqual(errors["8"]["column"], "11")
        self.assertIn("participants", errors["9"]["reason"])
        self.assertEqual(errors["9"]["column"], "people")
        with open(self.path("rejected/activities.csv"), encoding="utf-8", newline="") as file:
            kept = file.read().splitlines()
        self.assertEqual(kept[0], "id,deal,type,people,at,minutes")
        self.assertEqual(sorted(kept[1:])[0], "a-10,d-1,call,p-1,soon,")
        # Mended, the file goes in by the same mapping; the tables it joins are found beside it.
        with open(self.path("rejected/activities.csv"), "w", encoding="utf-8", newline="") as file:
            file.write("id,deal,type,people,at,minutes\na-10,d-1,call,p-1,17.03.2026 09:00,\n")
        again = self.run_cli("--workspace", "rejects", "--output", "json", "signal", "import", "--mapping",
                             self.path("crm.toml"), self.path("rejected"), self.folder.name).json()
        self.assertEqual((again["accepted"], again["duplicates"]), (1, 3))

    def test_packed_files_give_the_same(self):
        for name in ("deals.csv", "activities.csv"):
            with open(self.path(name), "rb") as file:
                packed = gzip.compress(file.read())
            os.remove(self.path(name))
            with open(self.path(name + ".gz"), "wb") as file:
                file.write(packed)
        self.assertEqual(self.run_import("packed").json()["accepted"], 6)

    def test_a_file_that_was_cut_off_is_told_and_the_rest_goes_on(self):
        with open(self.path("activities.csv"), "rb") as file:
            packed = gzip.compress(file.read())
        os.remove(self.path("activities.csv"))
        with open(self.path("activities.csv.gz"), "wb") as file:
            file.write(packed[:-12])
        result = self.run_import("cut")
        self.assertEqual(result.code, 1)
        self.assertIn("cut off", result.err)

    def change(self):
        self.write("deals.csv", blocks()["deals.csv"].replace("48000.50", "52000"))

    def amounts(self, workspace, *flags):
        log = self.must("--workspace", workspace, "--output", "ndjson", "signal", "log", "acme", *flags).lines()
        return [s["amount"]["units"] for s in log if s["kind"] == "sales.decision_opened"]

    def test_a_changed_row_is_refused_unless_told_otherwise(self):
        self.run_import("changed")
        self.change()
        refused = self.run_import("changed")
        self.assertEqual((refused.code, refused.json()["rejected"]), (1, 1))
        self.assertIn("another content", refused.err)
        ignored = self.run_import("changed", "--on-change", "ignore")
        self.assertEqual((ignored.code, ignored.json()["ignored"], ignored.json()["accepted"]), (0, 1, 0))
        self.assertEqual(self.amounts("changed"), ["48000"])

    def test_a_change_supersedes_once_however_often_it_is_imported(self):
        self.run_import("superseded")
        self.change()
        first = self.run_import("superseded", "--on-change", "supersede")
        self.assertEqual((first.code, first.json()["superseded"], first.json()["accepted"]), (0, 1, 1), first.err)
        again = self.run_import("superseded", "--on-change", "supersede").json()
        self.assertEqual((again["accepted"], again["superseded"], again["rejected"], again["duplicates"]), (0, 0, 0, 6))
        self.write("deals.csv", blocks()["deals.csv"].replace("48000.50", "60000"))
        third = self.run_import("superseded", "--on-change", "supersede").json()
        self.assertEqual((third["superseded"], third["accepted"]), (1, 1))
        self.assertEqual(sorted(self.amounts("superseded")), ["48000", "52000", "60000"])

    def test_a_check_shows_what_becomes_of_the_first_rows_and_stores_nothing(self):
        self.write("activities.csv", blocks()["activities.csv"].replace("13.03.2026 10:30", "soon"))
        result = self.run_cli("--workspace", "check", "signal", "import", "--mapping", self.path("crm.toml"),
                              self.folder.name, "--check")
        self.assertEqual(result.code, 1)
        self.assertIn("activities.csv:2\n  [[signal]] meeting\n    {", result.out)
        self.assertIn("no rule applies", result.out)
        self.assertIn('"soon" is not a time', result.out)
        self.assertIn("1 would be rejected", result.err)
        self.assertEqual(self.must("--workspace", "check", "account", "list").out, "No accounts.\n")
        lines = self.run_cli("--output", "ndjson", "signal", "import", "--mapping", self.path("crm.toml"),
                             self.folder.name, "--check", "--check-rows", "1").lines()
        self.assertEqual({line["line"] for line in lines}, {2})

    def test_a_drafted_mapping_imports(self):
        self.must("mapping", "new", self.path("accounts.csv"), "--to", self.path("draft.toml"))
        imported = self.must("--workspace", "draft", "--output", "json", "signal", "import", "--mapping",
                             self.path("draft.toml"), self.path("accounts.csv")).json()
        self.assertEqual((imported["accounts"], imported["rejected"]), (2, 0))

    def test_cloud_events_are_known_by_source_and_id(self):
        events = [{"specversion": "1.0", "id": str(n), "source": "crm", "type": "sales.message_exchanged", "subject": "acme",
                   "time": "2026-03-01T10:00:00Z",
                   "data": {"initiator": "INITIATOR_BUYER", "attributes": {"channel": "email"}}} for n in range(3)]
        self.write("batch.json", json.dumps(events, indent=1))
        self.write("lines.ndjson", "".join(json.dumps(event) + "\n" for event in events[1:]) + '{"id": "x"}\n')
        run = ["--workspace", "events", "--output", "json", "signal", "import", "--format", "cloudevents"]
        self.assertEqual(self.must(*run, self.path("batch.json")).json()["accepted"], 3)
        lines = self.run_cli(*run, self.path("lines.ndjson"))
        self.assertEqual((lines.code, lines.json()["duplicates"], lines.json()["rejected"]), (1, 2, 1))
        self.assertIn("lines.ndjson:3: specversion: a CloudEvent needs it", lines.err)
        log = self.must("--workspace", "events", "--output", "ndjson", "signal", "log", "acme").lines()
        self.assertEqual([(s["source"], s["sourceEventId"]) for s in log], [("crm", "0"), ("crm", "1"), ("crm", "2")])

    def test_a_wrong_mapping_sends_nothing(self):
        mapping = blocks()["crm.toml"]
        for wrong, right, said in (("{deal.acount}", "{deal.account}", "did you mean deal.account?"),
                                   ("sales.meeting_hold", "sales.meeting_held", "did you mean sales.meeting_held?"),
                                   ("durations", "duration", "did you mean duration?")):
            with self.subTest(wrong=wrong):
                self.assertIn(right, mapping)
                self.write("crm.toml", mapping.replace(right, wrong))
                result = self.run_import("wrong")
                self.assertEqual(result.code, 2)
                self.assertRegex(result.err, r"^parallax: .*crm\.toml:\d+: ")
                self.assertIn(said, result.err)
                self.assertEqual(self.must("--workspace", "wrong", "account", "list").out, "No accounts.\n")

    def test_a_missing_file_is_named(self):
        os.remove(self.path("deals.csv"))
        result = self.run_import("missing")
        self.assertEqual(result.code, 3)
        self.assertIn("there is no deals.csv in", result.err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
