#include "actors/report_journal.hpp"

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

void report_journal::begin_reconcile(const incarnation& asker, std::uint64_t event) {
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
  const auto is_old = [&](const entry& one) {
    return one.acknowledged != wall_time{} && one.acknowledged + age_max < console_time;
  };
  while (!entries.empty() && is_old(entries.begin()->second)) let_oldest_go();
}

void report_journal::let_oldest_go() {
  if (entries.begin()->second.owed) --owed;
  entries.erase(entries.begin());
}

}  // namespace aviary
