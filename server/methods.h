// The table of the API: which handler answers which method, and where it runs.
#ifndef PARALLAX_SERVER_METHODS_H_
#define PARALLAX_SERVER_METHODS_H_

#include <string>
#include <vector>

#include "server/engine/method.h"

namespace parallax::server {

// Every service that is served, by full name.
std::vector<std::string> ServiceNames();

// Every method of them, health and reflection included.
std::vector<Method> AllMethods();

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_METHODS_H_
