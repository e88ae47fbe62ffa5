"""A simulation through the real server: everything it makes is accepted, and a lens can read it."""
import json
import os
import tempfile
import unittest

import harness

INDUSTRIES = ["edtech", "healthtech", "legaltech", "saas"]


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


class Simulate(harness.ServerTest):
    def test_every_signal_and_fact_of_every_industry_is_accepted(self):
        with tempfile.TemporaryDirectory() as folder:
            made = self.must("--output", "json", "simulate", "--accounts", "60", "--seed", "11", "--out", folder).json()
            facts, signals = os.path.join(folder, "accounts.ndjson"), os.path.join(folder, "signals.ndjson")
            wrote = self.must("--output", "json", "account", "upsert", "--file", facts).json()
            self.assertEqual((wrote["rejected"], wrote["accounts"]), (0, len(lines(facts))))
            sent = self.must("--output", "json", "signal", "send", "--file", signals).json()
            self.assertEqual((sent["accepted"], sent["rejected"]), (made["signals"], 0))
            again = self.must("--output", "json", "signal", "send", "--file", signals).json()
            self.assertEqual((again["accepted"], again["duplicates"]), (0, made["signals"]))
            kinds = {line["kind"] for line in lines(signals)}
        self.assertGreater(len(kinds), 40)
        for industry in INDUSTRIES:
            ranking = self.must("--output", "json", "rank", "--lens", industry, "--as-of", "2025-12-01").json()
            own = [i for i in ranking["interpretations"] if i["account"].startswith("sim11-")]
            self.assertEqual(len(own), 60)
            verdicts = {i["verdict"]["code"] for i in own}
            self.assertGreater(len(verdicts), 2)

    def test_a_longer_simulation_of_the_same_seed_continues_the_shorter(self):
        with tempfile.TemporaryDirectory() as folder:
            for until in ("2025-01-01", "2025-07-01"):
                path = os.path.join(folder, until)
                self.must("simulate", "--accounts", "8", "--seed", "12", "--until", until, "--signals", path)
            first = self.must("--output", "json", "signal", "send", "--file", os.path.join(folder, "2025-01-01")).json()
            more = self.must("--output", "json", "signal", "send", "--file", os.path.join(folder, "2025-07-01")).json()
        self.assertEqual((more["duplicates"], more["rejected"]), (first["accepted"], 0))
        self.assertGreater(more["accepted"], 0)

    def test_signals_go_through_a_pipe_and_nothing_else_does(self):
        out = self.must("simulate", "--accounts", "3", "--signals", "-")
        self.assertTrue(all("kind" in line for line in out.lines()))
        self.assertEqual(out.err, "")

    def test_usage_is_refused_with_what_would_be_taken(self):
        for arguments, said in [
            (["simulate"], "--out FOLDER"),
            (["simulate", "--industry", "retail", "--signals", "-"], "all, edtech, healthtech, legaltech, saas"),
            (["simulate", "--from", "2025-01-01", "--until", "2024-01-01", "--signals", "-"], "is not after"),
            (["simulate", "--signals", "-", "--truth", "-"], "only one"),
            (["simulate", "--until", "2024-05-01T12:00:00Z", "--signals", "-"], "is not a day"),
        ]:
            result = harness.parallax(*arguments)
            self.assertEqual(result.code, 2, arguments)
            self.assertIn(said, result.err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
