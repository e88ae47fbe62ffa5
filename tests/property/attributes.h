// Values for the attributes of a signal, drawn by the catalog's types from small pools, so that
// refs, topics, gates and bodies meet again.
#ifndef PARALLAX_TESTS_PROPERTY_ATTRIBUTES_H_
#define PARALLAX_TESTS_PROPERTY_ATTRIBUTES_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/signal/signal.h"
#include "parallax/catalog/catalog.h"
#include "tests/property/random.h"

namespace parallax::property {

// The words of one life.
class Attributes {
 public:
  explicit Attributes(Random& random);

  // A state the object may be moved to: mostly one its transitions allow, else any. Remembers it as
  // the object's state. `instance` tells objects of one sort apart.
  std::string MoveObject(const catalog::Object& object, const std::string& instance);
  // Any attribute but the state. `kind` decides which pool a ref comes from.
  AttributeValue Value(const catalog::Kind& kind, const catalog::Attribute& attribute, Time at);
  Money Amount(const catalog::Attribute& attribute);
  std::string Role();  // listed or custom

 private:
  std::string Ref(const catalog::Kind& kind, std::string_view key);
  double Number(const catalog::Attribute& attribute);

  Random& random_;
  std::vector<std::string> topics_, gates_, bodies_, dimensions_;
  std::map<std::string, int> refs_;  // how many there are of a sort of object
  std::map<std::string, std::string> states_;
};

}  // namespace parallax::property

#endif  // PARALLAX_TESTS_PROPERTY_ATTRIBUTES_H_
