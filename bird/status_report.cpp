#include "bird/status_report.hpp"

#include <algorithm>
#include <chrono>

#include "messages/report.hpp"

namespace aviary {
namespace {

using milliseconds = std::chrono::duration<double, std::milli>;

/// One word that says whether somebody must do something.
std::string_view state_of(const uplink_status& status) {
  if (status.path.unknown_here) return "unknown to the console";
  if (status.path.silent) return "no answer";
  return status.path.last_answer ? "connected" : "connecting";
}

std::string resolver_of(const uplink_status& status, const std::vector<std::string>& resolvers) {
  const auto ordinal = status.path.resolver;
  return ordinal < resolvers.size() ? resolvers[ordinal] : "none";
}

std::string names_of(const std::vector<std::string>& resolvers) {
  std::string out;
  for (const auto& one : resolvers) out += (out.empty() ? "" : " or ") + one;
  return out.empty() ? "any resolver" : out;
}

std::optional<std::string> hint_of(const uplink_status& status,
                                   const std::vector<std::string>& resolvers) {
  if (status.path.unknown_here)
    return "the console's zone answers but does not know this bird: register it again";
  if (status.path.silent)
    return "nobody answers through " + names_of(resolvers) +
           ": is it reachable, does it resolve the console's zone, does the console run? "
           "(aviary-bird selftest path)";
  return {};
}

/// By the resolvers' names.
json_object health_of(const uplink_status& status, const std::vector<std::string>& resolvers,
                      instant now) {
  json_object out;
  for (std::size_t i = 0; i < std::min(resolvers.size(), status.path.resolvers.size()); ++i) {
    const auto& health = status.path.resolvers[i];
    json_object one{{"queries", health.queries()}, {"answers", health.answers()}};
    if (const auto score = health.score()) one["health"] = *score;
    if (const auto at = health.last_answer())
      one["last_answer_age"] = std::chrono::floor<std::chrono::seconds>(now - *at).count();
    out[resolvers[i]] = std::move(one);
  }
  return out;
}

json_object path_of(const uplink_status& status, const std::vector<std::string>& resolvers,
                    instant now) {
  const auto& path = status.path;
  json_object out;
  out["resolver"] = resolver_of(status, resolvers);
  out["queries"] = path.queries;
  out["answers"] = path.answers;
  out["loss"] = path.share_lost;
  out["window"] = path.window;
  out["under_way"] = path.under_way;
  if (path.smoothed_rtt) out["rtt_ms"] = milliseconds(*path.smoothed_rtt).count();
  if (path.last_answer)
    out["last_answer_age"] =
        std::chrono::floor<std::chrono::seconds>(now - *path.last_answer).count();
  out["resolvers"] = health_of(status, resolvers, now);
  out["degraded"] = status.path_degraded;
  if (const auto& found = status.path_found) {
    out["probe"] = to_json(*found);
    if (const auto wanted = advice(*found)) out["advice"] = *wanted;
  }
  return out;
}

/// What came of the console's comparison: it compares digests when nothing waits, and asks for the
/// journal when it has another.
std::string_view witness_of(const uplink_status& status) {
  if (status.reconciling) return "reconciling";
  if (!status.disputed) return "unknown";
  return *status.disputed ? "differs" : "agrees";
}

json_object journal_of(const uplink_status& status) {
  json_object out;
  out["digest"] = witness_of(status);
  out["acknowledged"] = status.digest.count;
  out["held"] = status.journal;
  out["owed_again"] = status.owed_again;
  return out;
}

}  // namespace

json_object status_report(const uplink_status& status, const uplink_settings& settings,
                          const std::vector<std::string>& resolvers, instant now) {
  json_object queue;
  queue["waiting"] = status.waiting;
  queue["dropped"] = status.dropped;
  queue["acknowledged"] = status.path.acknowledged;
  queue["parked"] = status.path.parked;

  json_object out;
  out["state"] = state_of(status);
  if (const auto what_to_do = hint_of(status, resolvers)) out["hint"] = *what_to_do;
  out["name"] = settings.name;
  out["location"] = settings.location;
  out["queue"] = std::move(queue);
  out["journal"] = journal_of(status);
  if (status.path.sealed > 0) out["counter"] = status.path.last_counter.value;
  out["path"] = path_of(status, resolvers, now);
  if (status.since_heartbeat) out["last_heartbeat_age"] = status.since_heartbeat->count();
  if (status.console_time) out["console_time"] = utc_text(*status.console_time);
  out["rolled_back"] = status.rolled_back;
  return out;
}

}  // namespace aviary
