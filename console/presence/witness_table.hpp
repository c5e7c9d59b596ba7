#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "actors/bird_session.hpp"
#include "actors/session_witness.hpp"
#include "console/dns/key_table.hpp"
#include "messages/ids.hpp"
#include "messages/reply.hpp"
#include "messages/time.hpp"

// What the sessions accepted from each bird, so that a heartbeat's digest is compared at once and
// an idle bird wakes no session. The session decides whether a reconcile is asked for; this is its
// copy, from the log at the start and then from every `message_acked` and `witness_told`.
//
// The copy may lag behind its session. Then the report that it lacks is not acknowledged yet, so
// the bird says that something waits, or was sealed behind the heartbeat: see docs/PROTOCOL.md.

namespace aviary {

class witness_table {
 public:
  explicit witness_table(const console_run& mine) : mine_(mine) {}

  const console_run& mine() const { return mine_; }

  /// An event of the log's history, of that bird's session.
  void recall(const registered_bird& bird, const bird_session::event& event);
  /// From the session, with a report.
  void told(const registered_bird& bird, const session_witness& witness);
  /// From the session, woken by a comparison.
  void answered(const registered_bird& bird, const session_witness& witness);

  struct verdict {
    std::optional<reconcile_request> ask;  ///< for the REPLY
    bool wake_session = false;             ///< it has something to decide
  };
  /// A heartbeat that counts and says that nothing waits.
  verdict compare(const registered_bird& bird, counter heartbeat, const report_digest& theirs,
                  instant now, wall_time wall);

  const session_witness& of(const registered_bird& bird) { return at(bird).known; }
  std::size_t octets() const { return rows_.capacity() * sizeof(compared_bird); }

  /// How often a session is told of a difference that it may not do anything about, and of a new
  /// one: a bird and its clone, which differ and agree in turn, must not fill the log.
  static constexpr std::chrono::hours ask_again_time{1};

 private:
  struct compared_bird {
    session_witness known;
    registration_no number{};
    instant ask_again{};
  };
  /// Of the bird's registration: another one counts from zero.
  compared_bird& at(const registered_bird& bird);

  console_run mine_;
  std::vector<compared_bird> rows_;  // by the birds' ordinals
};

}  // namespace aviary
