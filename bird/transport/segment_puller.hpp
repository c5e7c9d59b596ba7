#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <variant>
#include <vector>

#include "actors/ports.hpp"
#include "bird/transport/path_profile.hpp"
#include "bird/transport/query_table.hpp"
#include "bird/transport/send_path.hpp"
#include "messages/answer.hpp"
#include "messages/ids.hpp"
#include "messages/key_schedule.hpp"
#include "messages/segment.hpp"
#include "messages/time.hpp"
#include "messages/zone_name.hpp"

// The SEGMENT PULLER brings an object from the console, segment by segment, in any order, and goes
// on where it was (docs/PROTOCOL.md section 6). It is a machine beside the SENDER, with the same
// rules about how much at once: window, pace, pauses, silence.

namespace aviary {

struct segment_puller_settings {
  zone_name zone;
  bird_tag bird{};
  fragment_key fragment;
  ack_key ack;
  file_key file;
  path_profile path;
  object_description object;
  /// Pulls under way at a time, 1 to window_max. With 1 a segment is stored before the next one is
  /// asked for.
  std::size_t window = 1;
};

class segment_puller {
 public:
  // -- commands -----------------------------------------------------------------------------------

  struct commands {
    /// Pull what is not there yet, once. `stored`: for each segment whether it is; empty: none.
    struct begin {
      std::vector<bool> stored;
    };
    /// The resolver answered. The octets are looked at before `handle` returns.
    struct datagram {
      byte_view octets;
    };
    struct tick {};
  };
  using command = std::variant<commands::begin, commands::datagram, commands::tick>;

  // -- effects ------------------------------------------------------------------------------------

  enum class outcome : std::uint8_t {
    complete,
    not_offered,  ///< the console's zone answers, and has no such object for this bird
    refused,      ///< the resolver answers nothing but refusals
    silent,       ///< nobody answers
  };

  struct effects {
    struct send {
      bytes octets;
      bool over_stream = false;
    };
    /// Each segment once. Comes before every `send` that it makes room for.
    struct store {
      segment_number number{};
      bytes piece;
    };
    struct ended {
      outcome how{};
    };
  };
  using effect = std::variant<effects::send, effects::store, effects::ended>;

  // -- the machine --------------------------------------------------------------------------------

  /// So long without an authentic answer ends it. What the console asks to wait comes on top, and
  /// the pauses behind refusals do, up to patience_refused in all. Where something was answered
  /// before, a refusal that pauses makes it patience_dead until the next answer: unbound takes a
  /// name server for dead for 900 s, and says nothing at all to whoever waits for its probes.
  static constexpr std::chrono::seconds patience{60};
  static constexpr std::chrono::minutes patience_refused{5};
  static constexpr std::chrono::minutes patience_dead{20};
  /// So many denials in a row: others may be of a resolver that remembers one.
  static constexpr std::size_t denials_max = 8;

  /// `entropy` outlives the puller.
  segment_puller(segment_puller_settings settings, entropy_port& entropy);

  std::vector<effect> handle(const command& wanted, instant now);
  /// When `tick` is due; nothing once it has ended.
  std::optional<instant> next_due() const { return due_; }

  std::uint32_t segments() const { return static_cast<std::uint32_t>(stored_.size()); }
  std::uint64_t queries() const { return queries_; }
  /// The first refusal behind the last authentic answer.
  std::optional<instant> refused_since() const { return refused_since_; }

 private:
  void take(const commands::begin& begin, instant now);
  void take(const commands::datagram& received, instant now);
  void take(const commands::tick&, instant) {}

  void take_answer(const open_query& query, const console_answer& answer, instant now);
  void take_segment(const open_query& query, const segment_answer& segment, instant now);
  void take_denial(const open_query& query, instant now);
  void note_answered(const open_query& query, instant now);

  void release_lost(instant now);
  void ask_again(const open_query& query);
  std::optional<std::uint32_t> next_segment();
  void pump(instant now);
  void pump_silent(instant now);
  void pull(std::uint32_t number, instant now);
  void transmit(open_query& query, instant now);
  void end(outcome how);
  double jitter();

  segment_puller_settings settings_;
  entropy_port& entropy_;
  send_path path_;
  std::size_t each_;  // octets of a segment
  std::uint8_t first_salt_;

  std::vector<bool> stored_;
  std::size_t missing_ = 0;
  std::vector<std::uint8_t> attempts_;  // of each segment, modulo 256
  std::uint32_t next_fresh_ = 0;
  std::deque<std::uint32_t> lost_;  // and not under way
  std::uint64_t newest_answered_ = 0;
  std::size_t denials_ = 0;
  std::optional<instant> refused_since_;
  bool heard_any_ = false;
  instant heard_{};
  instant patience_ends_{};
  bool begun_ = false;
  bool ended_ = true;  // before it begins, too

  std::uint64_t queries_ = 0;
  std::vector<effect> effects_;
  std::optional<instant> due_;
};

}  // namespace aviary
