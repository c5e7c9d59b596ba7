#include "sim/timeline.hpp"

#include <caf/scheduler/test_coordinator.hpp>
#include <iterator>

#include "messages/invariant.hpp"

namespace aviary {

struct timeline::scheduler {
  caf::actor_system_config config;
  caf::scheduler::test_coordinator* coordinator = nullptr;
};

namespace {

instant to_instant(caf::actor_clock::time_point time) {
  return instant(time.time_since_epoch());
}

}  // namespace

timeline::timeline(prng order) : scheduler_(std::make_unique<scheduler>()), order_(order) {
  scheduler_->config.set("scheduler.policy", caf::atom("testing"));
  system_ = std::make_unique<caf::actor_system>(scheduler_->config);
  scheduler_->coordinator = dynamic_cast<caf::scheduler::test_coordinator*>(&system_->scheduler());
  AVIARY_INVARIANT(scheduler_->coordinator != nullptr, "CAF gives the scheduler that we ask for");
  // Time starts an hour in, so that "an hour ago" is a time, too.
  scheduler_->coordinator->clock().current_time += std::chrono::hours(1);
}

timeline::~timeline() {
  run_ready();
  scheduler_->coordinator->clock().cancel_all();
}

instant timeline::now() const {
  return to_instant(scheduler_->coordinator->clock().current_time);
}

void timeline::after(instant::duration delay, happening what) {
  happenings_.emplace(now() + delay, std::move(what));
}

void timeline::run_ready() {
  auto& jobs = scheduler_->coordinator->jobs;
  while (!jobs.empty()) {
    const auto chosen = static_cast<std::ptrdiff_t>(order_.between(0, jobs.size() - 1));
    std::swap(jobs.front(), *std::next(jobs.begin(), chosen));
    scheduler_->coordinator->run_once();
    ++steps_;
    do_urgent();
  }
}

void timeline::do_urgent() {
  for (const auto& what : std::exchange(urgent_, {})) what();
}

void timeline::run_until(instant end) {
  auto& clock = scheduler_->coordinator->clock();
  for (;;) {
    run_ready();
    const auto actors_next =
        clock.has_pending_timeout() ? to_instant(clock.schedule().begin()->first) : instant::max();
    const auto own_next = happenings_.empty() ? instant::max() : happenings_.begin()->first;
    if (std::min(actors_next, own_next) > end) break;
    ++steps_;
    if (own_next <= actors_next) {
      if (own_next > now()) clock.current_time += own_next - now();
      const auto what = std::move(happenings_.begin()->second);
      happenings_.erase(happenings_.begin());
      what();
      do_urgent();
    } else {
      clock.trigger_timeout();
    }
  }
  if (end > now()) clock.current_time += end - now();
}

}  // namespace aviary
