#include "actors/command_line.hpp"
#include "sim/commands/load_command.hpp"

int main(int argc, char** argv) {
  CLI::App app("Birds and consoles where they can be made to suffer.", "aviary-sim");
  auto exit = aviary::exit_code::ok;
  aviary::add_load_command(app, exit);
  return aviary::run_command_line(app, argc, argv, exit);
}
