#include "actors/command_line.hpp"
#include "sim/commands/commands.hpp"
#include "sim/commands/load_command.hpp"

int main(int argc, char** argv) {
  CLI::App app(
      "Runs the same birds against the same console in virtual time, from one seed, with every "
      "fault that has a name, and says whether the promises were kept.",
      aviary::simulator_name);
  aviary::simulator_context context;
  aviary::add_run_command(app, context);
  aviary::add_replay_command(app, context);
  aviary::add_shrink_command(app, context);
  aviary::add_fuzz_command(app, context);
  aviary::add_coverage_command(app, context);
  aviary::add_draw_command(app, context);
  aviary::add_list_command(app, context);
  aviary::add_drill_command(app, context);
  aviary::add_load_command(app, context.exit);
  return aviary::run_command_line(app, argc, argv, context.exit);
}
