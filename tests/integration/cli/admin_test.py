"""parallax account erase, parallax backup and parallaxd --restore, as a user types them."""
import json
import os
import subprocess
import tempfile
import unittest

import harness


def send(test, account, person, event):
    test.must("signal", "send", "--file", "-", stdin=json.dumps(
        {"account": account, "source": "crm", "sourceEventId": event, "kind": "sales.meeting_held",
         "occurredAt": "2026-01-05T10:00:00Z", "stakeholder": person, "participants": [person],
         "initiator": "INITIATOR_BUYER"}))


class Erase(harness.ServerTest):
    def test_without_yes_nothing_is_erased(self):
        send(self, "keeps", "person-17", "k1")
        result = self.run_cli("account", "erase", "keeps")
        self.assertEqual(result.code, 2)
        self.assertIn("--yes", result.err)
        self.assertIn("person-17", self.must("signal", "log", "keeps").out)

    def test_a_person_goes_and_does_not_come_back(self):
        send(self, "erases", "person-17", "e1")
        send(self, "erases", "person-18", "e2")
        erased = self.must("--output", "json", "account", "erase", "erases", "--stakeholder",
                           "person-17", "--yes").json()
        self.assertEqual(erased["signalsRemoved"], "1")
        send(self, "erases", "person-17", "e1")
        log = self.must("signal", "log", "erases").out
        self.assertNotIn("person-17", log)
        self.assertIn("person-18", log)

    def test_an_account_goes(self):
        send(self, "leaves", "person-17", "l1")
        self.assertIn("Erased account leaves: 1 signals",
                      self.must("account", "erase", "leaves", "--yes").out)
        self.assertEqual(self.run_cli("account", "show", "leaves").code, 3)

    def test_somebody_unknown_is_not_found(self):
        self.assertEqual(self.run_cli("account", "erase", "nobody", "--yes").code, 3)


class Backup(harness.ServerTest):
    def test_a_backup_makes_a_store_again(self):
        send(self, "acme", "person-17", "b1")
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "saved.db")
            summary = self.must("--output", "json", "backup", file).json()
            self.assertGreaterEqual(int(summary["signals"]), 1)
            self.assertEqual(int(summary["bytes"]), os.path.getsize(file))
            self.assertEqual(os.listdir(folder), ["saved.db"])
            daemon = os.path.join(harness.BINARIES, "parallaxd")
            restored = os.path.join(folder, "restored")
            command = [daemon, "--restore", file, "--data-dir", restored]
            done = subprocess.run(command, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(f"restored {summary['signals']} signals", done.stdout)
            again = subprocess.run(command, capture_output=True, text=True)
            self.assertEqual(again.returncode, 1)
            self.assertIn("not empty", again.stderr)

    def test_a_file_that_is_there_is_not_overwritten(self):
        with tempfile.NamedTemporaryFile() as file:
            result = self.run_cli("backup", file.name)
            self.assertEqual(result.code, 1)
            self.assertIn("is there already", result.err)


if __name__ == "__main__":
    unittest.main()
