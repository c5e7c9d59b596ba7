#include <memory>

#include "sim/faults/fault.hpp"
#include "sim/world.hpp"

namespace aviary {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint64_t cut_s_max = 90;
constexpr std::uint64_t clog_ms_max = 10'000;

std::shared_ptr<fault_source> source_of(world& where, std::string_view fault) {
  return std::make_shared<fault_source>(where.plan().source(fault));
}

}  // namespace

void install_line_cut(world& where, double rate) {
  const auto chances = source_of(where, "line_cut");
  where.each_second([&where, chances, rate] {
    if (!chances->strikes(rate)) return;
    const auto bird = chances->between(1, where.birds());
    chances->concerns(bird);
    where.network().cut(bird, where.time().now() + seconds(chances->between(1, cut_s_max)));
  });
}

void install_partition(world& where, double rate) {
  const auto chances = source_of(where, "partition");
  where.each_second([&where, chances, rate] {
    if (chances->strikes(rate))
      where.network().cut(0, where.time().now() + seconds(chances->between(1, cut_s_max)));
  });
}

void install_clogging(world& where, double rate) {
  const auto chances = source_of(where, "clogging");
  where.each_second([&where, chances, rate] {
    if (!chances->strikes(rate)) return;
    const auto bird = chances->between(1, where.birds());
    chances->concerns(bird);
    where.network().clog(bird, where.time().now() + milliseconds(chances->between(1, clog_ms_max)));
  });
}

}  // namespace aviary
