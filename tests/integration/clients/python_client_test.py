"""A Python service built from the public proto files alone: sends, retries, reads, and gets rich errors.

Usage: python_client_test.py PARALLAXD GENERATED_DIR
"""

import sys
import unittest

import grpc
from parallaxd import Parallaxd

BINARY, GENERATED = sys.argv[1:3]
sys.path.insert(0, GENERATED)
from google.rpc import error_details_pb2, status_pb2  # noqa: E402
from parallax.v1 import account_service_pb2 as accounts  # noqa: E402
from parallax.v1 import interpretation_pb2 as readings  # noqa: E402
from parallax.v1 import interpretation_service_pb2 as interpretations  # noqa: E402
from parallax.v1 import signal_pb2  # noqa: E402
from parallax.v1 import signal_service_pb2 as signals  # noqa: E402


def stance(number, **changes):
    signal = signal_pb2.Signal(account="acme", decision="opp-1", source="crm", source_event_id=f"e-{number}",
                               kind="sales.stance_expressed", stakeholder="p-1")
    signal.occurred_at.FromJsonString("2026-03-02T14:05:00Z")
    signal.attributes["stance"].string_value = changes.get("stance", "supports")
    return signal


class PythonClient(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Parallaxd(BINARY)
        cls.channel = grpc.insecure_channel(cls.server.address)

    @classmethod
    def tearDownClass(cls):
        cls.channel.close()
        cls.server.__exit__()

    def call(self, method, request, response):
        path = f"/parallax.v1.{method}"
        return self.channel.unary_unary(path, type(request).SerializeToString, response.FromString)(request, timeout=10)

    def ingest(self, *items):
        return self.call("SignalService/IngestSignals", signals.IngestSignalsRequest(signals=items),
                         signals.IngestSignalsResponse)

    def test_a_retried_batch_stores_nothing_twice(self):
        batch = [stance(f"retry-{i}") for i in range(20)]
        self.assertEqual(self.ingest(*batch).accepted, 20)
        again = self.ingest(*batch)
        self.assertEqual((again.accepted, again.duplicates), (0, 20))

    def test_a_bad_signal_does_not_sink_its_batch(self):
        answer = self.ingest(stance("good"), stance("bad", stance="enthusiastic"))
        self.assertEqual((answer.accepted, answer.rejected), (1, 1))
        rejected = [r for r in answer.results if r.status == signals.INGEST_STATUS_REJECTED]
        self.assertEqual(rejected[0].index, 1)
        self.assertEqual(rejected[0].error.reason, "ATTRIBUTE_INVALID")
        field = rejected[0].error.bad_request.field_violations[0]
        self.assertEqual(field.field, "attributes.stance")
        self.assertIn("supports", field.description)

    def test_interpret_answers_with_what_makes_the_number_again(self):
        self.ingest(*[stance(f"read-{i}") for i in range(5)])
        request = interpretations.InterpretRequest(account="acme", decision="opp-1", lens="saas")
        request.as_of.FromJsonString("2026-03-20T00:00:00Z")
        answer = self.call("InterpretationService/Interpret", request,
                           interpretations.InterpretResponse).interpretation
        self.assertEqual(answer.lens.id, "saas")
        self.assertEqual(len(answer.lens.config_hash), 16)
        self.assertGreater(answer.revision, 0)
        self.assertGreater(answer.confidence.value, 0)
        self.assertLessEqual(answer.confidence.value, 100)
        self.assertNotEqual(answer.verdict.code, readings.VERDICT_CODE_UNSPECIFIED)

    def test_an_unknown_account_is_not_found_with_a_reason(self):
        with self.assertRaises(grpc.RpcError) as caught:
            self.call("AccountService/GetAccount", accounts.GetAccountRequest(account="nobody"),
                      accounts.GetAccountResponse)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.NOT_FOUND)
        details = dict(caught.exception.trailing_metadata())["grpc-status-details-bin"]
        info = error_details_pb2.ErrorInfo()
        status_pb2.Status.FromString(details).details[0].Unpack(info)
        self.assertEqual(info.reason, "ACCOUNT_NOT_FOUND")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
