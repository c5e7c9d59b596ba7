#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "actors/caf.hpp"
#include "actors/ports.hpp"
#include "sim/prng.hpp"

// Virtual time over everything in a world: the actors of all its nodes, on CAF's deterministic
// scheduler, and the happenings that the world schedules itself (a datagram arrives, a disk syncs,
// a node crashes). One thread. Time moves only when nobody has anything left to do, and then to the
// next thing that is due; the same seed gives the same order.

namespace aviary {

class timeline {
 public:
  using happening = std::function<void()>;

  /// Draws the order in which ready actors run from `order`.
  explicit timeline(prng order);
  ~timeline();
  timeline(const timeline&) = delete;
  timeline& operator=(const timeline&) = delete;

  caf::actor_system& system() { return *system_; }
  instant now() const;

  /// Lets `what` happen after `delay`, between two runs of actors. Two at one instant happen in the
  /// order in which they were asked for.
  void after(instant::duration delay, happening what);

  /// Lets `what` happen as soon as the actor or the happening that runs now has returned, before
  /// anything else.
  void at_once(happening what) { urgent_.push_back(std::move(what)); }

  /// The same at that instant, for callers who count in instants.
  void at(instant when, happening what) { after(when - now(), std::move(what)); }

  /// Runs until nothing is left to happen before `end`, and moves the time there.
  void run_until(instant end);
  /// Runs every actor that is ready, at the present instant.
  void run_ready();
  /// Actors that are awake, of all nodes.
  std::size_t awake() const { return system_->registry().running(); }
  /// Happenings and runs of an actor so far.
  std::uint64_t steps() const { return steps_; }

 private:
  void do_urgent();

  struct scheduler;

  std::unique_ptr<scheduler> scheduler_;
  std::unique_ptr<caf::actor_system> system_;
  prng order_;
  std::multimap<instant, happening> happenings_;
  std::vector<happening> urgent_;
  std::uint64_t steps_ = 0;
};

/// A node's clock: the world's time for `now`, any civil time for `wall_now`.
class virtual_clock final : public clock_port {
 public:
  virtual_clock(const timeline& time, wall_time at_start) : time_(time), at_start_(at_start) {}

  instant now() const override { return time_.now(); }
  std::uint64_t machine_boot() const override { return boots_; }
  wall_time wall_now() const override {
    return at_start_ + std::chrono::floor<std::chrono::milliseconds>(time_.now() - instant{});
  }
  /// Somebody sets the civil time, or a battery is empty.
  void jump(std::chrono::milliseconds by) { at_start_ += by; }
  /// The machine booted again: earlier instants mean nothing any more.
  void boot_machine() { ++boots_; }

 private:
  const timeline& time_;
  wall_time at_start_;
  std::uint64_t boots_ = 1;
};

/// A node's entropy: repeatable, and so only for worlds.
class seeded_entropy final : public entropy_port {
 public:
  explicit seeded_entropy(prng source) : source_(source) {}
  void fill(std::span<std::uint8_t> out) override {
    for (auto& octet : out) octet = static_cast<std::uint8_t>(source_.next() >> 56);
  }

 private:
  prng source_;
};

}  // namespace aviary
