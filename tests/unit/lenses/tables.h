// The tables of a lens's page, in Markdown, from its parameters.
#ifndef PARALLAX_TESTS_UNIT_LENSES_TABLES_H_
#define PARALLAX_TESTS_UNIT_LENSES_TABLES_H_

#include <functional>
#include <map>
#include <string>

#include "tests/unit/lenses/parameters.h"

namespace parallax {

// What a block of a page holds, by the name in its marker. Every page has every block.
const std::map<std::string, std::function<std::string(const ParameterTable&)>>& PageBlocks();

std::string CommitteeTable(const ParameterTable& table);  // rows and the rule
std::string RiskTable(const ParameterTable& table);
std::string GateTable(const ParameterTable& table);      // by usual order
std::string CalendarTable(const ParameterTable& table);  // by first day
std::string MonthTable(const ParameterTable& table);     // what the rules come to, in a common year
std::string WindowTable(const ParameterTable& table);
std::string CadenceTable(const ParameterTable& table);
std::string DipTable(const ParameterTable& table);
std::string PaceTable(const ParameterTable& table);
// counts.cc
std::string CountsTable(const ParameterTable& table);  // how many are sourced, and by what

}  // namespace parallax

#endif  // PARALLAX_TESTS_UNIT_LENSES_TABLES_H_
