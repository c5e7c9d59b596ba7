#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "sim/network/resolver_profile.hpp"

// A fixed drill for one resolver, in virtual time: names one by one, many at once, and a name
// server that is away for a while. `scripts/prove profiles` puts the real programs through the
// same, and compares what their name server saw.

namespace aviary {

/// What is asked when. No name is asked twice; each is of four labels, as a bird's long ones are.
struct drill_script {
  unsigned one_by_one = 20;
  milliseconds between{500};
  unsigned at_once = 32;
  milliseconds rest{3'000};
  /// The name server gets everything and answers nothing, so long.
  milliseconds away{45'000};
  milliseconds between_while_away{2'000};
  /// So long behind its return a name is asked every `between_while_away`, until one is answered.
  /// Minimised ones have no data, which strict resolvers resolve as well.
  milliseconds patience{150'000};
  /// To the name server and back, at 1 ms to the resolver and back.
  milliseconds round_trip{2};
};

/// Queries that reached the name server, and how soon the resolver found out that it was back.
struct drill_outcome {
  std::uint64_t one_by_one_nodata = 0;    ///< minimised names are there, and have no data
  std::uint64_t one_by_one_nxdomain = 0;  ///< minimised names are denied
  std::uint64_t at_once = 0;              ///< denied as well
  std::uint64_t while_away = 0;
  std::optional<milliseconds> back_after;  ///< nothing when patience ended first
  unsigned unanswered = 0;                 ///< or denied, of those while it was there
};

drill_outcome run_resolver_drill(const resolver_profile& profile, const drill_script& script,
                                 std::uint64_t seed);

}  // namespace aviary
