#include "actors/command_line.hpp"
#include "bird/commands/commands.hpp"

int main(int argc, char** argv) {
  CLI::App app(
      "A bird: looks like a server that nobody has a reason to touch, and reports every "
      "touch to its console through the site's own DNS.",
      aviary::program_name);
  aviary::bird_context context;
  aviary::add_init_command(app, context);
  aviary::add_register_command(app, context);
  aviary::add_run_command(app, context);
  aviary::add_selftest_command(app, context);
  aviary::add_status_command(app, context);
  aviary::add_factory_reset_command(app, context);
  return aviary::run_command_line(app, argc, argv, context.exit);
}
