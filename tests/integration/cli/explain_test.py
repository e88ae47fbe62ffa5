"""`parallax explain`: why, what changed, why not better, over a real connection and the bundled lenses."""
import csv
import io
import json
import os
import unittest

import harness

SCENARIO = os.path.join(harness.SOURCE, "tests", "scenarios", "silence-with-review")
ACCOUNT = ["syn-april", "--decision", "syn-april-d1", "--as-of", "2026-04-29T12:00:00Z"]
READINGS = {"confidence": "confidence", "decision_risk": "decisionRisk", "alignment": "alignment",
            "momentum": "momentum"}
LENSES = ("saas", "edtech", "legaltech", "healthtech")
SINCE = ["--since", "2026-04-05"]


class Explain(harness.SampleTest):
    def explain(self, *more, lens="saas"):
        return self.must("--output", "json", "explain", *ACCOUNT, "--lens", lens, *more).json()

    def test_terms_and_reasons_sum_to_the_reading(self):
        for lens in LENSES:
            answer = self.explain(lens=lens)
            for name, field in READINGS.items():
                reading = answer["interpretation"][field]
                for parts in (answer["terms"], answer["reasons"]):
                    total = reading["priorLinkValue"] + sum(
                        part["linkValue"] for part in parts if part["reading"] == name)
                    self.assertAlmostEqual(total, reading["linkValue"], 9, f"{lens} {name}")

    def test_changes_sum_to_the_change_of_the_reading(self):
        for lens in LENSES:
            answer = self.explain(*SINCE, lens=lens)
            for name, field in READINGS.items():
                moved = answer["interpretation"][field]["value"] - answer["before"][field]["value"]
                total = sum(c["points"] for c in answer["changes"] if c["reading"] == name)
                self.assertAlmostEqual(total, moved, 9, f"{lens} {name}")
            for change in answer["changes"]:
                for signal in change["signals"]:
                    self.assertGreater(signal["occurredAt"], "2026-04-05T00:00:00Z")

    def test_an_opening_is_what_would_be_read_if_it_happened(self):
        """The gate of an opening is sent for real, to a copy of the account, and read."""
        answer = self.explain("--why-not-better")
        tried = [o for o in answer["openings"] if o["kind"] == "validation.step" and o["subject"]]
        self.assertTrue(tried, answer["openings"])
        opening = tried[0]
        for arguments in (["account", "upsert", "--file", os.path.join(SCENARIO, "accounts.ndjson")],
                          ["signal", "send", "--file", os.path.join(SCENARIO, "signals.ndjson")]):
            self.must("--workspace", "happened", *arguments)
        signal = {"account": ACCOUNT[0], "decision": ACCOUNT[2], "source": "test", "sourceEventId": "e1",
                  "kind": "validation.step", "occurredAt": ACCOUNT[4],
                  "attributes": {"gate": opening["subject"], "state": "passed"}}
        self.must("--workspace", "happened", "signal", "send", "--file", "-", stdin=json.dumps(signal))
        read = self.must("--workspace", "happened", "--output", "json", "interpret", *ACCOUNT, "--lens",
                         "saas").json()["interpretation"]
        field = READINGS[opening["reading"]]
        self.assertAlmostEqual(read[field]["value"],
                               answer["interpretation"][field]["value"] + opening["points"], 9)
        self.assertEqual(read["verdict"]["code"], opening["verdict"])

    def test_openings_are_for_the_better_and_worth_a_point(self):
        for lens in LENSES:
            openings = self.explain("--why-not-better", lens=lens)["openings"]
            self.assertTrue(openings)
            for opening in openings:
                better = -opening["points"] if opening["reading"] == "decision_risk" else opening["points"]
                self.assertGreaterEqual(better, 1)

    def test_every_page_fits_eighty_columns(self):
        for page in ([], ["--by", "signal"], SINCE, ["--why-not-better"]):
            for lens in LENSES:
                out = self.must("explain", *ACCOUNT, "--lens", lens, "--limit", "0", *page).out
                self.assertLessEqual(max(map(len, out.splitlines())), 80)
                self.assertIn("Made by lens " + lens, " ".join(out.split()))

    def test_silence_is_named_as_silence(self):
        page = " ".join(self.must("explain", *ACCOUNT, "--lens", "saas", "--limit", "0").out.split())
        self.assertRegex(page, r"nobody heard from .+? since 2026-\d\d-\d\d, \d+ days")

    def test_machines_get_signals_unless_they_ask_for_reasons(self):
        def columns(*more):
            out = self.must("--output", "csv", "explain", *ACCOUNT, *more).out
            rows = list(csv.reader(io.StringIO(out)))
            self.assertEqual({len(row) for row in rows}, {len(rows[0])})
            return rows[0]
        self.assertEqual(columns()[-1], "signals")
        self.assertEqual(columns("--by", "reason")[-1], "signal_count")
        self.assertIn("link_value_before", columns(*SINCE))
        self.assertIn("value_then", columns("--why-not-better"))
        lines = self.must("--output", "ndjson", "explain", *ACCOUNT, "--why-not-better").lines()
        self.assertIn("verdict", lines[0])

    def test_two_lists_do_not_fit_one_csv(self):
        result = self.run_cli("--output", "csv", "explain", *ACCOUNT, *SINCE, "--why-not-better")
        self.assertEqual(result.code, 2)
        self.assertEqual(len(result.err.splitlines()), 1)

    def test_since_must_lie_before_the_moment(self):
        result = self.run_cli("explain", *ACCOUNT, "--since", "2026-05-01")
        self.assertEqual(result.code, 2, result.err)
        self.assertIn("since", result.err)

    def test_an_answer_past_its_limit_keeps_its_numbers(self):
        """150 signals of 52 KB, each behind several readings, would not fit a message in full."""
        bulk = {f"x.bulk.k{chr(97 + i)}": "\U0001d538" * 500 for i in range(26)}
        lines = [json.dumps({"account": "huge", "decision": "d1", "source": "crm", "sourceEventId": f"e{i}",
                             "kind": "sales.champion_action", "stakeholder": f"p-{i % 7}",
                             "occurredAt": f"2026-04-{i % 28 + 1:02}T10:00:00Z",
                             "attributes": {"type": "defended", **bulk}}, ensure_ascii=False)
                 for i in range(150)]
        self.must("signal", "send", "--file", "-", stdin="\n".join(lines) + "\n")
        answer = self.must("--output", "json", "explain", "huge", "--lens", "saas", "--as-of",
                           "2026-04-29", "--since", "2026-04-02").json()
        self.assertLess(len(json.dumps(answer, ensure_ascii=False).encode()), 16 << 20)
        told = [term for term in answer["terms"] if term["signals"]]
        self.assertTrue(told or any(change["signals"] for change in answer["changes"]))
        self.assertLess(len(told), len(answer["terms"]))
        for name, field in READINGS.items():
            reading = answer["interpretation"][field]
            total = reading["priorLinkValue"] + sum(
                term["linkValue"] for term in answer["terms"] if term["reading"] == name)
            self.assertAlmostEqual(total, reading["linkValue"], 9, name)
        groups = [r for r in answer["reasons"] if r["reason"] == "champion_action"]
        self.assertTrue(all(group["signalCount"] > 100 for group in groups), groups)


if __name__ == "__main__":
    unittest.main(verbosity=2)
