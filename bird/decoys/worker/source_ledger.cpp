#include "bird/decoys/worker/source_ledger.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "messages/invariant.hpp"

namespace aviary {

std::string source_key(const std::string& host) {
  in6_addr address{};
  if (::inet_pton(AF_INET6, host.c_str(), &address) != 1) return host;
  std::memset(address.s6_addr + 8, 0, 8);
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(AF_INET6, &address, text.data(), text.size());
  return std::string(text.data()) + "/64";
}

bool source_ledger::admit(const std::string& host, instant now) {
  auto& from = source_of(host, now);
  if (connected_ >= limits_.workers_max || from.connected >= limits_.source_at_once_max ||
      from.in_window >= limits_.source_per_window_max)
    return false;
  ++connected_;
  ++from.connected;
  ++from.in_window;
  return true;
}

void source_ledger::left(const std::string& host) {
  const auto found = sources_.find(source_key(host));
  AVIARY_INVARIANT(found != sources_.end() && found->second.connected > 0 && connected_ > 0,
                   "only what was admitted leaves");
  --found->second.connected;
  --connected_;
}

bool source_ledger::tell_quiet(const std::string& host, instant now) {
  auto& from = source_of(host, now);
  if (!std::exchange(from.told, true)) return true;
  ++from.count.quiet;
  return false;
}

bool source_ledger::tell_refused(const std::string& host, instant now) {
  auto& from = source_of(host, now);
  if (!std::exchange(from.told, true)) return true;
  ++from.count.refused;
  return false;
}

std::vector<untold> source_ledger::take_untold(instant now) {
  for (auto at = sources_.begin(); at != sources_.end();) {
    auto& from = at->second;
    if (from.window_ends && *from.window_ends <= now) end_window(from);
    at = from.window_ends || from.connected > 0 ? std::next(at) : sources_.erase(at);
  }
  return std::exchange(ready_, {});
}

instant source_ledger::next_due() const {
  if (!ready_.empty()) return instant::min();
  auto due = instant::max();
  for (const auto& [key, from] : sources_) due = std::min(due, from.window_ends.value_or(due));
  return due;
}

source_ledger::source& source_ledger::source_of(const std::string& host, instant now) {
  const auto key = source_key(host);
  if (!sources_.contains(key)) make_room();
  auto& from = sources_[key];
  if (from.window_ends && *from.window_ends <= now) end_window(from);
  if (!from.window_ends) from.window_ends = now + limits_.window;
  from.count.host = host;
  return from;
}

void source_ledger::end_window(source& of) {
  if (of.count.quiet > 0 || of.count.refused > 0) ready_.push_back(std::exchange(of.count, {}));
  of.told = false;
  of.in_window = 0;
  of.window_ends.reset();
}

// A source with connections stays: there are at most `workers_max` of them.
void source_ledger::make_room() {
  if (sources_.size() < limits_.sources_max) return;
  auto first = sources_.end();
  for (auto at = sources_.begin(); at != sources_.end(); ++at) {
    if (at->second.connected > 0) continue;
    if (first == sources_.end() || at->second.window_ends < first->second.window_ends) first = at;
  }
  if (first == sources_.end()) return;
  end_window(first->second);
  sources_.erase(first);
}

}  // namespace aviary
