#pragma once

#include <functional>
#include <list>
#include <mutex>
#include <utility>

#include "messages/time.hpp"
#include "storage/event_log.hpp"

// Lets a caller of the API wait until what it asked for is in the log: a unit answers nobody, its
// events do. Fed by the log's thread like a projection.

namespace aviary {

class event_waiters {
 public:
  using matches = std::function<bool(const record&)>;
  /// True: the event is durable. False: it did not come in time.
  using done = std::function<void(bool)>;

  void wait(matches what, instant deadline, done tell) {
    const std::lock_guard lock(guard_);
    waiting_.push_back({std::move(what), deadline, std::move(tell)});
  }

  void apply(const record& one) {
    finish(true, [&one](const waiter& waiting) { return waiting.what(one); });
  }

  void expire(instant now) {
    finish(false, [now](const waiter& waiting) { return waiting.deadline <= now; });
  }

 private:
  struct waiter {
    matches what;
    instant deadline;
    done tell;
  };

  template <class Predicate>
  void finish(bool came, Predicate ended) {
    std::list<waiter> out;
    {
      const std::lock_guard lock(guard_);
      for (auto at = waiting_.begin(); at != waiting_.end();) {
        const auto next = std::next(at);
        if (ended(*at)) out.splice(out.end(), waiting_, at);
        at = next;
      }
    }
    for (const auto& one : out) one.tell(came);
  }

  std::mutex guard_;
  std::list<waiter> waiting_;
};

}  // namespace aviary
