#include <algorithm>
#include <cstdio>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "actors/system_clock.hpp"
#include "actors/system_entropy.hpp"
#include "sim/commands/commands.hpp"
#include "sim/trace/side_by_side.hpp"

namespace aviary {
namespace {

struct wanted {
  double minutes = 0;
  std::uint64_t seeds = 0;
  std::uint64_t first = 0;
  std::size_t jobs = 1;
  std::filesystem::path known;
  std::filesystem::path out = ".";
};

/// So many steps while things go wrong are a world that was tried.
constexpr std::uint64_t hostile_steps_enough = 1'500;

/// What many runs came to.
struct tally {
  std::uint64_t worlds = 0;
  std::uint64_t tried = 0;
  std::uint64_t reports = 0;
  std::uint64_t alerts = 0;
  std::uint64_t crashes = 0;
  std::map<std::string, std::uint64_t> strikes;
  std::uint64_t failures = 0;

  void add(const isolated_outcome& one) {
    ++worlds;
    tried += one.hostile_steps >= hostile_steps_enough ? 1 : 0;
    reports += one.reports;
    alerts += one.alerts;
    crashes += one.crashes;
    for (const auto& each : one.strikes) ++strikes[each.fault];
    failures += one.failed() ? 1 : 0;
  }
};

void say_failure(const wanted& asked, const trace& world, const isolated_outcome& outcome) {
  const auto name = "seed-" + std::to_string(world.options.seed) + ".trace";
  std::printf("seed %llu breaks a promise; see it again with:\n  %s run --draw --seed %llu\n",
              static_cast<unsigned long long>(world.options.seed), simulator_name,
              static_cast<unsigned long long>(world.options.seed));
  print_verdict(outcome);
  std::fflush(stdout);  // to shrink it may take longer than somebody waits
  const auto file = asked.out / name;
  const auto written = write_trace(file, shrink_failure(world, outcome));
  if (!written) return static_cast<void>(print_failure(simulator_name, written.error()));
  std::printf("shrunk, it is:\n  %s replay %s\n", simulator_name, file.c_str());
  std::fflush(stdout);
}

/// Every trace of the folder, in the order of their names.
std::vector<std::filesystem::path> traces_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".trace") out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

/// Not all of them are run when one cannot be read.
exit_code run_known(const wanted& asked, tally& all) {
  std::deque<std::pair<std::filesystem::path, trace>> known;
  for (const auto& file : traces_in(asked.known)) {
    auto read = read_trace(file);
    if (!read) return print_failure(simulator_name, read.error());
    known.emplace_back(file, std::move(*read));
  }
  std::size_t started = 0, ended = 0;
  const auto next = [&]() -> std::optional<wanted_run> {
    if (started == known.size()) return {};
    return wanted_run{known[started++].second, true};
  };
  run_side_by_side(asked.jobs, world_patience, next, [&](const auto&, const auto& outcome) {
    const auto& file = known[ended++].first;
    all.add(outcome);
    if (!outcome.failed()) return;
    std::printf("%s breaks a promise again:\n", file.c_str());
    print_verdict(outcome);
  });
  return exit_code::ok;
}

void print(const tally& all) {
  std::printf(
      "%llu worlds, %llu of them with %llu hostile steps or more; %llu reports, %llu alerts, "
      "%llu crashes, %llu failures\nstrikes:",
      static_cast<unsigned long long>(all.worlds), static_cast<unsigned long long>(all.tried),
      static_cast<unsigned long long>(hostile_steps_enough),
      static_cast<unsigned long long>(all.reports), static_cast<unsigned long long>(all.alerts),
      static_cast<unsigned long long>(all.crashes), static_cast<unsigned long long>(all.failures));
  for (const auto& [fault, count] : all.strikes)
    std::printf(" %s %llu", fault.c_str(), static_cast<unsigned long long>(count));
  std::printf("\n");
}

exit_code fuzz(wanted asked) {
  std::error_code missing;
  if (!asked.known.empty() && !std::filesystem::is_directory(asked.known, missing))
    return print_failure(simulator_name, {"no such folder: " + asked.known.string(),
                                          "give one with traces that failed once"});
  tally all;
  if (!asked.known.empty())
    if (const auto code = run_known(asked, all); code != exit_code::ok) return code;
  if (asked.first == 0) asked.first = system_entropy{}.draw<std::uint32_t>();
  if (asked.minutes == 0 && asked.seeds == 0) asked.minutes = 1;
  std::printf("fresh seeds from %llu on\n", static_cast<unsigned long long>(asked.first));
  std::fflush(stdout);
  const system_clock_port clock;
  const auto end = clock.now() + std::chrono::duration_cast<instant::duration>(
                                     std::chrono::duration<double>(asked.minutes * 60));
  std::uint64_t started = 0;
  const auto next = [&]() -> std::optional<wanted_run> {
    if (asked.seeds > 0 ? started >= asked.seeds : clock.now() >= end) return {};
    return wanted_run{{draw_world(asked.first + started++), {}}, false};
  };
  run_side_by_side(asked.jobs, world_patience, next,
                   [&](const wanted_run& one, const isolated_outcome& outcome) {
                     all.add(outcome);
                     if (outcome.failed()) say_failure(asked, one.world, outcome);
                   });
  print(all);
  return all.failures == 0 ? exit_code::ok : exit_code::failed;
}

}  // namespace

void add_fuzz_command(CLI::App& app, simulator_context& context) {
  auto asked = std::make_shared<wanted>();
  auto* command = app.add_subcommand("fuzz", "runs small worlds with everything that seeds draw");
  command->add_option("--minutes", asked->minutes, "for how long, in real time; 1 by default");
  command->add_option("--seeds", asked->seeds, "how many instead");
  command->add_option("--first", asked->first, "the first seed; drawn by default");
  command->add_option("--jobs", asked->jobs, "worlds at once, each in its process; 1 by default")
      ->check(CLI::Range(std::size_t{1}, jobs_max));
  command->add_option("--known", asked->known, "a folder with traces that go first");
  command->add_option("--out", asked->out, "where traces of failures are written");
  command->footer("Example:\n  aviary-sim fuzz --minutes 2 --jobs 2 --known tests/seeds");
  command->callback([asked, &context] { context.exit = fuzz(*asked); });
}

}  // namespace aviary
