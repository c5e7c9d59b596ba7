#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "messages/result.hpp"

// What a world is made of. Together with the seed it says everything about a run, and it has a text
// form: one line for each value, which is what a run prints first and what a trace begins with.

namespace aviary {

inline constexpr std::string_view no_resolver = "none";

struct world_options {
  std::uint64_t seed = 0;
  std::uint64_t birds = 1;
  /// How long things happen and go wrong; then the faults stop.
  std::uint64_t seconds = 120;
  /// How long everybody may take to settle behind that.
  std::uint64_t settle_minutes = 120;
  /// Between two heartbeats of a bird.
  std::uint64_t interval_seconds = 15;
  /// 1: birds probe their paths, as they do in the field. 0: they do not.
  std::uint64_t probes = 1;
  std::string workload = "touches";
  /// For each bird.
  std::uint64_t reports = 3;
  /// The largest password that somebody leaves.
  std::uint64_t report_octets = 1'000;
  /// `none`, or a profile: what stands between the birds and the console.
  std::string resolver{no_resolver};
  double loss = 0;
  double duplication = 0;
  double corruption = 0;
  std::uint64_t delay_min_ms = 1;
  std::uint64_t delay_max_ms = 20;
  /// Share of the writes that take a disk up to a second; the others take up to 20 ms.
  double slow_writes = 0.05;
  /// Rates by the names of faults; what a rate is of says `aviary-sim list`.
  std::map<std::string, double> faults;

  friend bool operator==(const world_options&, const world_options&) = default;
};

/// `birds 3` and so on, a line each.
std::vector<std::string> to_lines(const world_options& options);
/// The same in one line, for people.
std::string to_text(const world_options& options);
/// Takes one line over. The failure says what is not understood.
result<void, failure> take_line(world_options& options, std::string_view line);

/// Whether a world can be made of that; the failure says what is out of its limits.
result<void, failure> check(const world_options& options);

/// What a seed draws: a small world in which anything may happen. Each fault is there in half of
/// the worlds, so that a rare pair of them meets without the others hiding it (Groce et al.: Swarm
/// Testing, 2012).
world_options draw_world(std::uint64_t seed);

}  // namespace aviary
