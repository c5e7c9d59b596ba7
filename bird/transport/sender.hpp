#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "actors/ports.hpp"
#include "bird/transport/counter_source.hpp"
#include "bird/transport/look_back.hpp"
#include "bird/transport/message_sealer.hpp"
#include "bird/transport/outbox.hpp"
#include "bird/transport/path_profile.hpp"
#include "bird/transport/query_table.hpp"
#include "bird/transport/resolver_health.hpp"
#include "bird/transport/send_path.hpp"
#include "messages/answer.hpp"
#include "messages/envelope.hpp"
#include "messages/ids.hpp"
#include "messages/json.hpp"
#include "messages/key_schedule.hpp"
#include "messages/reply.hpp"
#include "messages/time.hpp"
#include "messages/zone_name.hpp"

// The SENDER brings a bird's messages through a DNS resolver to the console (docs/PROTOCOL.md
// section 5). It is a machine: no stream, no socket, no clock. What it is given it owes nobody; the
// RETRY QUEUE keeps a report until `acknowledged` and offers it again after `parked`. It seals,
// cuts, asks, waits, repeats and gives up, and it keeps what a reboot may forget: sealed bytes,
// attempts, the token, what the path is like.
//
// It does not probe paths, pull objects or decide when a heartbeat is due.

namespace aviary {

struct sender_settings {
  zone_name zone;
  bird_tag bird{};
  up_keys up;
  down_keys down;
  /// Of each resolver; they are known by their ordinals, from 0. At least one.
  std::vector<path_profile> paths;
};

/// Why the RETRY QUEUE has a report again.
enum class park_reason : std::uint8_t {
  no_progress,  ///< three rounds brought nothing new, while the console answered
  silent,       ///< nobody answers
  no_room,      ///< 31 messages are outstanding
  too_large,    ///< it does not fit 4,096 fragments of this path
  refused,      ///< the console could not make anything of it, twice
};
std::string_view describe(park_reason reason);

/// What `aviary-bird status` shows of the way to the console.
struct sender_statistics {
  std::uint64_t queries = 0;
  std::uint64_t answers = 0;        ///< authentic ones
  std::uint64_t refusals = 0;       ///< SERVFAIL, REFUSED and their like
  std::uint64_t negatives = 0;      ///< NODATA and NXDOMAIN: no answer, from somebody
  std::uint64_t truncated = 0;      ///< asked again over TCP
  std::uint64_t bad_datagrams = 0;  ///< neither of these: strange, forged, too late
  std::uint64_t sealed = 0;
  counter last_counter{};  ///< of the last sealed message; 0: none in this life of the process
  std::uint64_t acknowledged = 0;
  std::uint64_t parked = 0;
  std::uint64_t send_failures = 0;  ///< the network below refused to take a query
  std::optional<std::chrono::nanoseconds> smoothed_rtt;
  std::chrono::nanoseconds timeout{};
  double share_lost = 0;
  std::size_t window = 0;
  std::size_t under_way = 0;
  std::size_t resolver = 0;
  std::vector<resolver_health> resolvers;  ///< of each, by its ordinal
  std::optional<instant> last_answer;
  bool silent = false;
  /// The console's zone answers, but does not know this bird.
  bool unknown_here = false;
};

/// What a heartbeat says, beside its token.
struct heartbeat_content {
  report_digest digest{};
  bytes body;
  std::uint64_t as_of = 0;  ///< comes back with the answer; means nothing here
};

class sender {
 public:
  // -- commands -----------------------------------------------------------------------------------

  struct commands {
    /// Bring this over. What is offered again while it is on its way is not taken twice.
    struct offer {
      report_id id{};  ///< its hash is the body's, also of results and uploads
      bytes body;
      std::optional<instant> made_at;  ///< of this boot; nothing when unknown
      message_kind kind = message_kind::report;
    };
    /// Replaces the heartbeat that is still owed, if any.
    struct heartbeat_due {
      heartbeat_content content;
    };
    /// What a heartbeat would say has changed. One is sealed with what was told last, also when it
    /// waited for its turn or is repeated: its counter must not be above that of a report of which
    /// it knows nothing.
    struct heartbeat_changed {
      heartbeat_content content;
    };
    /// What is outstanding may have been for a console that is no more, so no REPLY to it counts:
    /// it is sealed anew.
    struct seal_anew {};
    /// A resolver answered. The octets are looked at before `handle` returns.
    struct datagram {
      std::size_t resolver = 0;
      byte_view octets;
    };
    /// The network below refused to take a query.
    struct send_failed {
      std::size_t resolver = 0;
    };
    /// A path probe ended.
    struct path_found {
      std::size_t resolver = 0;
      path_profile path;
    };
    struct tick {};
  };
  using command = std::variant<commands::offer, commands::heartbeat_due,
                               commands::heartbeat_changed, commands::seal_anew, commands::datagram,
                               commands::send_failed, commands::path_found, commands::tick>;

  // -- effects ------------------------------------------------------------------------------------

  struct effects {
    /// One DNS message for one resolver.
    struct send {
      std::size_t resolver = 0;
      bytes octets;
      bool over_stream = false;  ///< TCP; a datagram otherwise
    };
    /// The report is in the console's log.
    struct acknowledged {
      report_id id{};
      bool unparsable = false;
    };
    struct parked {
      report_id id{};
      park_reason why{};
    };
    /// After a silence somebody answers: what was parked may be offered at once.
    struct console_answers {};
    struct heartbeat_answered {
      life_token token{};
      wall_time console_time{};
      bool counted = true;  ///< false for a stale token; the repetition is on its way
      bool more_waiting = false;
      std::optional<reconcile_request> reconcile;
      json_array instructions;
      report_digest digest{};  ///< what the heartbeat had said
      std::uint64_t as_of = 0;
    };
    /// This disk is older than what was sent from it. Once in a life of the process.
    struct rolled_back {
      counter highest{};
    };
    /// Long names or large answers do not come through, or not as they were sent: the path wants a
    /// new probe.
    struct path_degraded {
      std::size_t resolver = 0;
    };
  };
  using effect =
      std::variant<effects::send, effects::acknowledged, effects::parked, effects::console_answers,
                   effects::heartbeat_answered, effects::rolled_back, effects::path_degraded>;

  // -- the machine --------------------------------------------------------------------------------

  /// Truncated answers in a row that mean the path, not the moment.
  static constexpr std::size_t truncated_max = 3;
  /// The same of answers whose text nobody can have meant for this bird.
  static constexpr std::size_t strange_max = 3;

  /// The two ports outlive the sender.
  sender(sender_settings settings, counter_source& counters, entropy_port& entropy);
  sender(const sender&) = delete;
  sender& operator=(const sender&) = delete;

  std::vector<effect> handle(const command& wanted, instant now);
  /// When `tick` is due, if nothing else comes before; nothing when there is nothing to wait for.
  std::optional<instant> next_due() const { return due_; }
  sender_statistics statistics(instant now) const;
  /// The one in use.
  std::size_t resolver() const { return resolver_; }
  /// Nobody answers, and that is no mistake: status queries leave and nothing else.
  bool silent(instant now) const { return path_.surely_silent(now); }

 private:
  // -- commands
  void take(const commands::offer& offered, instant now);
  void take(const commands::heartbeat_due& due, instant now);
  void take(const commands::heartbeat_changed& changed, instant now);
  void take(const commands::seal_anew&, instant now);
  void take(const commands::datagram& received, instant now);
  void take(const commands::send_failed& failed, instant now);
  void take(const commands::path_found& found, instant now);
  void take(const commands::tick&, instant) {}

  // -- answers
  void take_refusal(const open_query& query, instant now);
  void ask_over_stream(open_query& query, instant now);
  void note_strange(const open_query& query);
  void take_answer(open_query query, const console_answer& received, instant now);
  void note_answered(const open_query& query, bool delayed, instant now);
  void take_status(const open_query& query, const fragment_ack_answer& ack, instant now);
  void merge(parcel& about, const open_query& query, const fragment_bitmap& received, instant now);
  void release_settled(const outgoing_message& message);
  void take_unknown(parcel& about, const open_query& query, instant now);
  void take_reply(const reply_answer& sealed);
  void take_reply_to(parcel* about, reply& told, bool rolled_back);
  void note_rolled_back(counter highest);
  void seal_all_anew();
  void seal_anew(parcel& what);
  void use_resolver(std::size_t resolver, instant now);
  void adapt_to_profile();
  void take_heartbeat_reply(const parcel& about, reply& told, bool rolled_back);

  // -- what to send
  /// Who wants to send something; nobody when `from` is null. Then, when somebody will.
  struct wish {
    parcel* from = nullptr;
    message_step step;
    std::optional<instant> due;
  };
  void pump(instant now);
  void pump_silent(instant now);
  void ask_earlier_resolver(instant now);
  wish next_wish(instant now);
  message_step step_of(parcel& from, instant now);
  void give_up(parcel& what);
  void grant(const wish& wanted, instant now);

  // -- doing it
  void send_fragment(parcel& from, fragment_index index, instant now);
  void send_status(counter message, instant now);
  open_query status_query(counter message, bird_request& wanted);
  std::uint64_t send_query(bird_request wanted, open_query query, instant now);
  open_query* repeat_name(counter message, open_query::subject subject, fragment_index index,
                          instant now);
  void transmit(open_query& query, instant now);
  void park(parcel& what, park_reason why);
  void measure_losses(instant now);
  double jitter();
  /// What the way through the resolver in use carries.
  path_profile& profile() { return settings_.paths[resolver_]; }

  sender_settings settings_;
  counter_source& counters_;
  entropy_port& entropy_;
  message_sealer sealer_;
  send_path path_;
  outbox outbox_;

  life_token token_{};
  heartbeat_content heartbeat_;
  std::size_t resolver_ = 0;
  look_back look_back_;
  std::vector<resolver_health> health_;
  // Names of status queries so far, from which the next one's salt is made.
  std::uint8_t status_names_ = 0;
  std::size_t truncated_in_a_row_ = 0;
  std::size_t strange_in_a_row_ = 0;
  bool told_rolled_back_ = false;
  std::optional<instant> last_answer_;
  std::optional<instant> last_negative_;

  sender_statistics statistics_;
  std::vector<effect> effects_;
  std::optional<instant> due_;
};

}  // namespace aviary
