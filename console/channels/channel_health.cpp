#include "console/channels/channel_health.hpp"

#include <utility>

namespace aviary {

void channel_health::note(const std::string& channel, const std::string& alert,
                          const http_outcome& outcome, wall_time at) {
  told tell;
  {
    const std::lock_guard lock(guard_);
    auto& last = channels_[channel];
    last.outcome = outcome;
    last.at = at;
    last.failures = outcome.delivered() ? 0 : last.failures + 1;
    if (!outcome.delivered())
      if (auto watcher = watched_.extract(alert)) tell = std::move(watcher.mapped());
  }
  if (tell) tell(outcome);
}

std::optional<channel_health::last_attempt> channel_health::last(std::string_view channel) const {
  const std::lock_guard lock(guard_);
  const auto found = channels_.find(channel);
  if (found == channels_.end()) return {};
  return found->second;
}

void channel_health::watch(const std::string& alert, told tell) {
  const std::lock_guard lock(guard_);
  watched_.emplace(alert, std::move(tell));
}

bool channel_health::forget(const std::string& alert) {
  const std::lock_guard lock(guard_);
  return watched_.erase(alert) > 0;
}

}  // namespace aviary
