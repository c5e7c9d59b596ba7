#include "actors/report_journal.hpp"

#include <algorithm>
#include <iterator>

namespace aviary {

void report_journal::begin(registration_no number) {
  *this = {};
  registration = number;
}

void report_journal::acknowledged(std::uint64_t ordinal, sequence enqueued, const report_hash& hash,
                                  wall_time console_time, std::uint64_t event) {
  digest.add(hash);
  entries.emplace(ordinal, entry{enqueued, console_time, false});
  trim(console_time);
  note_done(event);
}

void report_journal::begin_reconcile(const console_run& asker, std::uint64_t event) {
  for (auto& one : entries) one.second.owed = true;
  owed = entries.size();
  last = reconcile{asker, {}};
  note_done(event);
}

void report_journal::resent(std::uint64_t ordinal, std::uint64_t event) {
  const auto found = entries.find(ordinal);
  if (found == entries.end() || !found->second.owed) return;
  found->second.owed = false;
  --owed;
  if (owed == 0) trim({});
  note_done(event);
}

void report_journal::note_done(std::uint64_t event) {
  if (last && owed == 0 && !last->done_at) last->done_at = event;
}

// What falls out is an old report that the console acknowledged long ago; nobody is told.
void report_journal::trim(wall_time console_time) {
  if (owed > 0) {
    while (entries.size() > entries_max_in_reconcile) let_oldest_go();
    return;
  }
  while (entries.size() > entries_max) let_oldest_go();
  if (console_time == wall_time{}) return;
  for (auto next = first_dated(console_time);
       next != entries.end() && next->second.acknowledged + age_max < console_time;
       next = first_dated(console_time))
    entries.erase(entries.begin(), std::next(next));
}

// One that was acknowledged before the time was known, or by a clock that was ahead, is as old as
// the next one that has a time.
report_journal::place report_journal::first_dated(wall_time console_time) {
  return std::ranges::find_if(entries, [&](const auto& one) {
    const auto at = one.second.acknowledged;
    return at != wall_time{} && at <= console_time;
  });
}

void report_journal::let_oldest_go() {
  if (entries.begin()->second.owed) --owed;
  entries.erase(entries.begin());
}

}  // namespace aviary
