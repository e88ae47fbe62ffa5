"""Every verb in every output, and every exit code, over a real connection."""
import csv
import io
import json
import tempfile
import unittest

import harness

ACCOUNT = "syn-april"
DECISION = "syn-april-d1"
AS_OF = ["--as-of", "2026-04-29T12:00:00Z"]
FORMATS = ("table", "json", "ndjson", "csv")


class Verbs(harness.SampleTest):
    def test_every_verb_answers_in_every_output(self):
        verbs = [["status"], ["lens", "list"], ["lens", "describe", "saas"],
                 ["lens", "params", "saas", "--group", "committee"],
                 ["account", "list"], ["account", "show", ACCOUNT],
                 ["signal", "log", ACCOUNT], ["signal", "kinds"], ["signal", "kinds", "sales.objection"],
                 ["interpret", ACCOUNT, "--decision", DECISION, "--lens", "healthtech", "--full", *AS_OF],
                 ["compare", ACCOUNT, "--lens", "saas,healthtech", *AS_OF],
                 ["history", ACCOUNT, "--lens", "edtech", "--to", "2026-04-29T12:00:00Z"],
                 ["rank", "--lens", "saas", *AS_OF],
                 ["drift", "list", ACCOUNT, "--decision", DECISION, "--all", *AS_OF],
                 ["explain", ACCOUNT, "--reading", "alignment", *AS_OF]]
        for verb in verbs:
            for output in FORMATS:
                with self.subTest(verb=" ".join(verb), output=output):
                    result = self.must("--output", output, *verb)
                    self.assertTrue(result.out.endswith("\n"))
                    self.assertNotIn("\x1b", result.out)
                    if output == "json":
                        self.assertIsInstance(result.json(), dict)
                    if output == "ndjson":
                        self.assertTrue(all(isinstance(item, dict) for item in result.lines()))
                    if output == "csv":
                        rows = list(csv.reader(io.StringIO(result.out)))
                        self.assertGreater(len(rows), 1)
                        self.assertEqual({len(row) for row in rows}, {len(rows[0])})

    def test_json_is_the_response_message_with_defaults_and_full_names(self):
        answer = self.must("--output", "json", "interpret", ACCOUNT, "--decision", DECISION, "--lens",
                           "saas", "--full", *AS_OF).json()
        self.assertEqual(list(answer), ["interpretation"])
        interpretation = answer["interpretation"]
        self.assertEqual(interpretation["verdict"]["code"], "VERDICT_CODE_WARNING")
        self.assertEqual(interpretation["lens"]["variant"], "")
        self.assertEqual(interpretation["asOf"], "2026-04-29T12:00:00Z")
        self.assertEqual(interpretation["committee"]["reaskedSame"], 0)
        self.assertGreater(len(interpretation["contributions"]), 0)
        compared = self.must("--output", "json", "compare", ACCOUNT, "--lens", "saas,healthtech",
                             *AS_OF).json()
        self.assertEqual([i["lens"]["id"] for i in compared["interpretations"]],
                         ["saas", "healthtech"])
        self.assertEqual(set(compared["differences"][0]),
                         {"lensA", "lensB", "reading", "delta", "group", "share"})

    def test_a_table_fits_eighty_columns_and_names_the_readings(self):
        page = self.must("interpret", ACCOUNT, "--full", *AS_OF, columns=80).out
        self.assertLessEqual(max(map(len, page.splitlines())), 80)
        for word in ("Confidence", "Decision risk", "Alignment", "Momentum", "Verdict", "Made by lens"):
            self.assertIn(word, page)

    def test_the_same_question_has_the_same_bytes(self):
        question = ["--output", "json", "interpret", ACCOUNT, "--full", *AS_OF]
        self.assertEqual(self.must(*question).out, self.must(*question).out)

    def test_an_override_changes_the_config_hash(self):
        def config(*more):
            answer = self.must("--output", "json", "interpret", ACCOUNT, *AS_OF, *more).json()
            return answer["interpretation"]["lens"]["configHash"]
        self.assertNotEqual(config(), config("--set", "committee.quorum=0.9"))

    def test_rank_pages_join_into_one_list(self):
        whole = self.must("--output", "ndjson", "rank", *AS_OF, "--limit", "0").lines()
        first = self.must("--output", "json", "rank", *AS_OF, "--limit", "2").json()
        rest = self.must("--output", "ndjson", "rank", *AS_OF, "--limit", "0", "--page-token",
                         first["nextPageToken"]).lines()
        joined = [i["account"] for i in first["interpretations"] + rest]
        self.assertEqual(joined, [i["account"] for i in whole])
        self.assertNotIn("VERDICT_CODE_UNSPECIFIED", [i["verdict"]["code"] for i in whole])

    def test_settings_come_from_the_file_then_the_environment_then_flags(self):
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as config:
            config.write(f'address = "{self.server.address}"\noutput = "json"\n')
            config.flush()
            from_file = harness.parallax("--config", config.name, "status")
            self.assertEqual(from_file.code, 0, from_file.err)
            self.assertIn("version", from_file.json())
            wrong = harness.parallax("--config", config.name, "status",
                                     environment={"PARALLAX_ADDRESS": "127.0.0.1:1"})
            self.assertEqual(wrong.code, 4)
            right = harness.parallax("--config", config.name, "--address", self.server.address,
                                     "--output", "ndjson", "status",
                                     environment={"PARALLAX_ADDRESS": "127.0.0.1:1"})
            self.assertEqual(len(right.lines()), 1)

    def test_workspaces_are_apart(self):
        self.assertEqual(self.must("--workspace", "other", "account", "list").out, "No accounts.\n")


class Writing(harness.ServerTest):
    def signal(self, **fields):
        return json.dumps({"account": "acme", "source": "crm", "sourceEventId": "e1",
                           "kind": "sales.message_exchanged", "occurredAt": "2026-03-01T10:00:00Z",
                           "stakeholder": "p-1", "initiator": "INITIATOR_BUYER",
                           "attributes": {"channel": "email"}, **fields})

    def send(self, *lines, workspace):
        return self.run_cli("--workspace", workspace, "--output", "json", "signal", "send", "--file",
                            "-", stdin="\n".join(lines) + "\n")

    def test_sending_again_is_a_duplicate(self):
        self.assertEqual(self.send(self.signal(), workspace="again").json()["accepted"], 1)
        again = self.send(self.signal(), workspace="again")
        self.assertEqual((again.code, again.json()["duplicates"], again.json()["accepted"]), (0, 1, 0))

    def test_a_bad_line_is_named_and_the_others_are_stored(self):
        result = self.send(self.signal(), "{not json", self.signal(sourceEventId="e2", kind="sales.meting_held"),
                           "", self.signal(sourceEventId="e3", surprise=1), workspace="bad")
        self.assertEqual(result.code, 1)
        self.assertEqual((result.json()["accepted"], result.json()["rejected"]), (1, 3))
        self.assertRegex(result.err, r"line 2: not a signal: ")
        self.assertRegex(result.err, r"line 3: kind: .*sales\.meeting_held.*\(KIND_UNKNOWN\)")
        self.assertRegex(result.err, r"line 5: not a signal: .*surprise")

    def test_one_signal_from_flags(self):
        arguments = ["--workspace", "flags", "signal", "send", "--account", "acme", "--kind", "sales.meeting_held",
                     "--at", "2026-03-12T15:00:00Z", "--stakeholder", "p-17", "--participant", "p-21",
                     "--attr", "type=demo", "--attr", "duration=2700"]
        self.assertIn("accepted 1", self.must(*arguments).out)
        self.assertIn("duplicates 1", self.must(*arguments).out)
        log = self.must("--workspace", "flags", "--output", "ndjson", "signal", "log", "acme").lines()
        self.assertEqual(log[0]["attributes"], {"type": "demo", "duration": 2700.0})
        self.assertEqual(log[0]["participants"], ["p-21"])

    def test_a_check_stores_nothing(self):
        result = self.run_cli("--workspace", "check", "signal", "send", "--check", "--file", "-",
                              stdin=self.signal())
        self.assertEqual((result.code, result.out.split(",")[0]), (0, "would accept 1"))
        self.assertEqual(self.must("--workspace", "check", "account", "list").out, "No accounts.\n")

    def test_what_account_show_prints_upsert_takes(self):
        line = json.dumps({"account": {"id": "acme", "displayName": "Acme", "labels": {"region": "eu"}},
                           "decisions": [{"id": "d1", "type": "DECISION_TYPE_NEW"}],
                           "stakeholders": [{"id": "p-1", "role": "ciso", "champion": True}]})
        self.must("--workspace", "from", "account", "upsert", "--file", "-", stdin=line)
        shown = self.must("--workspace", "from", "--output", "ndjson", "account", "show", "acme").out
        self.must("--workspace", "from", "account", "upsert", "--file", "-", stdin=shown)
        again = self.must("--workspace", "from", "--output", "ndjson", "account", "show", "acme").out
        self.assertEqual(json.loads(again), json.loads(shown))
        self.assertEqual(json.loads(again)["stakeholders"][0]["role"], "ciso")

    def test_upsert_names_the_line_and_the_field(self):
        result = self.run_cli("account", "upsert", "--file", "-",
                              stdin='{"account": {"id": "ok-1"}}\n{"account": {"id": "ok-2"}, '
                                    '"stakeholders": [{"id": "p", "role": "wizard"}]}\n')
        self.assertEqual(result.code, 1)
        self.assertRegex(result.err, r"line 2: stakeholder p: .*role.*wizard")


class ExitCodes(harness.ServerTest):
    def code(self, *arguments):
        result = self.run_cli(*arguments)
        self.assertEqual(len(result.err.splitlines()), 1, result.err)
        self.assertTrue(result.err.startswith("parallax: "), result.err)
        self.assertEqual(result.out, "")
        return result.code

    def test_usage_is_two(self):
        self.assertEqual(self.code("interpert", "acme"), 2)
        self.assertEqual(self.code("interpret"), 2)
        self.assertEqual(self.code("signal", "log", "not an id"), 2)

    def test_not_found_is_three(self):
        self.assertEqual(self.code("interpret", "nobody"), 3)
        self.assertEqual(self.code("account", "show", "nobody"), 3)
        self.assertEqual(self.code("lens", "describe", "astrology"), 3)
        self.assertEqual(self.code("signal", "kinds", "sales.nothing"), 3)
        self.assertEqual(self.code("signal", "send", "--file", "no-such-file"), 3)

    def test_unavailable_is_four(self):
        result = harness.parallax("status", address="127.0.0.1:1")
        self.assertEqual(result.code, 4)
        self.assertIn("127.0.0.1:1", result.err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
