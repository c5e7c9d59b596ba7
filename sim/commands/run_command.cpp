#include <algorithm>
#include <cstdio>
#include <memory>
#include <sstream>

#include "messages/json.hpp"
#include "sim/commands/commands.hpp"
#include "sim/faults/fault.hpp"
#include "sim/world.hpp"

namespace aviary {
namespace {

struct wanted {
  world_options options;
  double hours = 0;
  bool drawn = false;
  std::string faults = "none";
  std::filesystem::path trace_file;
  bool json = false;
};

/// `all`, `none`, or names with commas between them, at their usual rates.
result<void, failure> choose_faults(world_options& options, const std::string& names) {
  if (names == "none") return {};
  if (names == "all") {
    for (const auto& kind : fault_kinds()) options.faults.emplace(kind.name, kind.usual);
    return {};
  }
  std::istringstream list(names);
  for (std::string name; std::getline(list, name, ',');) {
    const auto* kind = find_fault(name);
    if (kind == nullptr)
      return failure{"there is no fault " + name, "see them with: aviary-sim list"};
    options.faults.emplace(name, kind->usual);
  }
  return {};
}

json_object to_json(const world_report& told) {
  json_object out;
  out["hash"] = told.hash;
  out["steps"] = told.steps;
  out["hostile_steps"] = told.hostile_steps;
  out["reports"] = told.reports;
  out["alerts"] = told.alerts;
  out["crashes"] = told.crashes;
  out["strikes"] = told.strikes.size();
  out["queries"] = told.network.queries;
  out["queries_lost"] = told.network.queries_lost;
  out["queries_of_resolver"] = told.network.upstream;
  out["answers"] = told.network.answers;
  out["answers_lost"] = told.network.answers_lost;
  out["settled_after_seconds"] = told.settled_after;
  json_array broken;
  for (const auto& promise : told.broken_promises) broken.emplace_back(promise);
  out["broken_promises"] = std::move(broken);
  return out;
}

void print(const world_report& told) {
  std::printf("trace hash %s\n", told.hash.c_str());
  std::printf("%zu reports stored, %zu alerts delivered, %zu crashes, %zu strikes\n", told.reports,
              told.alerts, told.crashes, told.strikes.size());
  std::printf("%llu queries (%llu lost), %llu answers (%llu lost), %llu steps\n",
              static_cast<unsigned long long>(told.network.queries),
              static_cast<unsigned long long>(told.network.queries_lost),
              static_cast<unsigned long long>(told.network.answers),
              static_cast<unsigned long long>(told.network.answers_lost),
              static_cast<unsigned long long>(told.steps));
  std::printf("settled %.0f s after the last fault\n", told.settled_after);
  for (const auto& promise : told.broken_promises) std::printf("broken: %s\n", promise.c_str());
  if (told.broken_promises.empty()) std::printf("every promise was kept\n");
}

exit_code run(wanted& asked) {
  if (asked.drawn) {
    asked.options = draw_world(asked.options.seed);
  } else if (const auto chosen = choose_faults(asked.options, asked.faults); !chosen) {
    return print_failure(simulator_name, chosen.error(), exit_code::usage);
  }
  if (asked.hours > 0) asked.options.seconds = static_cast<std::uint64_t>(asked.hours * 3'600);
  if (const auto fits = check(asked.options); !fits)
    return print_failure(simulator_name, fits.error(), exit_code::usage);
  if (!asked.json)
    for (const auto& line : to_lines(asked.options)) std::printf("%s\n", line.c_str());
  std::fflush(stdout);
  const auto told = run_world(asked.options);
  if (asked.json)
    std::printf("%s\n", serialize_json(to_json(told)).c_str());
  else
    print(told);
  if (!asked.trace_file.empty()) {
    const auto written = write_trace(asked.trace_file, {told.options, told.strikes});
    if (!written) return print_failure(simulator_name, written.error());
  }
  return told.broken_promises.empty() ? exit_code::ok : exit_code::failed;
}

}  // namespace

void add_run_command(CLI::App& app, simulator_context& context) {
  auto asked = std::make_shared<wanted>();
  auto* command = app.add_subcommand("run", "runs one world and says whether it kept its promises");
  auto& options = asked->options;
  command->add_option("--seed", options.seed, "everything is drawn from it");
  command->add_flag("--draw", asked->drawn, "let the seed draw the whole world, as fuzz does");
  command->add_option("--birds", options.birds, "how many");
  command->add_option("--hours", asked->hours, "how long things happen, in virtual time");
  command->add_option("--seconds", options.seconds, "the same in seconds");
  command->add_option("--interval", options.interval_seconds, "seconds between two heartbeats");
  command->add_option("--probes", options.probes, "whether birds probe their paths, 0 or 1");
  command->add_option("--workload", options.workload, "what happens to the decoys");
  command->add_option("--reports", options.reports, "for each bird");
  command->add_option("--resolver", options.resolver, "what stands between; none by default");
  command->add_option("--loss", options.loss, "share of the datagrams lost each way, 0 to 1");
  command->add_option("--duplication", options.duplication, "share that comes twice, 0 to 1");
  command->add_option("--corruption", options.corruption, "share with a bit changed, 0 to 1");
  command->add_option("--delay-min", options.delay_min_ms, "milliseconds each way");
  command->add_option("--delay-max", options.delay_max_ms, "milliseconds each way");
  command->add_option("--faults", asked->faults, "all, none, or names with commas between them");
  command->add_option("--trace", asked->trace_file, "write what was drawn and where faults struck");
  command->add_flag("--json", asked->json, "print the outcome as JSON");
  command->footer("Example:\n  aviary-sim run --birds 5000 --hours 24 --loss 0.2 --seed 42");
  command->callback([asked, &context] { context.exit = run(*asked); });
}

}  // namespace aviary
