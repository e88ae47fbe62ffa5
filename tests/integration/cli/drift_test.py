"""Findings, and what was done about them, over a real connection: a buyer who falls silent in June of 2024."""
import csv
import datetime
import io
import json
import unittest

import harness

ACCOUNT, OTHER, BACK = "mute", "still", "back"
FIRING = "2024-10-01T12:00:00Z"


def weekly_meetings(account, weeks=range(53)):
    """A year of meetings with two people, one a week, up to 2024-06-12, or others of the weeks since 2023-06-14."""
    first = datetime.datetime(2023, 6, 14, 10)
    for week in weeks:
        yield {"account": account, "decision": "d-1", "source": "crm", "source_event_id": f"m-{week}",
               "kind": "sales.meeting_held", "initiator": "INITIATOR_BUYER", "participants": ["p-1", "p-2"],
               "occurred_at": (first + datetime.timedelta(weeks=week)).isoformat() + "Z"}


class Drift(harness.ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        contract = {"start": "2023-11-20T00:00:00Z", "end": "2024-11-20T00:00:00Z"}
        facts = [{"account": {"id": ACCOUNT, "contract": contract}}]
        cls.send("account", "upsert", facts)
        for account in (ACCOUNT, OTHER, BACK):
            cls.send("signal", "send", weekly_meetings(account))

    @classmethod
    def send(cls, noun, verb, lines):
        done = harness.parallax(noun, verb, "--file", "-", address=cls.server.address,
                                stdin="".join(json.dumps(line) + "\n" for line in lines))
        if done.code != 0:
            raise RuntimeError(done.err)

    def findings(self, *arguments, as_of=FIRING):
        return self.must("--output", "json", "drift", "list", *arguments, "--as-of", as_of).json()

    def full(self, as_of=FIRING):
        return self.must("--output", "json", "interpret", ACCOUNT, "--as-of", as_of, "--full").json()["interpretation"]

    def act(self, finding, *arguments, account=ACCOUNT, playbook="call_the_sponsor", code=0):
        result = self.run_cli("--output", "json", "drift", "act", account, "--finding", finding, "--playbook",
                              playbook, *arguments)
        self.assertEqual(result.code, code, result.err)
        return result.json() if code == 0 else result.err

    def test_the_list_is_what_interpret_says_of_each_alarm(self):
        for arguments in ([], [ACCOUNT]):
            listed = [f["drift"] for f in self.findings(*arguments)["findings"] if f["account"] == ACCOUNT]
            alarms = [sign for sign in self.full()["drift"] if sign["finding"]]
            self.assertGreater(len(alarms), 0)
            self.assertEqual(listed, alarms)
        for sign in self.full()["drift"]:
            alarms = sign["state"] in ("DRIFT_STATE_FIRING", "DRIFT_STATE_RECOVERING")
            self.assertEqual(sign["finding"], f"saas:{sign['sign']}:{sign['onset'][:10]}" if alarms else "")

    def test_a_finding_keeps_its_name_while_the_alarm_lasts(self):
        names = [{f["drift"]["finding"] for f in self.findings(ACCOUNT, as_of=day)["findings"]}
                 for day in ("2024-10-01", "2024-10-20", "2024-12-01")]
        self.assertGreater(len(names[0]), 0)
        self.assertLessEqual(names[0], names[1])
        self.assertLessEqual(names[1], names[2])

    def test_all_lists_the_signs_at_rest_too(self):
        answer = self.findings(ACCOUNT, "--all")
        self.assertEqual([f["drift"] for f in answer["findings"]], self.full()["drift"])
        self.assertEqual(len(answer["findings"]), 5)
        self.assertLess(answer["alarms"], 5)

    def test_the_remaining_window_is_counted_to_the_last_day_to_act(self):
        verdict = self.full()["verdict"]
        self.assertRegex(verdict["actBy"], r"^2024-\d\d-\d\d$")
        finding = self.findings(ACCOUNT)["findings"][0]
        self.assertEqual(finding["verdict"], verdict["code"])
        self.assertEqual(finding["actBy"], verdict["actBy"])
        days = (datetime.date.fromisoformat(verdict["actBy"]) - datetime.date(2024, 10, 1)).days
        self.assertEqual(finding["daysLeft"], days)
        last_day = self.findings(ACCOUNT, as_of=verdict["actBy"] + "T23:00:00Z")["findings"][0]
        self.assertEqual(last_day["daysLeft"], 0)
        self.assertIn("the last day", " ".join(
            self.must("drift", "list", "--as-of", verdict["actBy"] + "T23:00:00Z", columns=160).out.split()))

    def test_what_is_done_stands_under_the_alarm_and_a_retry_stores_nothing(self):
        finding = self.findings(ACCOUNT)["findings"][-1]["drift"]["finding"]
        first = self.act(finding, "--at", "2024-09-28", "--participant", "p-1")
        self.assertEqual(first["status"], "INGEST_STATUS_ACCEPTED")
        self.assertEqual(first["finding"]["drift"]["finding"], finding)
        self.assertEqual(len(first["finding"]["drift"]["interventions"]), 1)
        again = self.act(finding, "--at", "2024-09-28", "--participant", "p-1")
        self.assertEqual(again["status"], "INGEST_STATUS_DUPLICATE")
        self.assertEqual(again["revision"], first["revision"])
        self.assertIn("--id", self.act(finding, "--at", "2024-09-29", code=1))
        self.act(finding, "--at", "2024-09-29", "--id", "second")
        done = next(s for s in self.full()["drift"] if s["finding"] == finding)["interventions"]
        self.assertEqual([ref["source"] for ref in done], ["parallax", "parallax"])
        self.assertEqual(done[1]["sourceEventId"], "second")
        for columns in (80, 160):
            page = self.must("interpret", ACCOUNT, "--as-of", FIRING, "--full", columns=columns).out
            self.assertIn(f"Finding {finding}: acted on", " ".join(page.split()))
            self.assertLessEqual(max(map(len, page.splitlines())), columns)
        self.assertIn("success.intervention", self.must("signal", "log", ACCOUNT, "--limit", "0").out)

    def test_a_retry_is_a_duplicate_though_late_signals_explained_the_alarm_away(self):
        finding = self.findings(BACK)["findings"][0]["drift"]["finding"]
        at = ["--at", "2024-09-28"]
        first = self.act(finding, *at, account=BACK)
        self.send("signal", "send", weekly_meetings(BACK, range(53, 68)))
        again = self.act(finding, *at, account=BACK)
        self.assertEqual(again["status"], "INGEST_STATUS_DUPLICATE")
        self.assertIn("finding", first)
        self.assertNotIn("finding", again)
        self.assertIn("there stood none", self.act(finding, *at, account=BACK, playbook="visit_them", code=3))

    def test_every_output_holds_the_findings(self):
        listed = self.findings()["findings"]
        lines = self.must("--output", "ndjson", "drift", "list", "--as-of", FIRING).lines()
        self.assertEqual([line["drift"]["finding"] for line in lines], [f["drift"]["finding"] for f in listed])
        rows = list(csv.DictReader(io.StringIO(
            self.must("--output", "csv", "drift", "list", "--as-of", FIRING).out)))
        self.assertEqual([row["finding"] for row in rows], [f["drift"]["finding"] for f in listed])
        for columns in (80, 160):
            page = self.must("drift", "list", "--as-of", FIRING, columns=columns).out
            self.assertLessEqual(max(map(len, page.splitlines())), columns)
            for finding in listed:
                self.assertIn(finding["account"], page)
                one = self.must("drift", "list", finding["account"], "--as-of", FIRING, columns=columns).out
                self.assertIn(f"--finding {finding['drift']['finding']}\n", one)

    def test_an_act_is_told_in_every_output(self):
        finding = self.findings(OTHER)["findings"][0]["drift"]["finding"]
        for output, told in (("table", "Recorded: offer help on still"), ("json", '"status"'),
                             ("ndjson", '"status":'), ("csv", "accepted,")):
            with self.subTest(output=output):
                out = self.must("--output", output, "drift", "act", OTHER, "--finding", finding, "--playbook",
                                "offer_help", "--at", "2024-09-27", "--id", f"as-{output}").out
                self.assertIn(told, out)

    def test_what_is_wrong_has_the_exit_code_that_is_documented(self):
        self.assertIn("there stood saas:", self.act("saas:champion_engagement:2020-01-01", "--at", "2024-10-01", code=3))
        self.assertIn("finding: ", self.act("champion_engagement", code=2))
        self.assertIn("playbook: ", self.act("saas:champion_engagement:2024-06-12", playbook="Call them", code=2))
        self.assertIn("--at", self.act("saas:champion_engagement:2024-06-12", "--at", "soon", code=2))
        self.assertIn("--finding", self.run_cli("drift", "act", ACCOUNT, "--playbook", "call").err)
        result = self.run_cli("drift", "list", "--decision", "d-1")
        self.assertEqual(result.code, 2, result.err)
        self.assertIn("decision: ", result.err)
        self.assertEqual(self.run_cli("drift", "list", "nobody").code, 3)

    def test_completion_knows_the_verbs(self):
        script = self.must("completion", "bash").out
        self.assertIn('"drift list")', script)
        self.assertIn("--playbook", script)


if __name__ == "__main__":
    unittest.main(verbosity=2)
