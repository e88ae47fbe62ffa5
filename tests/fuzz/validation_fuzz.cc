// A request of IngestSignals, as bytes of the wire or (from a brace on) one signal as JSON, to what
// is stored of it.
#include <google/protobuf/util/json_util.h>

#include "core/base/time.h"
#include "core/signal/codec.h"
#include "core/signal/validate.h"
#include "parallax/v1/signal_service.pb.h"
#include "server/convert/signal.h"
#include "tests/fuzz/fuzz.h"

namespace parallax::fuzz {
namespace {

constexpr Time kNow = 1'790'000'000 * kSecond;

void Try(const v1::Signal& sent) {
  server::Violations shape;
  Signal signal = server::SignalFromProto(sent, &shape);
  Normalize(signal);
  Signal again = signal;
  Normalize(again);
  Require(again == signal, "what is normal stays as it is");
  const std::vector<FieldViolation> faults = Validate(signal, kNow);
  for (const FieldViolation& fault : faults) {
    Require(!fault.check.empty() && !fault.field.empty() && !fault.description.empty(),
            "a refusal names check, field and reason", fault.check + " " + fault.field);
  }
  if (!shape.empty() || !faults.empty()) return;
  std::string body;
  EncodeBody(signal, body);
  Signal stored;
  stored.account = signal.account;
  stored.source = signal.source;
  stored.source_event_id = signal.source_event_id;
  Require(DecodeBody(body, stored).ok(), "what was accepted can be read back");
  Require(stored == signal, "what was accepted is stored whole", sent.ShortDebugString());
  std::string second;
  EncodeBody(stored, second);
  Require(second == body, "the stored form is canonical");
}

}  // namespace
}  // namespace parallax::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace v1 = parallax::v1;
  if (size > 0 && data[0] == '{') {
    v1::Signal signal;
    const google::protobuf::StringPiece json(reinterpret_cast<const char*>(data), size);
    if (google::protobuf::util::JsonStringToMessage(json, &signal).ok())
      parallax::fuzz::Try(signal);
    return 0;
  }
  v1::IngestSignalsRequest request;
  if (!request.ParseFromArray(data, static_cast<int>(size))) return 0;
  for (const v1::Signal& signal : request.signals()) parallax::fuzz::Try(signal);
  return 0;
}
