#include "sim/trace/shrink.hpp"

#include <algorithm>
#include <cstddef>
#include <set>

namespace aviary {
namespace {

/// Without the strikes from `begin` to `end`.
trace without(const trace& from, std::size_t begin, std::size_t end) {
  trace out = from;
  out.strikes.erase(out.strikes.begin() + static_cast<std::ptrdiff_t>(begin),
                    out.strikes.begin() + static_cast<std::ptrdiff_t>(end));
  return out;
}

/// Leaves out strikes, at first many at once. True when some went.
bool drop_strikes(trace& from, const still_fails& fails) {
  const auto before = from.strikes.size();
  for (auto size = std::max<std::size_t>(before, 1); size > 0; size /= 2) {
    for (std::size_t begin = 0; begin < from.strikes.size();) {
      auto fewer = without(from, begin, std::min(begin + size, from.strikes.size()));
      if (fails(fewer))
        from = std::move(fewer);
      else
        begin += size;
    }
  }
  return from.strikes.size() < before;
}

/// The smallest value, of those that halving finds, with which it still fails.
bool lower(trace& from, std::uint64_t world_options::*value, std::uint64_t least,
           const still_fails& fails) {
  bool lowered = false;
  for (auto step = from.options.*value; step > 0; step /= 2) {
    while (from.options.*value >= least + step) {
      auto smaller = from;
      smaller.options.*value -= step;
      if (!fails(smaller)) break;
      from = std::move(smaller);
      lowered = true;
    }
  }
  return lowered;
}

bool shrink_world(trace& from, const still_fails& fails) {
  bool smaller = lower(from, &world_options::birds, 1, fails);
  smaller |= lower(from, &world_options::reports, 0, fails);
  smaller |= lower(from, &world_options::report_octets, 1, fails);
  smaller |= lower(from, &world_options::seconds, 1, fails);
  smaller |= lower(from, &world_options::delay_min_ms, 1, fails);
  smaller |= lower(from, &world_options::delay_max_ms, from.options.delay_min_ms, fails);
  return smaller;
}

/// Faults that do not strike any more need not be named.
bool drop_faults(trace& from, const still_fails& fails) {
  bool dropped = false;
  for (const auto& [name, rate] : std::map(from.options.faults)) {
    auto fewer = from;
    fewer.options.faults.erase(name);
    if (!fails(fewer)) continue;
    from = std::move(fewer);
    dropped = true;
  }
  return dropped;
}

}  // namespace

trace shrink(trace failing, const still_fails& fails) {
  for (bool smaller = true; smaller;) {
    smaller = drop_strikes(failing, fails);
    smaller |= shrink_world(failing, fails);
    smaller |= drop_faults(failing, fails);
  }
  return failing;
}

}  // namespace aviary
