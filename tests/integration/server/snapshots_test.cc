// SnapshotService over the wire.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "parallax/v1/snapshot_service.pb.h"
#include "server/convert/time.h"
#include "tests/integration/server/server_fixture.h"

namespace parallax::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SnapshotsTest : public ServerTest {
 protected:
  grpc::Status Begin(Time exported_at, v1::BeginSnapshotResponse* response) {
    v1::BeginSnapshotRequest request;
    request.set_source("salesforce");
    request.set_object("OpportunityContactRole");
    TimeToProto(exported_at, request.mutable_exported_at());
    return Call("SnapshotService/BeginSnapshot", request, response);
  }
  std::uint64_t Upload(Time exported_at,
                       const std::vector<std::pair<std::string, std::string>>& roles) {
    v1::BeginSnapshotResponse begun;
    EXPECT_TRUE(Begin(exported_at, &begun).ok());
    v1::PutSnapshotRowsRequest request;
    request.set_upload(begun.upload());
    for (const auto& [key, role] : roles) {
      v1::SnapshotRow* row = request.add_rows();
      row->set_key(key);
      row->set_account("acme");
      row->set_stakeholder("ann");
      (*row->mutable_fields())["role"] = role;
      (*row->mutable_fields())["primary"] = "true";
    }
    v1::PutSnapshotRowsResponse response;
    EXPECT_TRUE(Call("SnapshotService/PutSnapshotRows", request, &response).ok());
    EXPECT_EQ(response.rows(), roles.size());
    return begun.upload();
  }
  void Keep(std::uint64_t upload) {
    v1::KeepSnapshotRequest request;
    request.set_upload(upload);
    v1::KeepSnapshotResponse response;
    EXPECT_TRUE(Call("SnapshotService/KeepSnapshot", request, &response).ok());
  }
  std::vector<v1::SnapshotChange> Changes(std::uint64_t upload, int page_size) {
    std::vector<v1::SnapshotChange> changes;
    v1::ListSnapshotChangesRequest request;
    request.set_upload(upload);
    request.set_page_size(page_size);
    do {
      v1::ListSnapshotChangesResponse response;
      EXPECT_TRUE(Call("SnapshotService/ListSnapshotChanges", request, &response).ok());
      changes.insert(changes.end(), response.changes().begin(), response.changes().end());
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return changes;
  }
  grpc::Status Put(const v1::SnapshotRow& row) {
    v1::BeginSnapshotResponse begun;
    EXPECT_TRUE(Begin(kTestNow, &begun).ok());
    v1::PutSnapshotRowsRequest request;
    request.set_upload(begun.upload());
    *request.add_rows() = row;
    v1::PutSnapshotRowsResponse response;
    return Call("SnapshotService/PutSnapshotRows", request, &response);
  }
};

TEST_F(SnapshotsTest, TellWhatAnExportChanged) {
  Keep(Upload(kTestNow - 7 * kDay, {{"r1", "buyer"}, {"r2", "user"}}));
  const auto changes = Changes(Upload(kTestNow, {{"r2", "owner"}, {"r3", "judge"}}), 1);
  ASSERT_EQ(changes.size(), 3u);
  EXPECT_EQ(changes[0].kind(), v1::SNAPSHOT_CHANGE_KIND_REMOVED);
  EXPECT_EQ(changes[0].key(), "r1");
  EXPECT_EQ(changes[0].account(), "acme");
  EXPECT_EQ(changes[0].stakeholder(), "ann");
  EXPECT_EQ(changes[0].before().at("role"), "buyer");
  EXPECT_THAT(changes[0].changed_fields(), ElementsAre("primary", "role"));
  EXPECT_EQ(changes[1].kind(), v1::SNAPSHOT_CHANGE_KIND_CHANGED);
  EXPECT_EQ(changes[1].before().at("role"), "user");
  EXPECT_EQ(changes[1].after().at("role"), "owner");
  EXPECT_THAT(changes[1].changed_fields(), ElementsAre("role"));
  EXPECT_EQ(changes[2].kind(), v1::SNAPSHOT_CHANGE_KIND_ADDED);
  EXPECT_THAT(changes[2].before(), IsEmpty());
}

TEST_F(SnapshotsTest, NameTheExportTheyAreComparedWith) {
  v1::BeginSnapshotResponse first;
  ASSERT_TRUE(Begin(kTestNow - kDay, &first).ok());
  EXPECT_FALSE(first.has_compared_with());
  Keep(first.upload());
  v1::BeginSnapshotResponse second;
  ASSERT_TRUE(Begin(kTestNow, &second).ok());
  EXPECT_EQ(second.compared_with().seconds(), (kTestNow - kDay) / kSecond);
}

TEST_F(SnapshotsTest, RefuseAnOlderExportInWords) {
  Keep(Upload(kTestNow, {}));
  v1::BeginSnapshotResponse response;
  const grpc::Status status = Begin(kTestNow - kDay, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(status), "OLDER_SNAPSHOT");
  EXPECT_THAT(status.error_message(), HasSubstr("accepted are exports of 2026-06-01"));
}

TEST_F(SnapshotsTest, RefuseAnExportFromTheFuture) {
  v1::BeginSnapshotResponse response;
  const grpc::Status status = Begin(kTestNow + 2 * kDay, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(FieldOf(status), "exported_at");
}

TEST_F(SnapshotsTest, RefuseAFieldThatLooksLikeAnAddress) {
  v1::SnapshotRow row;
  row.set_key("r1");
  (*row.mutable_fields())["contact"] = "ann@example.com";
  const grpc::Status status = Put(row);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(FieldOf(status), "rows[0].fields[contact]");
  EXPECT_THAT(status.error_message(), testing::Not(HasSubstr("ann@")));
}

TEST_F(SnapshotsTest, RefuseAPersonOfNoAccount) {
  v1::SnapshotRow row;
  row.set_key("r1");
  row.set_stakeholder("ann");
  EXPECT_EQ(FieldOf(Put(row)), "rows[0].account");
}

TEST_F(SnapshotsTest, RefuseARowWithoutAKey) {
  EXPECT_EQ(FieldOf(Put(v1::SnapshotRow())), "rows[0].key");
}

TEST_F(SnapshotsTest, AreListedAndForgotten) {
  Keep(Upload(kTestNow, {{"r1", "buyer"}}));
  v1::ListSnapshotsResponse list;
  ASSERT_TRUE(Call("SnapshotService/ListSnapshots", v1::ListSnapshotsRequest(), &list).ok());
  ASSERT_EQ(list.snapshots_size(), 1);
  EXPECT_EQ(list.snapshots(0).object(), "OpportunityContactRole");
  EXPECT_EQ(list.snapshots(0).rows(), 1u);

  v1::DeleteSnapshotRequest request;
  request.set_source("salesforce");
  request.set_object("OpportunityContactRole");
  v1::DeleteSnapshotResponse response;
  EXPECT_TRUE(Call("SnapshotService/DeleteSnapshot", request, &response).ok());
  EXPECT_EQ(Call("SnapshotService/DeleteSnapshot", request, &response).error_code(),
            grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace parallax::server
