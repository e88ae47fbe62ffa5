#include "clients/cli/write/signal_sender.h"

#include <gtest/gtest.h>

namespace parallax::cli {
namespace {

api::Signal Changed(const std::string& id, const std::string& stakeholder) {
  api::Signal signal;
  signal.set_account("acme");
  signal.set_source("crm");
  signal.set_source_event_id(id);
  signal.set_kind("x.a.b");
  signal.set_stakeholder(stakeholder);
  signal.mutable_occurred_at()->set_seconds(1000);
  signal.mutable_available_at()->set_seconds(1000);
  return signal;
}

TEST(Superseding, NamesWhatItReplacesAndHasAnIdOfItsContent) {
  const api::Signal one = Superseding(Changed("d:1", "p"), absl::UnixEpoch());
  EXPECT_EQ(one.supersedes(), "d:1");
  EXPECT_EQ(one.source_event_id().substr(0, 4), "d:1:");
  EXPECT_EQ(one.source_event_id(),
            Superseding(Changed("d:1", "p"), absl::UnixEpoch()).source_event_id());
  EXPECT_NE(one.source_event_id(),
            Superseding(Changed("d:1", "q"), absl::UnixEpoch()).source_event_id());
}

TEST(Superseding, IsKnownFromTheCorrectionOnAndItsIdDoesNotDependOnThat) {
  const api::Signal at_receipt = Superseding(Changed("d:1", "p"), absl::UnixEpoch());
  EXPECT_FALSE(at_receipt.has_available_at());
  const api::Signal at_export = Superseding(Changed("d:1", "p"), absl::FromUnixSeconds(5000));
  EXPECT_EQ(at_export.available_at().seconds(), 5000);
  EXPECT_EQ(at_export.source_event_id(), at_receipt.source_event_id());
}

TEST(Superseding, KeepsTheIdWithinWhatTheServerTakes) {
  const api::Signal signal = Superseding(Changed(std::string(128, 'a'), "p"), absl::UnixEpoch());
  EXPECT_LE(signal.source_event_id().size(), 128u);
  EXPECT_EQ(signal.supersedes(), std::string(128, 'a'));
}

}  // namespace
}  // namespace parallax::cli
