#include "server/convert/snapshot.h"

#include <map>
#include <set>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "core/base/limits.h"
#include "core/signal/report.h"
#include "core/signal/text.h"

namespace parallax::server {
namespace {

constexpr std::size_t kMaxFieldNameBytes = 128;

class RowCheck {
 public:
  RowCheck(const v1::SnapshotRow& row, const std::string& path) : row_(row), path_(path) {}

  Violations Run() {
    if (const std::size_t bytes = row_.ByteSizeLong(); bytes > limits::kMaxSnapshotRowBytes) {
      Add("", absl::StrCat("takes ", bytes, " bytes; accepted are at most ",
                           limits::kMaxSnapshotRowBytes, " (kMaxSnapshotRowBytes)"));
      return report_.Take();
    }
    Key();
    Owner();
    Fields();
    return report_.Take();
  }

 private:
  std::string Path(std::string_view field) const {
    return field.empty() ? path_ : absl::StrCat(path_, ".", std::string(field));
  }
  void Add(std::string_view field, std::string description) {
    report_.Add("SNAPSHOT_ROW_INVALID", Path(field), std::move(description));
  }

  void Key() {
    if (row_.key().empty() || row_.key().size() > limits::kMaxSnapshotKeyBytes ||
        !text::CountPrintable(row_.key()).has_value()) {
      Add("key", absl::StrCat("is no key; accepted are 1 to ", limits::kMaxSnapshotKeyBytes,
                              " bytes without control characters (kMaxSnapshotKeyBytes)"));
    }
    report_.AddPrivacy(Path("key"), privacy::BrokenById(row_.key()));
  }

  void Owner() {
    report_.AddOptionalId(Path("account"), row_.account());
    report_.AddOptionalId(Path("stakeholder"), row_.stakeholder());
    report_.AddPrivacy(Path("account"), privacy::BrokenById(row_.account()));
    report_.AddPrivacy(Path("stakeholder"), privacy::BrokenById(row_.stakeholder()));
    if (!row_.stakeholder().empty() && row_.account().empty()) {
      Add("account", "is missing; a stakeholder belongs to an account, so name both or neither");
    }
  }

  void Fields() {
    if (static_cast<std::size_t>(row_.fields_size()) > limits::kMaxSnapshotFields) {
      Add("fields", absl::StrCat("holds ", row_.fields_size(), "; accepted are at most ",
                                 limits::kMaxSnapshotFields, " (kMaxSnapshotFields)"));
      return;
    }
    // In order of their names, so that the same row is refused in the same words.
    for (const auto& [name, value] :
         std::map<std::string_view, std::string_view>(row_.fields().begin(), row_.fields().end())) {
      if (name.empty() || name.size() > kMaxFieldNameBytes || !text::CountPrintable(name)) {
        Add("fields", absl::StrCat("has a name of ", name.size(), " bytes; accepted are 1 to ",
                                   kMaxFieldNameBytes, " without control characters"));
        continue;
      }
      const std::string field = Path(absl::StrCat("fields[", std::string(name), "]"));
      report_.AddPrivacy(field, privacy::BrokenByKey(name));
      report_.AddPrivacy(field, privacy::BrokenByText(value));
    }
  }

  const v1::SnapshotRow& row_;
  const std::string& path_;
  Report report_;
};

void FieldsToProto(const SnapshotFields& fields,
                   google::protobuf::Map<std::string, std::string>* out) {
  for (const auto& [name, value] : fields) (*out)[name] = value;
}

}  // namespace

SnapshotRow SnapshotRowFromProto(const v1::SnapshotRow& row, const std::string& path,
                                 Violations* violations) {
  for (FieldViolation& violation : RowCheck(row, path).Run()) {
    violations->push_back(std::move(violation));
  }
  return {row.key(), row.account(), row.stakeholder(), {row.fields().begin(), row.fields().end()}};
}

void SnapshotChangeToProto(const SnapshotChange& change, v1::SnapshotChange* out) {
  out->set_kind(static_cast<v1::SnapshotChangeKind>(change.kind));
  out->set_key(change.key);
  out->set_account(change.account);
  out->set_stakeholder(change.stakeholder);
  FieldsToProto(change.before, out->mutable_before());
  FieldsToProto(change.after, out->mutable_after());
  std::set<std::string_view> differ;
  const auto add_missing = [&](const SnapshotFields& fields, const auto& others) {
    for (const auto& [name, value] : fields) {
      const auto other = others.find(name);
      if (other == others.end() || other->second != value) differ.insert(name);
    }
  };
  add_missing(change.before, out->after());
  add_missing(change.after, out->before());
  for (const std::string_view name : differ) out->add_changed_fields(std::string(name));
}

void KeptSnapshotToProto(const KeptSnapshot& kept, v1::Snapshot* out) {
  out->set_source(kept.source);
  out->set_object(kept.object);
  TimeToProto(kept.exported_at, out->mutable_exported_at());
  out->set_rows(kept.rows);
}

}  // namespace parallax::server
