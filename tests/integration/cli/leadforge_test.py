"""The leadforge export through its mapping. The data is not part of the repository: without it the test says so and skips."""
import os
import unittest

import harness

DATA = os.path.join(
    os.environ.get("PARALLAX_DATA_DIR", os.path.join(harness.SOURCE, "..", "shared", "data")), "leadforge")
MAPPING = os.path.join(harness.SOURCE, "clients", "cli", "mappings", "leadforge.toml")
THEN = ["--as-of", "2024-02-12", "--known-at", "2024-02-12"]  # 30 days after lead_000002 came in


@unittest.skipUnless(os.path.isdir(DATA), "the leadforge data is not here; set PARALLAX_DATA_DIR to its parent folder")
class Leadforge(harness.ServerTest):
    def test_the_whole_export_imports_ranks_and_compares(self):
        imported = self.must("--output", "json", "signal", "import", "--mapping", MAPPING, DATA).json()
        self.assertEqual(imported["rows"], 147546)
        self.assertEqual((imported["accounts"], imported["decisions"], imported["stakeholders"]), (1500, 5000, 4200))
        # One signal a touch, session and activity, a lead and an opportunity, an outcome of 2,217, and three a customer.
        self.assertEqual(imported["accepted"], 54803 + 14565 + 60739 + 5000 + 4641 + 2217 + 3 * 1049)
        self.assertEqual(imported["rejected"], 0)

        again = self.must("--output", "json", "signal", "import", "--mapping", MAPPING, DATA).json()
        self.assertEqual((again["accepted"], again["duplicates"]), (0, imported["accepted"]))
        self.assertEqual(again["revision"], imported["revision"])

        ranking = self.must("--output", "json", "rank", *THEN, "--limit", "10").json()
        self.assertEqual((ranking["totalSize"], len(ranking["interpretations"])), (1500, 10))
        self.assertNotIn("VERDICT_CODE_UNSPECIFIED", [i["verdict"]["code"] for i in ranking["interpretations"]])
        compared = self.must("--output", "json", "compare", "acct_000016", "--decision", "lead_000002", "--lens",
                             "saas,healthtech", *THEN).json()
        self.assertEqual(len(compared["interpretations"]), 2)

        # The lead was won on 27 February: no reading of the 12th may know.
        log = self.must("--output", "ndjson", "signal", "log", "acct_000016", "--limit", "0").lines()
        outcome = [s for s in log if s["kind"] == "lifecycle.decision_outcome" and s["decision"] == "lead_000002"]
        self.assertEqual([s["availableAt"] for s in outcome], ["2024-02-27T12:00:00Z"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
