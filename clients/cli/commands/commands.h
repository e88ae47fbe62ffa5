// The verbs. Each function adds its noun to the command line and, when its verb is named, sets the
// invocation's action.
#ifndef PARALLAX_CLIENTS_CLI_COMMANDS_COMMANDS_H_
#define PARALLAX_CLIENTS_CLI_COMMANDS_COMMANDS_H_

#include <CLI/App.hpp>

#include "clients/cli/base/context.h"

namespace parallax::cli {

void AddInterpret(CLI::App& app, Invocation& invocation);
void AddCompare(CLI::App& app, Invocation& invocation);
void AddDrift(CLI::App& app, Invocation& invocation);  // list, act, surprises
void AddDriftList(CLI::App& drift, Invocation& invocation);
void AddDriftAct(CLI::App& drift, Invocation& invocation);
void AddHistory(CLI::App& app, Invocation& invocation);
void AddRank(CLI::App& app, Invocation& invocation);
void AddExplain(CLI::App& app, Invocation& invocation);
void AddSignal(CLI::App& app, Invocation& invocation);  // send, log, kinds, import
void AddSignalSend(CLI::App& signal, Invocation& invocation);
void AddSignalImport(CLI::App& signal, Invocation& invocation);
void AddMapping(CLI::App& app, Invocation& invocation);  // new
void AddAccount(CLI::App& app, Invocation& invocation);  // list, show, upsert, erase
void AddAccountErase(CLI::App& account, Invocation& invocation);
void AddLens(CLI::App& app, Invocation& invocation);  // list, describe, params
void AddSimulate(CLI::App& app, Invocation& invocation);
void AddBackup(CLI::App& app, Invocation& invocation);
void AddStatus(CLI::App& app, Invocation& invocation);
void AddCompletion(CLI::App& app, Invocation& invocation);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_COMMANDS_COMMANDS_H_
