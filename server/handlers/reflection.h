// grpc.reflection v1 and v1alpha: what the server declares, for tools that carry no copy of it.
#ifndef PARALLAX_SERVER_HANDLERS_REFLECTION_H_
#define PARALLAX_SERVER_HANDLERS_REFLECTION_H_

#include <memory>
#include <string>
#include <vector>

#include "server/engine/method.h"

namespace parallax::server {

inline constexpr char kReflectionV1[] = "grpc.reflection.v1.ServerReflection";
inline constexpr char kReflectionV1Alpha[] = "grpc.reflection.v1alpha.ServerReflection";

// Both versions; their messages are the same bytes. `services` is what list_services answers,
// themselves included.
std::vector<Method> ReflectionMethods(std::vector<std::string> services);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_HANDLERS_REFLECTION_H_
