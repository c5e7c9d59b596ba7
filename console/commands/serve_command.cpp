#include <boost/asio/io_context.hpp>

#include "console/commands/commands.hpp"
#include "console/console_program.hpp"

namespace aviary {
namespace {

struct serve_options {
  std::vector<std::string> dns;
  std::string http;
  std::string https;
  bool accept_loss = false;
};

/// What was typed, read before anything is opened.
result<console_program_settings, failure> read_options(const serve_options& options) {
  console_program_settings settings;
  for (const auto& text : options.dns) {
    const auto at = parse_endpoint(text, "--dns");
    if (!at) return at.error();
    settings.dns.push_back(*at);
  }
  settings.accept_loss = options.accept_loss;
  if (!options.https.empty()) {
    const auto at = parse_endpoint(options.https, "--https");
    if (!at) return at.error();
    settings.https = *at;
  }
  if (!options.http.empty()) {
    const auto at = parse_endpoint(options.http, "--http");
    if (!at) return at.error();
    if (!is_loopback(*at))
      return failure{"--http " + options.http + ": plain HTTP is for this machine only",
                     "listen on a loopback address, as in 127.0.0.1:8080"};
    settings.http = *at;
  }
  return settings;
}

result<void, failure> serve(const std::filesystem::path& data,
                            const console_program_settings& settings) {
  boost::asio::io_context io{1};
  const auto program = console_program::start(io, data, settings);
  if (!program) return program.error();
  run_until_told(io);
  return {};
}

}  // namespace

void add_serve_command(CLI::App& app, command_context& context) {
  static serve_options options;
  auto* command =
      add_command(app, context, "serve", "be a console until told to stop",
                  "aviary-console serve --data /var/lib/aviary --dns 192.0.2.53:53", false);
  command->add_option("--dns", options.dns, "where the zone is served, UDP and TCP")->required();
  command->add_option("--http", options.http, "where the API may be read; loopback only");
  command->add_option("--https", options.https,
                      "where people and programs with an account come in, as in 0.0.0.0:8443");
  command->add_flag("--accept-loss", options.accept_loss,
                    "start although acknowledged events are missing; what is lost is told");
  command->callback([&context] {
    const auto settings = read_options(options);
    if (!settings) {
      context.exit = print_failure(program_name, settings.error(), exit_code::usage);
      return;
    }
    const auto done = serve(context.data, *settings);
    if (!done) context.exit = print_failure(program_name, done.error());
  });
}

}  // namespace aviary
