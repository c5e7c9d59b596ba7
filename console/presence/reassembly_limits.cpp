#include "console/presence/reassembly_limits.hpp"

#include <algorithm>

namespace aviary {

reassembly_limits::verdict reassembly_limits::admit(const registered_bird& bird, counter at,
                                                    instant now) {
  if (is_open(bird, at)) return {};
  if (count_ >= open_max) return {admission::overloaded, {}};
  return readmit(bird, at, now);
}

reassembly_limits::verdict reassembly_limits::readmit(const registered_bird& bird, counter at,
                                                      instant opened) {
  if (is_open(bird, at)) return {};
  auto& streams = birds_[&bird];
  verdict out;
  if (streams.size() >= messages_in_flight_max) {
    const auto lowest = std::ranges::min_element(streams, {}, &stream::at);
    if (at < lowest->at) return {admission::too_old, {}};
    out.evicted = lowest->at;
    streams.erase(lowest);
    --count_;
  }
  streams.push_back({at, opened});
  ++count_;
  return out;
}

bool reassembly_limits::is_open(const registered_bird& bird, counter at) const {
  const auto found = birds_.find(&bird);
  return found != birds_.end() &&
         std::ranges::find(found->second, at, &stream::at) != found->second.end();
}

void reassembly_limits::close(const registered_bird& bird, counter at) {
  const auto found = birds_.find(&bird);
  if (found == birds_.end()) return;
  count_ -= std::erase_if(found->second, [at](const stream& one) { return one.at == at; });
  if (found->second.empty()) birds_.erase(found);
}

std::vector<reassembly_limits::place> reassembly_limits::expire(instant now) {
  std::vector<place> out;
  for (const auto& [bird, streams] : birds_)
    for (const auto& one : streams)
      if (one.opened + open_time <= now) out.push_back({bird, one.at});
  for (const auto& one : out) close(*one.bird, one.at);
  return out;
}

}  // namespace aviary
