#include "sim/trace/side_by_side.hpp"

#include <poll.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

namespace aviary {
namespace {

/// A world that runs, or that ran and waits for its turn to be handed over.
struct place {
  wanted_run wanted;
  std::unique_ptr<isolated_run> running;  // null when it is over
  isolated_outcome outcome;
};

class side_by_side {
 public:
  side_by_side(std::size_t jobs, std::chrono::seconds patience)
      : jobs_(jobs), patience_(patience) {}

  void run(const next_run& next, const take_outcome& take) {
    for (;;) {
      fill(next);
      if (places_.empty()) return;
      wait();
      for (auto& each : places_) listen_to(each);
      hand_over(take);
    }
  }

 private:
  void fill(const next_run& next) {
    // Beside a slow one the quick ones do not pile up without an end.
    while (!has_failure_ && running_ < jobs_ && places_.size() < places_per_job * jobs_) {
      auto wanted = next();
      if (!wanted) return;
      auto run =
          std::make_unique<isolated_run>(wanted->world, wanted->only, patience_, wanted->watched);
      places_.push_back({std::move(*wanted), std::move(run), {}});
      ++running_;
    }
  }

  void wait() const {
    std::vector<pollfd> waits;
    std::chrono::milliseconds left = patience_;
    for (const auto& each : places_) {
      if (!each.running) continue;
      waits.push_back({each.running->words(), POLLIN, 0});
      left = std::min(left, each.running->time_left());
    }
    if (!waits.empty()) ::poll(waits.data(), waits.size(), static_cast<int>(left.count()));
  }

  void listen_to(place& one) {
    if (!one.running || !one.running->listen()) return;
    one.outcome = one.running->outcome();
    one.running.reset();
    --running_;
    has_failure_ = has_failure_ || one.outcome.failed();
  }

  void hand_over(const take_outcome& take) {
    if (has_failure_ && running_ > 0) return;
    while (!places_.empty() && !places_.front().running) {
      take(places_.front().wanted, places_.front().outcome);
      places_.pop_front();
    }
    if (places_.empty()) has_failure_ = false;
  }

  static constexpr std::size_t places_per_job = 16;

  std::size_t jobs_;
  std::chrono::seconds patience_;
  std::deque<place> places_;  // in the order of their start
  std::size_t running_ = 0;
  bool has_failure_ = false;  // one that was not handed over yet
};

}  // namespace

void run_side_by_side(std::size_t jobs, std::chrono::seconds patience, const next_run& next,
                      const take_outcome& take) {
  side_by_side(jobs, patience).run(next, take);
}

}  // namespace aviary
