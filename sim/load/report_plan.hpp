#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "messages/report.hpp"
#include "messages/time.hpp"
#include "sim/prng.hpp"

// Who reports what when in a run under load: drawn before it begins, the same for the same seed.
//
// Instants are uniform over the run. Sizes are those of the JSON: 95 of 100 are uniform from 400 to
// 700 octets, as a login with its names and versions is; the others have 4 KiB, as a paste has.

namespace aviary {

struct planned_report {
  std::chrono::nanoseconds after{};  ///< since the run began
  std::uint32_t bird = 0;
  std::uint32_t octets = 0;
  friend bool operator==(const planned_report&, const planned_report&) = default;
};

inline constexpr std::uint32_t planned_octets_min = 400;
inline constexpr std::uint32_t planned_octets_max = 700;
inline constexpr std::uint32_t planned_octets_large = 4096;
inline constexpr double planned_large_share = 0.05;

/// All reports of a run, the earliest first.
std::vector<planned_report> plan_reports(std::uint32_t birds, std::uint32_t reports_per_bird,
                                         std::chrono::nanoseconds run, std::uint64_t seed);

/// An SSH login that is `octets` of JSON, give or take a few. Its source touches this bird alone,
/// so that each bird's reports make an incident. The password is hexadecimal: what strangers type
/// compresses, though less than the names around it.
report report_of(const planned_report& planned, wall_time at, prng& letters);

}  // namespace aviary
