"""buf curl, which knows the API by reflection alone: lists services, sends a signal, reads it back, checks health.

Usage: buf_curl_test.py PARALLAXD BUF
"""

import json
import subprocess
import sys
import unittest

from parallaxd import Parallaxd

BINARY, BUF = sys.argv[1:3]


class BufCurl(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Parallaxd(BINARY)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def curl(self, *args, data=None):
        url = f"http://{self.server.address}"
        command = [BUF, "curl", "--http2-prior-knowledge", "--protocol", "grpc", "--reflect-protocol", "grpc-v1"]
        command += [f"{url}/{arg}" if index == len(args) - 1 else arg for index, arg in enumerate(args)]
        if data is not None:
            command[-1:-1] = ["--data", json.dumps(data)]
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)

    def answer(self, method, data):
        done = self.curl(method, data=data)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_reflection_describes_every_service(self):
        done = self.curl("--list-services", "")
        self.assertEqual(done.returncode, 0, done.stderr)
        for service in ("SignalService", "AccountService", "LensService", "InterpretationService", "AdminService"):
            self.assertIn(f"parallax.v1.{service}", done.stdout)
        self.assertIn("grpc.health.v1.Health", done.stdout)

    def test_a_signal_goes_in_and_comes_back(self):
        sent = {"account": "acme", "source": "web", "sourceEventId": "pv-1", "kind": "marketing.content_engaged",
                "occurredAt": "2026-03-02T14:05:00Z", "attributes": {"topic": "data_security", "depth": 0.8}}
        self.assertEqual(self.answer("parallax.v1.SignalService/IngestSignals", {"signals": [sent]})["accepted"], 1)
        [back] = self.answer("parallax.v1.SignalService/ListSignals", {"account": "acme"})["signals"]
        self.assertEqual({key: back[key] for key in sent}, sent)
        self.assertIn("recordedAt", back)

    def test_health_is_serving(self):
        self.assertEqual(self.answer("grpc.health.v1.Health/Check", {}), {"status": "SERVING"})

    def test_an_unknown_kind_names_the_nearest(self):
        sent = {"account": "acme", "source": "web", "sourceEventId": "pv-2", "kind": "sales.meeting_hold",
                "occurredAt": "2026-03-02T14:05:00Z"}
        answer = self.answer("parallax.v1.SignalService/IngestSignals", {"signals": [sent]})
        self.assertIn("sales.meeting_held", json.dumps(answer))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
