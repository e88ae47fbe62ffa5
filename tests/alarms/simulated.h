// Alarms of the drift signs on the simulator's buyers, whose process is none that a lens assumes
// (docs/simulator.md): what a false alarm is nobody can say there, so alarms are counted.
#ifndef PARALLAX_TESTS_ALARMS_SIMULATED_H_
#define PARALLAX_TESTS_ALARMS_SIMULATED_H_

#include <array>
#include <string>

#include "tests/alarms/measure.h"

namespace parallax::framework::alarms {

struct SimulatedSign {
  Rate rate;                      // over the time in which the sign had something to watch
  int accounts = 0, alarmed = 0;  // that had something to watch; that alarmed
};
// Whole accounts of the lens's own industry, two years each, read at the end of every day with the
// baseline learnt.
std::array<SimulatedSign, kDriftSigns> MeasureSimulated(const std::string& lens, int accounts);

}  // namespace parallax::framework::alarms

#endif  // PARALLAX_TESTS_ALARMS_SIMULATED_H_
