#pragma once

#include <CLI/App.hpp>

#include "actors/program.hpp"

// aviary-sim load: birds under load against a running console (docs/LOAD.md).

namespace aviary {

/// Adds the subcommand; what was asked for leaves its code in `exit`.
void add_load_command(CLI::App& app, exit_code& exit);

}  // namespace aviary
