#include "actors/command_line.hpp"
#include "console/commands/commands.hpp"

int main(int argc, char** argv) {
  CLI::App app(
      "The console: takes the birds' reports from port 53, makes incidents of them and "
      "tells people.",
      aviary::program_name);
  aviary::command_context context;
  aviary::add_init_command(app, context);
  aviary::add_serve_command(app, context);
  aviary::add_register_command(app, context);
  aviary::add_birds_command(app, context);
  aviary::add_incidents_command(app, context);
  aviary::add_why_command(app, context);
  aviary::add_audit_command(app, context);
  aviary::add_log_command(app, context);
  aviary::add_channels_command(app, context);
  aviary::add_users_command(app, context);
  aviary::add_tokens_command(app, context);
  aviary::add_dns_command(app, context);
  return aviary::run_command_line(app, argc, argv, context.exit);
}
