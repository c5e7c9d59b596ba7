#include "sim/workloads/workload.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "sim/world.hpp"

namespace aviary {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view usual_source = "192.0.2.9";

/// A flooded bird has so many times the reports of any other.
constexpr std::uint64_t flood_factor = 40;
constexpr std::uint64_t flood_ms = 5'000;
constexpr std::uint64_t flood_sources = 100;

std::size_t draw_octets(const world& where, prng& draws) {
  return draws.between(1, draws.chance(0.5) ? 20 : where.options().report_octets);
}

void touch_at(world& where, milliseconds when, std::uint64_t bird, std::string source,
              std::size_t octets) {
  where.time().after(when, [&where, bird, source = std::move(source), octets] {
    where.bird(bird).touch(source, octets);
  });
}

milliseconds duration_of(const world& where) {
  return std::chrono::seconds(where.options().seconds);
}

/// Each bird is touched now and then, mostly by one source.
void install_touches(world& where) {
  auto draws = where.draws("touches");
  const auto end = static_cast<std::uint64_t>(duration_of(where).count()) * 5 / 6;
  for (std::uint64_t bird = 1; bird <= where.birds(); ++bird)
    for (std::uint64_t i = 0; i < where.options().reports; ++i) {
      const milliseconds when(draws.between(0, end));
      const std::string source(draws.chance(0.7) ? usual_source : "198.51.100.7");
      touch_at(where, when, bird, source, draw_octets(where, draws));
    }
}

/// Somebody tries passwords: all of a bird's reports within ten seconds.
void install_login_storm(world& where) {
  auto draws = where.draws("login storm");
  const auto end = static_cast<std::uint64_t>(duration_of(where).count()) / 2;
  for (std::uint64_t bird = 1; bird <= where.birds(); ++bird) {
    const auto begin = draws.between(0, end);
    for (std::uint64_t i = 0; i < where.options().reports; ++i) {
      const auto octets = draws.between(1, 20);
      touch_at(where, milliseconds(begin + draws.between(0, 10'000)), bird,
               std::string(usual_source), octets);
    }
  }
}

/// Somebody walks through the network, from bird to bird, several times.
void install_scan(world& where) {
  auto draws = where.draws("scan");
  const auto end = static_cast<std::uint64_t>(duration_of(where).count()) * 5 / 6;
  for (std::uint64_t i = 0; i < where.options().reports; ++i) {
    auto when = draws.between(0, end);
    for (std::uint64_t bird = 1; bird <= where.birds(); ++bird) {
      touch_at(where, milliseconds(when), bird, std::string(usual_source),
               draw_octets(where, draws));
      when += draws.between(1, 500);
    }
  }
}

/// A tool goes wild on one bird, which stores hundreds of reports within five seconds; the others
/// are touched now and then.
void install_flood(world& where) {
  auto draws = where.draws("flood");
  const auto bird = draws.between(1, where.birds());
  const auto begin = draws.between(0, static_cast<std::uint64_t>(duration_of(where).count()) / 2);
  for (std::uint64_t i = 0; i < flood_factor * where.options().reports; ++i) {
    // An address of its own for some of them: as many incidents.
    const auto source = draws.chance(0.9)
                            ? std::string(usual_source)
                            : "198.51.100." + std::to_string(draws.between(1, flood_sources));
    const auto octets = draws.between(1, 20);
    touch_at(where, milliseconds(begin + draws.between(0, flood_ms)), bird, source, octets);
  }
  install_touches(where);
}

/// Nobody touches anything.
void install_quiet(world&) {}

constexpr std::array kinds{
    workload_kind{"touches", "each bird is touched now and then", install_touches},
    workload_kind{"login_storm", "all reports of a bird come within ten seconds",
                  install_login_storm},
    workload_kind{"scan", "one source walks from bird to bird", install_scan},
    workload_kind{"quiet", "nobody touches anything", install_quiet},
    workload_kind{"flood", "one bird stores hundreds of reports within five seconds",
                  install_flood},
};

}  // namespace

std::span<const workload_kind> workload_kinds() {
  return kinds;
}

const workload_kind* find_workload(std::string_view name) {
  const auto found = std::find_if(kinds.begin(), kinds.end(),
                                  [name](const auto& one) { return one.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace aviary
