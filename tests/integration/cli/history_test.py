"""The history of a scenario's account, drawn and as data, over a real connection."""
import csv
import io
import unittest

import harness

ACCOUNT = "syn-april"
TO = ["--to", "2026-04-29T12:00:00Z"]
SYMBOLS = set("?o~!X")


class History(harness.SampleTest):
    def points(self, *arguments):
        return self.must("--output", "ndjson", "history", ACCOUNT, *TO, *arguments).lines()

    def test_each_point_is_what_interpret_says_of_its_moment(self):
        for point in self.points("--lens", "edtech", "--step", "14d"):
            told = point["interpretation"]
            asked = self.must("--output", "json", "interpret", ACCOUNT, "--lens", "edtech", "--as-of",
                              told["asOf"]).json()["interpretation"]
            self.assertEqual({**told, "gates": [], "drift": []}, asked)

    def test_points_are_counted_back_from_to_by_the_step(self):
        moments = [p["interpretation"]["asOf"] for p in self.points("--daily", "--from", "2026-04-26")]
        self.assertEqual(moments, [f"2026-04-{day}T12:00:00Z" for day in (26, 27, 28, 29)])
        moments = [p["interpretation"]["asOf"] for p in self.points("--weekly", "--from", "2026-04-15")]
        self.assertEqual(moments, [f"2026-04-{day}T12:00:00Z" for day in (15, 22, 29)])

    def test_json_is_the_response_message(self):
        answer = self.must("--output", "json", "history", ACCOUNT, *TO).json()
        self.assertEqual(list(answer), ["points"])
        self.assertEqual(set(answer["points"][0]),
                         {"interpretation", "calendar", "buyerSignals", "sellerSignals"})

    def test_csv_has_one_row_a_point(self):
        rows = list(csv.DictReader(io.StringIO(
            self.must("--output", "csv", "history", ACCOUNT, *TO, "--lens", "edtech").out)))
        self.assertEqual(len(rows), len(self.points("--lens", "edtech")))
        self.assertEqual(rows[-1]["as_of"], "2026-04-29T12:00:00Z")
        self.assertLess(float(rows[-1]["calendar"]), 1)  # testing weeks
        self.assertIn("security_review=", rows[-1]["gates"])

    def test_the_drawing_fits_and_explains_every_symbol(self):
        for columns in (80, 160):
            page = self.must("history", ACCOUNT, *TO, "--lens", "edtech", columns=columns).out
            self.assertLessEqual(max(map(len, page.splitlines())), columns)
            for word in ("Confidence", "Decision risk", "Alignment", "Momentum", "first last  min  max",
                         "security review", "Buyer signals", "Seller signals", "What changed", "Made by"):
                self.assertIn(word.lower(), page.lower())
            drawing, legend = page.split("\n\n")[1:3]
            verdicts = next(line for line in drawing.splitlines() if line.startswith("Verdict"))
            explained = next(line for line in legend.splitlines() if line.startswith("Verdict"))
            for symbol in SYMBOLS & set(verdicts.split()[1]):
                self.assertIn(f"{symbol} ", explained)

    def test_an_alarm_is_marked_from_its_onset_to_the_point_that_shows_it(self):
        later = ["--to", "2026-09-01T12:00:00Z"]
        points = self.must("--output", "ndjson", "history", ACCOUNT, *later).lines()
        fired = [{sign["sign"]: sign for sign in p["interpretation"]["drift"]} for p in points]
        sign = next(iter(fired[-1]))
        full = self.must("--output", "json", "interpret", ACCOUNT, "--as-of", later[1], "--full").json()["interpretation"]
        said = next(s for s in full["drift"] if s["sign"] == sign)
        for key in ("severity", "onset", "state"):
            self.assertEqual(fired[-1][sign][key], said[key], key)
        for columns in (80, 160):
            page = self.must("history", ACCOUNT, *later, columns=columns).out
            self.assertLessEqual(max(map(len, page.splitlines())), columns)
            lane = next(line for line in page.splitlines() if line.startswith(sign.replace("_", " ")))
            self.assertRegex(lane, r"o-*!+ firing$")
            self.assertIn(f"drift, {sign.replace('_', ' ')}: firing, from {said['onset'][:10]} on", page)

    def test_the_timeline_tells_where_confidence_moved(self):
        told = self.must("--output", "json", "account", "timeline", ACCOUNT, *TO).json()["interpretation"]
        full = self.must("--output", "json", "interpret", ACCOUNT, "--as-of", TO[1], "--full").json()["interpretation"]
        self.assertEqual(told["stages"], full["stages"])
        changes = sum(part["confidenceAfter"] - part["confidenceBefore"] for part in told["stages"])
        whole = told["confidence"]["value"] - told["stages"][0]["confidenceBefore"]
        self.assertAlmostEqual(changes, whole, delta=1e-9)
        for columns in (80, 160):
            page = self.must("account", "timeline", ACCOUNT, *TO, columns=columns).out
            self.assertIn("Where confidence moved", page)
            self.assertLessEqual(max(map(len, page.splitlines())), columns)

    def test_what_was_known_then_is_not_what_is_known_now(self):
        then = self.points("--as-known-then")
        self.assertTrue(all(p["interpretation"]["knownAt"] == p["interpretation"]["asOf"] for p in then))
        self.assertTrue(all("knownAt" not in p["interpretation"] for p in self.points()))

    def test_an_override_reaches_every_point(self):
        hashes = {p["interpretation"]["lens"]["configHash"]
                  for p in self.points() + self.points("--set", "committee.quorum=0.9")}
        self.assertEqual(len(hashes), 2)

    def test_wrong_usage_names_the_flag_or_field(self):
        for arguments, told in ((["--step", "soon"], "--step"), (["--step", "30m"], "step: "),
                                (["--from", "2027-01-01", *TO], "from: "),
                                (["--daily", "--weekly"], "--weekly"),
                                (["--as-known-then", "--known-at", "2026-01-01"], "--known-at"),
                                (["--from", "1990-01-01", "--daily"], "kMaxHistoryPoints")):
            with self.subTest(arguments=arguments):
                result = self.run_cli("history", ACCOUNT, *arguments)
                self.assertEqual(result.code, 2, result.err)
                self.assertIn(told, result.err)
        self.assertEqual(self.run_cli("history", "nobody").code, 3)


if __name__ == "__main__":
    unittest.main(verbosity=2)
