#include "bird/transport/path_watch.hpp"

#include <algorithm>
#include <utility>

namespace aviary {

path_watch::path_watch(path_watch_settings settings, entropy_port& entropy, instant now)
    : probe_(std::move(settings.probe), entropy),
      entropy_(entropy),
      probes_(settings.probes),
      begins_at_(now) {
  if (probes_) begins_at_ += start_delay_max * entropy_.draw<std::uint8_t>() / 255;
  for (auto& known : settings.known) paths_.push_back({std::move(known), begins_at_, {}});
}

std::vector<path_watch::effect> path_watch::tick(bool may_begin, instant now) {
  if (probe_.running()) return perform(probe_.handle(path_probe::commands::tick{}, now), now);
  const auto due = next_due(may_begin);
  if (!due || now < *due) return {};
  const auto next = std::ranges::min_element(paths_, {}, &path::due);
  const auto resolver = static_cast<std::size_t>(next - paths_.begin());
  return perform(probe_.handle(path_probe::commands::begin{resolver}, now), now);
}

std::optional<std::vector<path_watch::effect>> path_watch::receive(std::size_t resolver,
                                                                   byte_view datagram,
                                                                   instant now) {
  if (!probe_.running()) return {};
  auto wanted = probe_.receive(resolver, datagram, now);
  if (!wanted) return {};
  return perform(*std::move(wanted), now);
}

void path_watch::answered(std::size_t resolver, instant now) {
  if (!paths_[resolver].known) call_for(paths_[resolver], now);
}

void path_watch::degraded(std::size_t resolver, instant now) {
  if (!probes_) return;
  paths_[resolver].degraded = true;
  call_for(paths_[resolver], now);
}

std::optional<instant> path_watch::next_due(bool may_begin) const {
  if (const auto due = probe_.next_due()) return due;
  if (!probes_ || !may_begin || paths_.empty()) return {};
  return std::ranges::min(paths_, {}, &path::due).due;
}

void path_watch::call_for(path& one, instant now) {
  const auto allowed_at = one.ended_at ? *one.ended_at + called_gap : begins_at_;
  one.due = std::min(one.due, std::max(now, allowed_at));
}

std::vector<path_watch::effect> path_watch::perform(std::vector<path_probe::effect> wanted,
                                                    instant now) {
  std::vector<effect> out;
  for (auto& one : wanted) {
    if (auto* send = std::get_if<path_probe::effects::send>(&one))
      out.push_back(std::move(*send));
    else
      take_end(std::get<path_probe::effects::ended>(one), out, now);
  }
  return out;
}

// A probe that finds nothing says nothing against what is known: nobody answered at all.
void path_watch::take_end(const path_probe::effects::ended& end, std::vector<effect>& out,
                          instant now) {
  auto& about = paths_[end.resolver];
  about.ended_at = now;
  about.degraded = false;
  if (!end.found) {
    about.due = now + retry_interval;
    return;
  }
  const auto jitter = std::chrono::minutes(interval) * entropy_.draw<std::uint8_t>() / 255 / 5;
  about.due = now + interval - interval / 10 + jitter;
  about.known = end.found;
  out.push_back(effects::found{end.resolver, *end.found});
}

}  // namespace aviary
