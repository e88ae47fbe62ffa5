// Signals that are known to be right must be accepted.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/signal/codec.h"
#include "core/signal/validate.h"
#include "gtest/gtest.h"
#include "make_signals.h"
#include "signal_json.h"

namespace parallax {
namespace {

std::string Describe(const std::vector<FieldViolation>& violations) {
  std::string text;
  for (const FieldViolation& v : violations) {
    text += v.check + " " + v.field + ": " + v.description + "\n";
  }
  return text;
}

void ExpectAccepted(const std::string& line) {
  Signal signal = testing::ParseSignal(line);
  Normalize(signal);
  EXPECT_EQ(Describe(Validate(signal, testing::At("2027-01-01"))), "") << line;
  std::string body;
  EncodeBody(signal, body);
  Signal decoded;
  decoded.account = signal.account;
  decoded.source = signal.source;
  decoded.source_event_id = signal.source_event_id;
  ASSERT_TRUE(DecodeBody(body, decoded).ok());
  EXPECT_EQ(decoded, signal) << line;
}

TEST(Validate, AcceptsTheExamplesOfTheVocabulary) {
  const std::vector<std::string> lines = {
      R"({"account":"acme","source":"web","sourceEventId":"pv-8841","kind":"marketing.content_engaged","occurredAt":"2026-03-02T14:05:00Z","stakeholder":"p-17","attributes":{"topic":"data_security","asset":"trust-center","depth":0.8}})",
      R"({"account":"acme","decision":"opp-42","source":"salesforce","sourceEventId":"006-42-open","kind":"sales.decision_opened","occurredAt":"2026-03-05T00:00:00Z","availableAt":"2026-03-05T09:12:00Z","attributes":{"type":"new","origin":"webinar","owner":"rep-3","due":"2026-09-30T00:00:00Z"},"amount":{"currencyCode":"USD","units":"48000","nanos":0}})",
      R"({"account":"acme","decision":"opp-42","source":"salesforce","sourceEventId":"ev-901","kind":"sales.meeting_held","occurredAt":"2026-03-12T15:00:00Z","participants":["p-17","p-21","p-30"],"initiator":"INITIATOR_BUYER","sentiment":0.3,"attributes":{"type":"demo","duration":2700,"topic":"rostering"}})",
      R"({"account":"acme","decision":"opp-42","source":"salesforce","sourceEventId":"note-77","kind":"sales.objection","occurredAt":"2026-03-19T10:30:00Z","stakeholder":"p-30","sentiment":-0.4,"provenance":"PROVENANCE_MODEL","attributes":{"ref":"obj-1","state":"raised","risk_dimension":"student_privacy","severity":"high"}})",
      R"({"account":"acme","decision":"opp-42","source":"portal","sourceEventId":"sec-5","kind":"validation.step","occurredAt":"2026-04-01T08:00:00Z","attributes":{"gate":"security_review","state":"in_progress","body":"ciso","due":"2026-04-20T00:00:00Z"}})",
      R"({"account":"acme","source":"warehouse","sourceEventId":"use-2026-w40","kind":"product.usage_rollup","occurredAt":"2026-10-05T00:00:00Z","availableAt":"2026-10-05T03:00:00Z","initiator":"INITIATOR_SYSTEM","attributes":{"period":604800,"active_users":0,"seats":120,"x.warehouse.job":"weekly"}})",
      R"({"account":"acme","source":"gong","sourceEventId":"call-12-s3","kind":"success.outcome_statement","occurredAt":"2026-11-10T16:20:00Z","stakeholder":"p-21","initiator":"INITIATOR_BUYER","sentiment":0.7,"attributes":{"framing":"buyer","quantified":true,"topic":"planning_time","statement":"We plan a week in two hours less."}})",
      R"({"account":"acme","source":"billing","sourceEventId":"sub-9-3","kind":"finance.subscription_changed","occurredAt":"2026-12-01T00:00:00Z","attributes":{"seats_delta":-20,"reason":"seats"},"amount":{"currencyCode":"USD","units":"-650","nanos":-500000000}})",
  };
  for (const std::string& line : lines) ExpectAccepted(line);
}

TEST(Validate, AcceptsTheSignalsOfEveryScenario) {
  int files = 0, signals = 0;
  for (const auto& scenario :
       std::filesystem::directory_iterator(PARALLAX_SOURCE_DIR "/tests/scenarios")) {
    std::ifstream file(scenario.path() / "signals.ndjson");
    if (!file) continue;
    ++files;
    for (std::string line; std::getline(file, line);) {
      if (line.empty()) continue;
      ExpectAccepted(line);
      ++signals;
    }
  }
  EXPECT_GE(files, 10);
  EXPECT_GT(signals, 500);
}

}  // namespace
}  // namespace parallax
