#include "actors/session_witness.hpp"

#include <algorithm>

namespace aviary {

void session_witness::accept(const report_id& id, counter at) {
  if (!counts(id)) return;
  digest.add(id.hash);
  newest = std::max(newest, at);
}

namespace {

/// Civil time jumps: a clock that was put back must not silence the witness for years.
bool is_recent(wall_time asked, wall_time now) {
  return std::chrono::abs(now - asked) < session_witness::ask_time;
}

}  // namespace

bool session_witness::may_ask(const console_run& mine, wall_time now) const {
  if (cloned) return false;
  const bool asked_by_me = asked != wall_time{} && asker == mine;
  return !asked_by_me || !is_recent(asked, now);
}

bool session_witness::asks(const console_run& mine, wall_time now) const {
  return asking && !cloned && asker == mine && is_recent(asked, now);
}

}  // namespace aviary
