#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

#include "messages/endpoint.hpp"
#include "messages/result.hpp"
#include "sim/load/delivery_check.hpp"
#include "sim/load/load_report.hpp"

// A run under load: registers birds with a running console, starts them, has them report through a
// lossy relay, waits until each has the console's word for each report, and asks the console.
//
//   register | birds start, over one interval | heartbeats alone, one interval | the run | the rest

namespace aviary {

struct load_settings {
  endpoint console;
  std::filesystem::path data;  ///< the console's
  std::uint32_t birds = 1000;
  std::chrono::seconds run{60};
  double loss = 0;
  std::chrono::milliseconds delay{0};
  std::uint32_t reports_per_bird = 1;
  std::chrono::seconds interval{15};
  std::uint64_t seed = 1;
  /// How long it waits after the run until everything is acknowledged.
  std::chrono::seconds wait = wait_default;

  /// A bird that believes its path dead asks at 1, 2, 4 ... 60 s: with a third of the questions
  /// lost, one silence in five million lasts longer.
  static constexpr std::chrono::seconds wait_default{600};
};

/// How long it waits after the acknowledgements until the console has filed all reports.
inline constexpr std::chrono::seconds filed_within{60};

struct load_outcome {
  load_report figures;
  std::uint64_t planned = 0;  ///< reports that were to be made
  std::uint64_t refused = 0;  ///< of those, not taken by their birds
  delivery_check::verdict delivery;

  std::uint64_t missing() const { return planned - figures.reports_acknowledged; }
  bool is_good() const { return missing() == 0 && delivery.exactly_once(); }
};

/// Says on stderr how it goes. Fails when the console cannot be used; what it does under load is
/// no failure but the outcome.
result<load_outcome, failure> run_load(const load_settings& settings);

}  // namespace aviary
