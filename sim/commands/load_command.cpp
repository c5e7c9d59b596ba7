#include "sim/commands/load_command.hpp"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <fstream>
#include <string>

#include "bird/heartbeat.hpp"
#include "sim/draw/load_page.hpp"
#include "sim/load/load_program.hpp"

namespace aviary {
namespace {

/// What was typed, before anything is opened.
struct load_options {
  std::string console;
  std::string data;
  std::uint32_t birds = 1000;
  std::uint32_t seconds = 60;
  double loss = 0;
  std::uint32_t delay_ms = 0;
  std::uint32_t reports_per_bird = 1;
  std::uint32_t interval = 15;
  std::uint64_t seed = 1;
  std::uint32_t wait = static_cast<std::uint32_t>(load_settings::wait_default.count());
  std::string json;
  std::string report;
};

constexpr std::uint32_t birds_max = 1'000'000;
constexpr std::uint32_t seconds_max = 24 * 60 * 60;
constexpr std::uint32_t delay_ms_max = 10'000;
constexpr std::uint32_t reports_per_bird_max = 1000;
constexpr double loss_max = 0.95;

result<load_settings, failure> read_options(const load_options& options) {
  load_settings out;
  const auto at = parse_endpoint(options.console, "--console");
  if (!at) return at.error();
  out.console = *at;
  out.data = options.data;
  out.birds = options.birds;
  out.run = std::chrono::seconds(options.seconds);
  out.loss = options.loss;
  out.delay = std::chrono::milliseconds(options.delay_ms);
  out.reports_per_bird = options.reports_per_bird;
  out.interval = std::chrono::seconds(options.interval);
  out.seed = options.seed;
  out.wait = std::chrono::seconds(options.wait);
  return out;
}

result<void, failure> write_text(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  file.close();
  if (!file) return failure{path + " cannot be written", "name a file in a folder that exists"};
  return {};
}

result<void, failure> write_json(const std::string& path, const load_outcome& from) {
  auto out = to_json(from.figures);
  out["reports_planned"] = from.planned;
  out["reports_refused"] = from.refused;
  out["lost"] = from.delivery.lost;
  out["twice"] = from.delivery.twice;
  out["without_incident"] = from.delivery.without_incident;
  out["in_two_incidents"] = from.delivery.in_two_incidents;
  return write_text(path, serialize_json(out) + '\n');
}

void print_verdict(const load_outcome& from) {
  using count = unsigned long long;
  const auto& told = from.delivery;
  std::printf("%-16s %llu lost, %llu twice, %llu in no incident, %llu in two\n", "delivery",
              count{told.lost}, count{told.twice}, count{told.without_incident},
              count{told.in_two_incidents});
  if (from.missing() > 0)
    std::printf(
        "%-16s %llu of %llu reports are not acknowledged, %llu were refused by their bird\n",
        "missing", count{from.missing()}, count{from.planned}, count{from.refused});
}

exit_code run(const std::string& program, const load_options& options) {
  const auto settings = read_options(options);
  if (!settings) return print_failure(program, settings.error(), exit_code::usage);
  const auto outcome = run_load(*settings);
  if (!outcome) return print_failure(program, outcome.error());
  std::printf("%s", to_table(outcome->figures).c_str());
  print_verdict(*outcome);
  if (!options.json.empty())
    if (const auto written = write_json(options.json, *outcome); !written)
      return print_failure(program, written.error());
  if (!options.report.empty())
    if (const auto written = write_text(options.report, load_page(outcome->figures)); !written)
      return print_failure(program, written.error());
  return outcome->is_good() ? exit_code::ok : exit_code::failed;
}

}  // namespace

void add_load_command(CLI::App& app, exit_code& exit) {
  static load_options options;
  auto* command = app.add_subcommand("load", "thousands of real birds against a running console");
  command->footer(
      "Example:\n  aviary-sim load --console 127.0.0.1:5300 --data DIR --birds 5000 --loss 0.2");
  command->add_option("--console", options.console, "where it serves DNS")->required();
  command->add_option("--data", options.data, "the console's data folder")->required();
  command->add_option("--birds", options.birds, "how many")
      ->capture_default_str()
      ->check(CLI::Range(1u, birds_max));
  command->add_option("--seconds", options.seconds, "length of the run")
      ->capture_default_str()
      ->check(CLI::Range(1u, seconds_max));
  command->add_option("--loss", options.loss, "share of the datagrams that is lost, each way")
      ->capture_default_str()
      ->check(CLI::Range(0.0, loss_max));
  command->add_option("--delay-ms", options.delay_ms, "how long each datagram takes, each way")
      ->capture_default_str()
      ->check(CLI::Range(0u, delay_ms_max));
  command->add_option("--reports-per-bird", options.reports_per_bird, "how many in the run")
      ->capture_default_str()
      ->check(CLI::Range(0u, reports_per_bird_max));
  command->add_option("--interval", options.interval, "of the heartbeats, in seconds")
      ->capture_default_str()
      ->check(CLI::Range(static_cast<std::uint32_t>(heartbeat_schedule::interval_min.count()),
                         static_cast<std::uint32_t>(heartbeat_schedule::interval_max.count())));
  command->add_option("--seed", options.seed, "of losses, instants and sizes")
      ->capture_default_str();
  command
      ->add_option("--wait", options.wait,
                   "seconds after the run until what is not acknowledged counts as missing")
      ->capture_default_str()
      ->check(CLI::Range(0u, seconds_max));
  command->add_option("--json", options.json, "a file for all figures");
  command->add_option("--report", options.report, "a file for a page with plots");
  command->callback([&app, &exit] { exit = run(app.get_name(), options); });
}

}  // namespace aviary
