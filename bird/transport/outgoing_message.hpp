#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "messages/bytes.hpp"
#include "messages/fragment_bitmap.hpp"
#include "messages/fragmentation.hpp"
#include "messages/ids.hpp"
#include "messages/request.hpp"
#include "messages/time.hpp"

// One sealed message on its way: which fragments the console has, which are under way, and what is
// to be sent next. It knows no window, no resolver and no keys; the sender asks it and tells it.
//
//     asking ----answer, or none in time----> sending ----all there----> complete
//     (offered again: a status query first)      ^                       (ask for the REPLY)
//                                                `---the console forgot some---'
//
// An attempt is repeated when the answer to a later one shows it missing and it is a quarter older
// than SRTT, or when its timeout has passed, and then
//   * once for each progress of the message while others of its fragments are still under way,
//   * as often as the loss of the path asks for, which for the last one that is missing is not
//     assumed of a path that seems clean (loss_memory), and
//   * in three rounds after 1, 2 and 4 seconds without progress, each of everything missing.
// After the third round the message is given up, as a whole, and the RETRY QUEUE has it again.

namespace aviary {

/// What the path says about waiting.
struct send_timing {
  std::chrono::nanoseconds timeout{};
  std::chrono::nanoseconds lost_after{};
  std::size_t quick_attempts = 0;
  /// Of the only fragment that is missing while others of its message are there.
  std::size_t last_quick_attempts = 0;
};

/// What a message wants.
struct message_step {
  enum class kind : std::uint8_t { send_fragment, ask_status, wait, give_up };
  kind what = kind::wait;
  /// Of send_fragment.
  fragment_index index{};
  /// Of wait: when to ask again.
  instant due{};
};

class outgoing_message {
 public:
  using duration = std::chrono::nanoseconds;

  /// The pauses before the rounds; the timeout where that is longer.
  static constexpr std::array<duration, 3> round_pauses{
      std::chrono::seconds(1), std::chrono::seconds(2), std::chrono::seconds(4)};
  /// After "complete, reply pending" the log of the console needs that long, as a rule.
  static constexpr duration reply_patience = std::chrono::milliseconds(50);
  /// Status queries per timeout before the rounds begin.
  static constexpr std::size_t quick_status_max = 8;

  /// `sealed` is cut by `cut`; a `one_shot` has one fragment and travels with its counter alone.
  outgoing_message(counter at, bytes sealed, fragmentation cut, bool one_shot, instant now);

  // -- what it is ---------------------------------------------------------------------------------

  message_name name() const { return name_; }
  bool one_shot() const { return one_shot_; }
  const fragmentation& cut() const { return cut_; }
  byte_view fragment(fragment_index index) const { return cut_.fragment(sealed_, index); }

  // -- what happened ------------------------------------------------------------------------------

  /// A fragment left in the query of that ordinal; `new_name`: under a salt of its own.
  void sent(fragment_index index, std::uint64_t query, instant now, bool new_name);
  void asked_status(instant now);
  /// The console has `received`, it says in answer to the query of that ordinal, which first left
  /// at `query_sent`. Returns the fragments that are newly known to be there, and that were sent
  /// more than once before.
  struct progress {
    std::size_t fragments = 0;
    std::size_t repeated = 0;
  };
  progress acked(const fragment_bitmap& received, std::uint64_t query, instant query_sent,
                 instant now);
  /// The console has it all and says so; the REPLY follows.
  void completed(instant now);
  /// Offered again after it was given up: ask before sending.
  void resume(instant now);

  // -- what is to be done -------------------------------------------------------------------------

  /// What to do now. Moves to the next round when its time has come.
  message_step next_step(const send_timing& timing, instant now);
  /// When patience with this message ends while nothing at all is answered.
  instant patience_ends(const send_timing& timing) const;

  // -- what is known ------------------------------------------------------------------------------

  bool has(fragment_index index) const { return fragments_[index.value].there; }
  /// Whether it is known what became of the attempt of that ordinal: its fragment is there, was
  /// shown missing or left again.
  bool settled(fragment_index index, std::uint64_t query) const;
  /// Attempts at a fragment so far.
  std::size_t attempts(fragment_index index) const { return fragments_[index.value].attempts; }
  /// Names used for a fragment so far, from which its next salt is made.
  std::uint8_t names_used(fragment_index index) const { return fragments_[index.value].names; }
  std::size_t fragments_there() const { return there_; }
  /// Whether a fragment is there whose name was as long as the longest one. The last one may be
  /// shorter, so that it passes where names that long do not.
  bool longest_there() const;
  /// Fragments that were not known to be there and left more than once.
  std::size_t repeated_and_missing() const;
  bool complete() const { return phase_ == phase::complete; }
  /// When the console last said that it has something of it; nothing when it never did.
  std::optional<instant> last_held() const { return last_held_; }

 private:
  enum class phase : std::uint8_t { asking, sending, complete };

  struct fragment_state {
    instant sent_at{};
    /// When the bird learned that it is there.
    instant there_at{};
    /// Ordinal of the last query that carried it, 0 before the first.
    std::uint64_t query = 0;
    std::uint32_t attempts = 0;
    /// Attempts since the message's last progress, valid with that progress' ordinal.
    std::uint32_t repeats = 0;
    std::uint32_t repeats_of = 0;
    std::uint8_t names = 0;
    bool there = false;
    bool shown_missing = false;
  };

  /// What a look over the fragments finds.
  struct survey {
    std::optional<fragment_index> fresh;
    std::optional<fragment_index> overdue;
    std::optional<fragment_index> overdue_while_growing;
    std::optional<instant> next_due;
    bool growing = false;
  };
  survey look(const send_timing& timing, instant now) const;
  message_step next_fragment(const send_timing& timing, instant now);
  message_step next_status(const send_timing& timing, instant now);
  message_step next_round(const send_timing& timing, instant now);
  std::size_t repeats(const fragment_state& fragment) const;
  duration round_pause(const send_timing& timing) const;
  instant last_activity() const { return std::max(progress_at_, last_sent_at_); }
  void note_progress(instant now);
  void find_first_missing(std::size_t from);

  message_name name_;
  bytes sealed_;
  fragmentation cut_;
  bool one_shot_;
  std::vector<fragment_state> fragments_;
  phase phase_ = phase::sending;
  std::size_t there_ = 0;
  /// Everything below is there.
  std::size_t first_missing_ = 0;
  /// Everything from here on was never sent.
  std::size_t first_unsent_ = 0;
  std::uint32_t progress_ordinal_ = 0;
  instant progress_at_;
  instant last_sent_at_{};
  std::optional<instant> last_held_;
  /// Rounds without progress so far, and when the last one began.
  std::size_t rounds_ = 0;
  std::optional<instant> round_began_;
  /// Status queries since the phase began, and when the next is due.
  std::size_t status_asked_ = 0;
  instant status_due_{};
};

}  // namespace aviary
