"""The example of docs/import.md, run as it stands there, and imports that go wrong."""
import csv
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

    def test_rejected_rows_are_kept_with_file_line_and_reason(self):
        text = blocks()["activities.csv"]
        text += 'a-9,d-1,dance,p-1,02.03.2026 09:00,\na-10,d-1,call,p-1,soon,\na-11,"d-1" x\n'
        self.write("activities.csv", text)
        result = self.run_import("rejects", "--rejects", self.path("rejects.out"))
        self.assertEqual(result.code, 1)
        self.assertEqual((result.json()["accepted"], result.json()["rejected"]), (6, 2), result.err)
        with open(self.path("rejects.out"), encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["file"] for row in rows], ["activities.csv"] * 2)
        self.assertIn('"soon" is not a time', rows[0]["reason"])
        self.assertEqual(rows[0]["row"], "a-10,d-1,call,p-1,soon,")
        self.assertIn("text after the quote", rows[1]["reason"])

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
