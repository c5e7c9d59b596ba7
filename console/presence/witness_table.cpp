#include "console/presence/witness_table.hpp"

#include <cstddef>

namespace aviary {

void witness_table::recall(const registered_bird& bird, const bird_session::event& event) {
  bird_session::evolve_witness(at(bird).known, event);
}

void witness_table::told(const registered_bird& bird, const session_witness& witness) {
  at(bird).known = witness;
}

void witness_table::answered(const registered_bird& bird, const session_witness& witness) {
  auto& row = at(bird);
  const bool saw_none = !row.known.differs && !witness.differs;  // it knew of later reports
  if (saw_none) row.ask_again = {};
  row.known = witness;
}

witness_table::verdict witness_table::compare(const registered_bird& bird, counter heartbeat,
                                              const report_digest& theirs, instant now,
                                              wall_time wall) {
  verdict out;
  auto& row = at(bird);
  const auto& known = row.known;
  if (!known.is_comparable(heartbeat)) return out;
  if (theirs == known.digest) {
    out.wake_session = known.differs;
  } else if (known.asks(mine_, wall)) {
    out.ask = reconcile_request{mine_, known.digest};
  } else if (now >= row.ask_again) {
    out.wake_session = true;
    row.ask_again = now + ask_again_time;
  }
  return out;
}

witness_table::compared_bird& witness_table::at(const registered_bird& bird) {
  if (rows_.size() <= bird.ordinal) rows_.resize(bird.ordinal + std::size_t{1});
  auto& row = rows_[bird.ordinal];
  if (row.number != bird.number) row = {{}, bird.number, {}};
  return row;
}

}  // namespace aviary
