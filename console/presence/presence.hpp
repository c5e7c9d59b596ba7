#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "actors/bird_session.hpp"
#include "actors/fragment_stream.hpp"
#include "actors/ports.hpp"
#include "console/dns/key_table.hpp"
#include "console/presence/authentic_request.hpp"
#include "console/presence/life_table.hpp"
#include "console/presence/message_table.hpp"
#include "console/presence/reassembly_limits.hpp"
#include "console/presence/reply_nonces.hpp"
#include "console/presence/witness_table.hpp"
#include "messages/envelope.hpp"
#include "messages/ids.hpp"
#include "messages/reply.hpp"
#include "messages/time.hpp"

// The PRESENCE stands between the edge and the SESSIONS: it answers what is not an event, opens
// whole messages, seals every REPLY, and wakes a session only for what must last. It is a machine:
// it has no stream, and all that it knows is gone with the process, which costs the birds a repeat.
//
//     edge --batch--> PRESENCE --store--> FRAGMENT STREAM
//                        |  <--whole, fragment_ack--
//                        |  --accept_report, fall_silent, come_back, report_settings--> SESSION
//                        |  <--message_acked--
//     edge <--answer--   |  --finish, discard--> FRAGMENT STREAM
//
// It never says that a report is accepted before the session has said so.

namespace aviary {

class presence {
 public:
  // -- effects -----------------------------------------------------------------------------------

  struct to_session {
    bird_id bird{};
    bird_session::command what;
  };
  struct to_fragment_stream {
    fragment_stream::message_place message;
    fragment_stream::command what;
  };
  using effect = std::variant<to_session, to_fragment_stream>;
  using effects = std::vector<effect>;

  // -- the machine -------------------------------------------------------------------------------

  /// `sink` and `entropy` (for the nonces of REPLYs) outlive the machine; the table does, too.
  /// `run` is drawn for this process, as `epoch` is.
  presence(const key_table& keys, answer_sink& sink, entropy_port& entropy, const epoch_key& epoch,
           const console_run& run)
      : keys_(keys), sink_(sink), entropy_(entropy), life_(epoch), witnesses_(run) {}

  /// A record of the log's history, before the first command and after `key_table::apply` saw it.
  void recall(const record& one, instant now, wall_time wall);

  /// From the edge.
  effects handle(const authentic_batch& batch, instant now, wall_time wall);
  /// From a SESSION: the report is durable.
  effects handle(const bird_session::effects::message_acked& acked, instant now, wall_time wall);
  /// From a SESSION: what it made of a comparison.
  void handle(const bird_session::effects::witness_told& told);
  /// From a FRAGMENT STREAM.
  effects handle(const fragment_stream::hints::fragment_ack& ack);
  effects handle(const fragment_stream::hints::whole& whole, instant now, wall_time wall);
  effects handle(const fragment_stream::hints::reopened& kept, instant now, wall_time wall);
  /// Once a second. `log_has_room`: whether new reports and fragments may be admitted.
  effects sweep(instant now, wall_time wall, bool log_has_room);

  // -- for views and metrics ---------------------------------------------------------------------

  const life_table& lives() const { return life_; }
  const witness_table& witnesses() const { return witnesses_; }
  const message_table& messages() const { return messages_; }
  const reassembly_limits& reassemblies() const { return limits_; }

  struct counts {
    std::uint64_t heartbeats = 0;           ///< that counted
    std::uint64_t heartbeats_stale = 0;     ///< without a token of this process and these minutes
    std::uint64_t heartbeats_repeated = 0;  ///< with a counter that had been there
    std::uint64_t heartbeats_odd = 0;       ///< alive, but the body does not parse
    std::uint64_t reports = 0;              ///< passed to a session
    std::uint64_t duplicates = 0;           ///< of a message that is in hand or finished
    std::uint64_t unreadable = 0;           ///< authentic, but no message of a known kind
    std::uint64_t not_opened = 0;           ///< all fragments there, but the whole does not open
    std::uint64_t slowed_down = 0;
    std::uint64_t replies = 0;
  };
  const counts& counted() const { return counts_; }

  // -- constants ---------------------------------------------------------------------------------

  /// What a bird is told to wait when a session has its hands full, and when the disk is.
  static constexpr std::uint8_t slow_down_seconds = 2;
  static constexpr std::uint8_t slow_down_full_seconds = 30;

  /// Queries of one message that wait for its REPLY: a bird repeats a status query every RTO.
  static constexpr std::size_t held_per_message_max = 4;

 private:
  /// What the machine works on, at one instant. Answers leave at its end.
  struct moment {
    instant now{};
    wall_time wall{};
    effects& out;
    answer_sink& sink;
    reply_nonces nonces;

    moment(presence& self, effects& decided, instant at = {}, wall_time by_the_wall = {})
        : now(at), wall(by_the_wall), out(decided), sink(self.sink_), nonces(self.entropy_) {}
    ~moment() { sink.flush(); }
  };
  /// A whole message, opened.
  struct opened {
    const registered_bird& bird;
    message_name name;
    byte_view plain;
    wall_time arrived;
    fragment_bitmap received;
    bool of_fragments;
    std::span<const waiting_query> queries;
  };

  void ask(const authentic_request& from, const opened_one_shot& one_shot, moment& at);
  void ask(const authentic_request& from, const authentic_fragment& fragment, moment& at);
  void ask(const authentic_request& from, const authentic_status& status, moment& at);
  void ask(const authentic_request& from, const pull_request& pull, moment& at);
  void ask(const authentic_request& from, const hello_request& hello, moment& at);

  void open(const opened& message, moment& at);
  void hear_heartbeat(const opened& message, const envelope& read, moment& at);
  void compare_digests(const opened& message, const report_digest& theirs, reply& content,
                       moment& at);
  /// `told`: the hash in the REPLY, by which the bird knows that it may let go.
  void pass_report(const opened& message, const report_head& head, byte_view body,
                   const report_hash& told, moment& at);
  void pass_upload(const opened& message, byte_view body, moment& at);
  std::optional<answer_slot> await_session(const opened& message, std::size_t octets,
                                           const report_hash& told, moment& at);
  void pass_unreadable(const opened& message, const report_hash& told, moment& at);
  /// True when the message is in hand or finished, and the queries have their answer.
  bool answer_known(const registered_bird& bird, counter at_counter,
                    const std::optional<message_tail>& tail, std::span<const waiting_query> queries,
                    moment& at);

  reply make_reply(const registered_bird& bird, const message_name& re, moment& at) const;
  void send_reply(const registered_bird& bird, const reply& content,
                  std::span<const waiting_query> queries, moment& at);
  void send_ack(const registered_bird& bird, const fragment_ack_answer& content,
                std::span<const waiting_query> queries);
  void slow_down(const registered_bird& bird, counter at, std::span<const waiting_query> queries);
  void hold(const registered_bird& bird, pending_message& message,
            std::span<const waiting_query> queries);
  void end_stream(const registered_bird& bird, counter at_counter, fragment_stream::command how,
                  moment& at);

  const key_table& keys_;
  answer_sink& sink_;
  entropy_port& entropy_;
  life_table life_;
  witness_table witnesses_;
  message_table messages_;
  reassembly_limits limits_;
  bool log_has_room_ = true;
  counts counts_;
};

}  // namespace aviary
