#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "console/dns/answer_slots.hpp"
#include "console/dns/edge_counters.hpp"
#include "console/dns/key_table.hpp"
#include "console/dns/query_limits.hpp"
#include "console/dns/zone_answers.hpp"
#include "console/presence/authentic_request.hpp"
#include "messages/bytes.hpp"
#include "messages/dns_query.hpp"
#include "messages/result.hpp"
#include "messages/time.hpp"

// The machine behind port 53 (docs/PROTOCOL.md section 7). A message comes in; at once there is an
// answer for it, or it is authentic and waits in a slot for the PRESENCE, or it is dropped because
// it can be no query. Up to the proof that a registered bird sent it, a message costs no memory: it
// is parsed where it lies.
//
//     parse -> in the zone? -> asked too often? -> TXT below the apex? -> a request? -> whose? ->
//     its MAC, or its box -> a slot
//
// Whatever fails on the way gets what a stranger gets. It does not say which step it was.

namespace aviary {

/// When a receive batch came in.
struct arrival {
  instant now{};
  wall_time wall{};
};

class name_server {
 public:
  /// Room that `receive` needs for an answer over UDP, and over TCP, where the apex may be larger.
  static constexpr std::size_t udp_answer_octets_max = edns_payload_octets;
  static constexpr std::size_t tcp_answer_octets_max = 4096;

  /// All of it is the caller's and stays. `secret`: random, for the limits, whose table has
  /// `limits_buckets`.
  name_server(const zone_answers& zone, key_table& keys, answer_slots& slots,
              edge_counters& counters, const query_limits::key& secret,
              std::size_t limits_buckets = query_limits::buckets_default);

  enum class outcome : std::uint8_t { answered, waits, dropped };
  struct verdict {
    outcome what = outcome::dropped;
    std::size_t octets = 0;  ///< of the answer in `out`
  };
  /// A message that was read and not acted upon. It has views into the message.
  struct read_message {
    result<dns_query, refused_query> query;
    std::optional<std::size_t> below;  ///< octets of its name before the zone's, if it lies there
    query_limits::place counted_at;    ///< if it lies there and came over UDP
  };
  /// Reads one message, without TCP's length. Who has several reads all of them first: what the
  /// next step needs is fetched meanwhile.
  read_message read(byte_view message, const return_path& path) const;
  /// Takes one message that was read. What is authentic is appended to `batch`.
  verdict receive(const read_message& message, const return_path& path, const arrival& at,
                  std::span<std::uint8_t> out, authentic_batch& batch);
  /// Reads and takes one.
  verdict receive(byte_view message, const return_path& path, const arrival& at,
                  std::span<std::uint8_t> out, authentic_batch& batch) {
    return receive(read(message, path), path, at, out, batch);
  }

 private:
  /// What is known of one message on its way.
  struct passage;

  verdict refuse(const refused_query& refused, std::span<std::uint8_t> out);
  verdict receive_request(const passage& on, authentic_batch& batch);
  verdict nodata(const passage& on, edge_outcome why);
  bool open(const registered_bird& bird, const up_keys& keys, const one_shot_request& asked,
            authentic_request& into);
  verdict pass_on(const passage& on, const bird_request& asked, authentic_request&& proven,
                  authentic_batch& batch);

  const zone_answers& zone_;
  key_table& keys_;
  answer_slots& slots_;
  edge_counters& counters_;
  query_limits limits_;
  /// Of the last one-shot; its capacity is what any one-shot needs.
  bytes plain_;
};

}  // namespace aviary
